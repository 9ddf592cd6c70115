package org.wicgate.epcscf;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * The dialogs that a SUBSCRIBE or REFER made between a WIC and the core (RFC 6665 §4.1.4): more
 * than one when it was forked. Of each only the WIC's view is kept, whose route set leads from us
 * into the core.
 */
final class Subscription {
    private static final int MAX_DIALOGS = 10;

    final long id;
    final Binding.Key owner;
    final Shard.Alarm end;
    private final Side from;
    private final String bootCycle;
    private final Request request;
    private final Map<String, Dialog> byFarTag = new HashMap<>(1);
    private String wicTag = "";

    /** Where the WIC is now. */
    Flow flow;

    Instant until = Instant.MAX;

    Subscription(long id, Side from, Binding binding, Request request, Subscriptions all) {
        this.id = id;
        this.from = from;
        this.owner = binding.key();
        this.bootCycle = binding.bootCycle();
        this.flow = binding.flow();
        this.request = request;
        if (from == Side.ACCESS) {
            wicTag = tag(request.from());
        }
        end = _ -> all.close(this);
    }

    /** Whether the client that registered here still knows of it. */
    boolean isKnownTo(Binding binding) {
        return owner.equals(binding.key()) && bootCycle.equals(binding.bootCycle());
    }

    boolean isOver() {
        return byFarTag.isEmpty();
    }

    /** A success makes a dialog (RFC 3261 §12.1). */
    void answered(Request sent, Response response, NameAddr ownEntry) {
        if (!response.isSuccess() || response.to().tag() == null) {
            return;
        }
        if (from == Side.CORE) {
            wicTag = tag(response.to());
            byFarTag.putIfAbsent(tag(request.from()), Dialog.ofUas(request, response));
            return;
        }
        var dialog = Dialog.ofUac(sent, response);
        var routes =
                dialog.routeSet().stream().filter(r -> !r.uri().equals(ownEntry.uri())).toList();
        byFarTag.putIfAbsent(tag(response.to()), dialog.via(routes));
    }

    /** The dialog that a request of the WIC is in; null when there is none. */
    @Nullable Dialog ofWic(Request inDialog) {
        boolean own =
                inDialog.callId().equals(request.callId()) && tag(inDialog.from()).equals(wicTag);
        return own ? byFarTag.get(tag(inDialog.to())) : null;
    }

    /** The dialog that a request of the core is in; a NOTIFY may make it (RFC 6665 §4.4.1). */
    @Nullable Dialog ofFar(Request inDialog) {
        if (!inDialog.callId().equals(request.callId())
                || !tag(inDialog.to()).equals(wicTag)
                || tag(inDialog.from()).isEmpty()) {
            return null;
        }
        String far = tag(inDialog.from());
        boolean makes = from == Side.ACCESS && inDialog.is(Method.NOTIFY);
        if (makes && !byFarTag.containsKey(far) && byFarTag.size() < MAX_DIALOGS) {
            byFarTag.put(far, Dialog.ofNotify(inDialog, request.cseq().number()));
        }
        return byFarTag.get(far);
    }

    void forget(Dialog dialog) {
        byFarTag.remove(dialog.remoteTag(), dialog);
    }

    private static String tag(NameAddr address) {
        return Objects.requireNonNullElse(address.tag(), "");
    }
}
