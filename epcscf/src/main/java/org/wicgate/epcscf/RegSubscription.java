package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.RegInfo;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SubscriptionState;

/**
 * Our subscription to the registrations of one user (TS 24.229 §5.2.3): made with the first, kept
 * by refresh (RFC 6665 §4.1.2), made anew when the core lost it, left when the last is over.
 */
final class RegSubscription {
    /** How long one without a registration waits for the WIC to come back, or the last NOTIFY. */
    private static final Duration LINGER = Duration.ofSeconds(32);

    /** TS 24.229 §5.2.3: more than a registration can have. */
    private static final long EXPIRES = 600_000;

    /** TS 24.229 §5.2.3: refreshed so long before its end, or at half when it is no longer. */
    private static final long EARLY = 600;

    final long id;
    final RegEvents.User user;
    final List<Binding> bindings = new ArrayList<>(1);
    private final Shard shard;
    private final RegEvents events;
    private final Onward onward;
    private final NameAddr target;
    private final Shard.Alarm alarm = this::ring;

    /** The SUBSCRIBE that waits for its answer; its NOTIFY may come first. */
    private @Nullable Asked asked;

    private @Nullable Dialog dialog;
    private NameAddr path;
    private Instant next = Instant.MIN;
    private long version = -1;
    private long least;
    private int failures;
    private boolean leaving;

    RegSubscription(Shard shard, RegEvents events, long id, RegEvents.User user, Binding first) {
        this.shard = shard;
        this.events = events;
        this.onward = new Onward(shard);
        this.id = id;
        this.user = user;
        this.target = NameAddr.of(first.defaultImpu());
        this.path = first.sent().path();
    }

    /** Another registration of the user, or a newer state of one. */
    void attach(Binding binding, Instant now) {
        boolean wasAlone = bindings.isEmpty();
        bindings.removeIf(b -> b.key().equals(binding.key()));
        bindings.add(binding);
        if (leaving) {
            leaving = false;
            dialog = null;
            asked = null;
            next = now;
        }
        if (wasAlone && next.isAfter(now)) {
            wait(next, now);
        } else if (wasAlone) {
            shard.timers.stop(alarm);
            subscribe(now);
        }
    }

    /** One of them is over. */
    void detach(Binding binding, Instant now) {
        bindings.removeIf(b -> b.key().equals(binding.key()));
        if (bindings.isEmpty()) {
            shard.timers.start(alarm, now.plus(LINGER));
        }
    }

    void stop() {
        shard.timers.stop(alarm);
    }

    private void ring(Instant now) {
        if (!bindings.isEmpty()) {
            subscribe(now);
        } else if (dialog == null || leaving) {
            events.forget(this);
        } else {
            leaving = true;
            send(dialog.request(Method.SUBSCRIBE), 0, now);
            shard.timers.start(alarm, now.plus(LINGER));
        }
    }

    /** Asks for the full state, in the dialog when there is one. */
    private void subscribe(Instant now) {
        if (asked != null) {
            return;
        }
        boolean registeredThere = bindings.stream().anyMatch(b -> b.sent().path().equals(path));
        if (!registeredThere) { // a core may take us only by a Path that it knows
            dialog = null;
            path = bindings.getLast().sent().path();
        }
        if (dialog == null && events.isQuiet(now)) {
            wait(events.quietUntil(), now);
            return;
        }
        long lasting = Duration.between(now, bindings.getLast().expires()).toSeconds() + EARLY;
        long seconds = Math.max(Math.max(EXPIRES, least), lasting);
        send(dialog == null ? initial() : dialog.request(Method.SUBSCRIBE), seconds, now);
    }

    private Edit<Request> initial() {
        version = -1;
        var from = NameAddr.of(shard.wire.own()).withTag(shard.entropy.token(10));
        return Request.of(Method.SUBSCRIBE, target.uri())
                .append(HeaderName.MAX_FORWARDS, "70")
                .append(HeaderName.FROM, from.toString())
                .append(HeaderName.TO, target.toString())
                .append(HeaderName.CALL_ID, shard.entropy.token(26))
                .append(HeaderName.CSEQ, "1 " + Method.SUBSCRIBE);
    }

    private void send(Edit<Request> edit, long seconds, Instant now) {
        var contact = shard.wire.coreEntry(RouteTokens.Kind.REG_EVENT, id, false);
        edit.append(HeaderName.CONTACT, "<" + contact.uri() + ">")
                .append(HeaderName.EVENT, RegInfo.PACKAGE)
                .append(HeaderName.ACCEPT, RegInfo.TYPE)
                .append(HeaderName.EXPIRES, Long.toString(seconds))
                .append(HeaderName.P_ASSERTED_IDENTITY, "<" + path.uri() + ">")
                .append(HeaderName.P_CHARGING_VECTOR, shard.chargingVector());
        var reply = new Asked(edit.build());
        asked = reply;
        var next = dialog == null ? shard.wire.entry() : dialog.nextHop();
        onward.sendToCore(reply.request.edit(), next, reply, now);
    }

    /** One SUBSCRIBE; an answer counts only while nothing newer is under way. */
    private final class Asked implements Signalling.Reply {
        final Request request;

        Asked(Request request) {
            this.request = request;
        }

