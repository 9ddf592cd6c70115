package org.wicgate.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Hop;
import org.wicgate.sip.RegInfo;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.TransactionLayer;

/** What the parts of the core say: to the transaction layer beneath, and to the edge. */
final class Outbox {
    /** Why a binding is no more. */
    enum Gone {
        DEREGISTERED(RegInfo.Event.UNREGISTERED),
        EXPIRED(RegInfo.Event.EXPIRED),
        FLOW_FAILED(RegInfo.Event.DEACTIVATED),
        REPLACED(RegInfo.Event.DEACTIVATED),
        REJECTED(RegInfo.Event.REJECTED),
        DEACTIVATED(RegInfo.Event.DEACTIVATED);

        private final RegInfo.Event event;

        Gone(RegInfo.Event event) {
            this.event = event;
        }
    }

    /** What became of a binding, for those who want to be told. */
    record Change(Binding binding, RegInfo.Event event) {}

    private final TransactionLayer layer;
    private final Queue<LabCore.Out> out = new ArrayDeque<>();
    private final Queue<Change> changes = new ArrayDeque<>();
    private long lastHandle;

    Outbox(TransactionLayer layer) {
        this.layer = layer;
    }

    /** A number for a client transaction, or a call. */
    long number() {
        return ++lastHandle;
    }

    void answer(long transaction, Response response, Instant now) {
        layer.handle(new TransactionLayer.In.Answer(transaction, response), now);
    }

    void send(Request request, Hop to, long handle, Instant now) {
        layer.handle(new TransactionLayer.In.Send(request, to, handle), now);
    }

    void cancel(long handle, String reason, Instant now) {
        layer.handle(new TransactionLayer.In.Cancel(handle, reason), now);
    }

    void tell(LabCore.Out what) {
        out.add(what);
    }

    /** Somebody is registered for so long. */
    void bound(Binding binding, RegInfo.Event event, Duration expires) {
        var uri = binding.contact().uri();
        out.add(new LabCore.Out.Registered(binding.impi(), uri, expires));
        changes.add(new Change(binding, event));
    }

    void gone(Binding binding, Gone why) {
        changes.add(new Change(binding, why.event));
        out.add(new LabCore.Out.Unregistered(binding.impi(), binding.contact().uri(), why.name()));
    }

    @Nullable Change change() {
        return changes.poll();
    }

    LabCore.@Nullable Out poll() {
        return out.poll();
    }
}