        @Override
        public void answered(Response response, Instant now) {
            if (response.isProvisional() || asked != this) {
                return;
            }
            asked = null;
            if (leaving) {
                return; // the last NOTIFY, or the alarm, ends it
            }
            if (response.isSuccess()) {
                granted(request, response, now);
            } else {
                refused(response, now);
            }
        }

        @Override
        public void failed(Signalling.Failure failure, Instant now) {
            if (asked != this) {
                return;
            }
            asked = null;
            if (!leaving) {
                int status = failure == Signalling.Failure.SILENT ? 408 : 503;
                retry(status, OptionalLong.empty(), now);
            }
        }
    }

    private void granted(Request request, Response response, Instant now) {
        failures = 0;
        if (dialog == null) {
            dialog = Dialog.ofUac(request, response);
        } else {
            dialog.received(response);
        }
        lasting(response.expires().orElse(EXPIRES), now);
    }

    private void lasting(long seconds, Instant now) {
        long until = seconds > 2 * EARLY ? seconds - EARLY : seconds / 2;
        long early = until / 20 * (shard.entropy.number() & 0xFF) / 0xFF; // not all at once
        wait(now.plusSeconds(Math.max(1, until - early)), now);
    }

    private void refused(Response response, Instant now) {
        int status = response.status();
        boolean inDialog = dialog != null;
        dialog = null; // RFC 6665 §4.1.2.2: whatever it is, a new one is made if at all
        if (status == 481 && inDialog) {
            failures++;
            wait(now.plus(events.jittered(Duration.ofSeconds(1 << Math.min(failures, 8)))), now);
        } else if (status == 423 && least == 0) {
            String shortest = response.header(HeaderName.MIN_EXPIRES);
            least =
                    shortest != null && shortest.matches("[0-9]{1,9}")
                            ? Long.parseLong(shortest)
                            : 1;
            subscribe(now);
        } else {
            var after = response.header(HeaderName.RETRY_AFTER);
            retry(status, RegEvents.seconds(after), now);
        }
    }

    private void retry(int status, OptionalLong after, Instant now) {
        dialog = null;
        failures++;
        var back = events.backOff(status, failures, user.impu(), now);
        var asked = Duration.ofSeconds(Math.min(after.orElse(0), EXPIRES));
        wait(now.plus(back.compareTo(asked) > 0 ? back : events.jittered(asked)), now);
    }

    /** Sleeps until it has something to do. */
    private void wait(Instant until, Instant now) {
        next = until;
        if (bindings.isEmpty()) {
            return; // it lingers
        }
        shard.timers.start(alarm, until.isBefore(now) ? now : until);
    }

    /** A NOTIFY of its own dialog; null, or the status to refuse it with. */
    int refusalOf(Request notify) {
        if (dialog == null && asked != null && isAnswerTo(asked.request, notify)) {
            dialog = Dialog.ofNotify(notify, asked.request.cseq().number());
            return 0;
        }
        if (dialog == null || !dialog.isOf(notify)) {
            return 481;
        }
        return dialog.received(notify) ? 0 : 500;
    }

    private static boolean isAnswerTo(Request subscribe, Request notify) {
        String own = subscribe.from().tag();
        return notify.callId().equals(subscribe.callId())
                && own != null
                && own.equals(notify.to().tag());
    }

    /** Takes what a NOTIFY said; whether a document before it was lost. */
    boolean take(RegInfo info) {
        boolean newer = info.full() || info.version() > version;
        boolean gap = !info.full() && (version < 0 || info.version() > version + 1);
        if (newer) {
            // CSeq has said that it is newer: a full state counts even from a core that counts anew
            version = info.version();
        }
        return gap;
    }

    /** Whether a partial document tells what was told before (RFC 3680 §5.1). */
    boolean isOld(RegInfo info) {
        return !info.full() && info.version() <= version;
    }

    /** Asks for the full state again. */
    void refresh(Instant now) {
        if (!bindings.isEmpty() && !leaving) {
            subscribe(now);
        }
    }

    /** What the NOTIFY said of the subscription (RFC 6665 §4.1.3). */
    void state(SubscriptionState state, Instant now) {
        if (!state.isTerminated()) {
            if (state.expires().isPresent() && asked == null) {
                lasting(state.expires().getAsLong(), now);
            }
            return;
        }
        dialog = null;
        asked = null;
        if (bindings.isEmpty()) {
            events.forget(this);
            return;
        }
        failures++;
        var soon = Duration.ofSeconds(1L << Math.min(failures, 8));
        var pause =
                switch (state.reason()) {
                    case "rejected", "noresource", "invariant" -> RegEvents.LONGEST;
                    case "giveup", "probation" ->
                            Duration.ofSeconds(Math.min(state.retryAfter().orElse(60), EXPIRES));
                    default -> soon;
                };
        wait(now.plus(events.jittered(pause)), now);
    }

    static @Nullable SubscriptionState stateOf(Request notify) {
        String value = notify.header(HeaderName.SUBSCRIPTION_STATE);
        return value != null
                        && SubscriptionState.decode(value)
                                instanceof Decoded.Ok<SubscriptionState>(var state)
                ? state
                : null;
    }
}
