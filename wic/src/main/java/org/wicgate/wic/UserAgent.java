package org.wicgate.wic;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.base.Machine;
import org.wicgate.base.Timers;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.TransactionLayer;
import org.wicgate.wic.CallReport.Verdict;

/**
 * A user agent that registers, calls and is called, one call at a time: the Java WIC (TS 24.371
 * §6.2, §7.2) or a plain SIP phone, by its {@link Account} and {@link Profile}. It plays a tone,
 * listens for one and says in a {@link CallReport} how the call was.
 *
 * <p>One thread owns it, media packets included: after each {@link #receive}, poll and ask for the
 * deadline again, as after {@link #handle}.
 */
public final class UserAgent implements Machine<UserAgent.In, UserAgent.Out> {
    /** What happens to it. */
    public sealed interface In {
        /**
         * There is a way to the network: the open connection of W2, or a phone's proxy. Registers
         * when the account does; after a loss, with the same instance (RFC 5626 §4.5).
         */
        record Open(Hop hop) implements In {}

        /** A message came. */
        record Received(SipMessage message, Hop from) implements In {}

        /** Nothing can be sent to {@code hop} any more. */
        record Failed(Hop hop) implements In {}

        /** A new access token, wanted or not. */
        record Renewed(String token) implements In {
            @Override
            public String toString() {
                return "Renewed[]";
            }
        }

        /**
         * Calls somebody.
         *
         * @param target a SIP or tel URI, or the user part of one in the home domain
         * @param talk how long after the answer to hang up
         */
        record Dial(String target, Duration talk) implements In {}

        /** Ends the call, whatever it has come to. */
        record HangUp() implements In {}

        /** Ends the call and the registration; {@link Out.Stopped} follows. */
        record Stop() implements In {}
    }

    /** What it wants done, or tells. */
    public sealed interface Out {
        /** Sends a message. */
        record Transmit(SipMessage message, Hop to) implements Out {}

        /** Registered, or registered again. */
        record Registered(Duration took, Duration expires) implements Out {}

        /** A refresh failed; what was granted lasts on, and it is tried again after this time. */
        record NotRefreshed(int status, String why, Duration again) implements Out {}

        /** Not registered, and not tried again. */
        record NotRegistered(int status, String why) implements Out {}

        /** The token was refused: get a new one and say {@link In.Renewed}. */
        record TokenWanted(String error) implements Out {}

        /** The connection is lost: open another after this time (RFC 5626 §4.5). */
        record Reopen(Duration after) implements Out {}

        /** The far end of our call rings, or says something else on the way. */
        record Progress(int status) implements Out {}

        /** Somebody calls. */
        record Incoming(String from) implements Out {}

        /** The call is answered, by whoever was called. */
        record Answered() implements Out {}

        /** The call is over. */
        record Ended(CallReport report) implements Out {}

        /** All is over; a WIC's connection can be closed with 1000. */
        record Stopped() implements Out {}
    }

    private static final Duration GOODBYE = Duration.ofSeconds(5);

    private final Wire wire;
    private final Profile profile;
    private final Packets packets;
    private final Timers<Timer> timers = new Timers<>();
    private final Registration registration;
    private @Nullable Call call;
    private boolean stopping;

    /** A user agent that waits for {@link In.Open}. */
    public UserAgent(
            Account account, Settings settings, Profile profile, Entropy entropy, Packets packets) {
        this.wire = new Wire(account, settings, entropy);
        this.profile = profile;
        this.packets = packets;
        this.registration = new Registration(wire, timers);
    }

    /** A datagram came to the media socket of this number; it is changed in place. */
    public void receive(
            byte[] packet,
            int offset,
            int length,
            int socket,
            InetSocketAddress from,
            Instant now) {
        if (call != null && !call.isOver()) {
            call.media.receive(packet, offset, length, socket, from, Nanos.of(now));
            watch(call, now);
        }
    }

    @Override
    public void handle(In input, Instant now) {
        switch (input) {
            case In.Open(var hop) -> {
                wire.open(hop);
                registration.start(now);
            }
            case In.Received(var message, var from) ->
                    wire.layer().handle(new TransactionLayer.In.Received(message, from), now);
            case In.Failed(var hop) -> failed(hop, now);
            case In.Renewed(var token) -> renewed(token, now);
            case In.Dial(var target, var talk) -> dial(target, talk, now);
            case In.HangUp _ -> {
                if (isBusy()) {
                    calling().hangUp(now);
                }
            }
            case In.Stop _ -> stop(now);
        }
        drain(now);
    }

    @Override
    public void tick(Instant now) {
        wire.layer().tick(now);
        drain(now);
        for (var timer = timers.due(now); timer != null; timer = timers.due(now)) {
            onTimer(timer, now);
            drain(now);
        }
        if (call != null && !call.isOver()) {
            call.media.tick(Nanos.of(now));
            watch(call, now);
            drain(now);
        }
    }

    @Override
    public @Nullable Out poll() {
        return wire.poll();
    }

    @Override
    public Instant deadline() {
        var next = earlier(wire.layer().deadline(), timers.deadline());
        return call == null || call.isOver()
                ? next
                : earlier(next, Nanos.at(call.media.deadline()));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private boolean isBusy() {
        return call != null && !call.isOver();
    }

    private Call calling() {
        if (call == null) {
            throw new IllegalStateException("no call");
        }
        return call;
    }

    private void watch(Call watched, Instant now) {
        if (!watched.isOver() && !watched.media.lost().isEmpty()) {
            watched.abandon(watched.media.lost(), now);
            drain(now);
        }
    }

    private void failed(Hop hop, Instant now) {
        wire.layer().handle(new TransactionLayer.In.TransportFailed(hop), now);
        drain(now);
        if (hop instanceof Hop.Connection && hop.equals(wire.hop())) {
            wire.open(null);
            if (isBusy()) {
                calling().end(Verdict.FAILED, "the connection is lost", now);
            }
            registration.lost();
        }
    }

    private void renewed(String token, Instant now) {
        wire.authorizer().renew(token);
        registration.renewed(now);
        if (call instanceof OutgoingCall outgoing) {
            outgoing.renewed(now);
        }
    }

    private void stop(Instant now) {
        stopping = true;
        timers.start(Timer.STOP, now.plus(GOODBYE));
        if (isBusy()) {
            calling().hangUp(now);
        }
    }

    private void onTimer(Timer timer, Instant now) {
        switch (timer) {
            case REFRESH -> registration.refresh(now);
            case TOKEN -> registration.tokenLate();
            case STOP -> {
                if (isBusy()) {
                    calling().end(Verdict.CANCELLED, "stopped", now);
                }
                if (registration.isNone()) {
                    registration.stop(now);
                } else {
                    registration.abandon(408, "no answer to the last REGISTER");
                }
            }
            case TALK, NO_ANSWER, PICK_UP, RESEND, NO_ACK -> calling().onTimer(timer, now);
        }
    }

    private void dial(String target, Duration talk, Instant now) {
        var to = Targets.read(target, wire.account().domain());
        if (isBusy() || wire.hop() == null || to == null) {
            String why = isBusy() ? "in a call" : to == null ? "no address" : "not connected";
            wire.tell(new Out.Ended(Targets.notCalled(target, why)));
            return;
        }
        boolean preferring = registration.isRegistered(wire.account().impu());
        var media = media(true);
        var outgoing = new OutgoingCall(wire, timers, to, talk, preferring, media, now);
        call = outgoing;
        outgoing.start(now);
    }

    private CallMedia media(boolean controlling) {
        var sockets = wire.settings().sockets();
        return new CallMedia(
                ears ->
                        switch (profile) {
                            case Profile.WebRtc(var transports) ->
                                    new WebRtcPath(transports, controlling, sockets, packets, ears);
                            case Profile.Plain _ -> new PlainPath(sockets, packets, ears);
                        },
                wire.settings().sound(),
                wire.entropy());
    }

    private void drain(Instant now) {
        var layer = wire.layer();
        for (var o = layer.poll(); o != null; o = layer.poll()) {
            onLayer(o, now);
        }
        if (stopping && !isBusy() && !registration.isOver() && !registration.isLeaving()) {
            registration.stop(now);
            drain(now);
        }
        wire.flush();
    }

    private void onLayer(TransactionLayer.Out o, Instant now) {
        switch (o) {
            case TransactionLayer.Out.Transmit(var message, var to) ->
                    wire.tell(new Out.Transmit(message, to));
            case TransactionLayer.Out.NewResponse(var handle, var response) ->
                    onResponse(handle, response, now);
            case TransactionLayer.Out.NewRequest request ->
                    onRequest(request.transaction(), request.request(), request.merged(), now);
            case TransactionLayer.Out.Ack(var ack, var _) -> {
                if (call != null && call.isOf(ack)) {
                    call.onAck(ack, now);
                }
            }
            case TransactionLayer.Out.Cancelled(var transaction, _, _) -> {
                if (call instanceof IncomingCall incoming) {
                    incoming.cancelled(transaction, now);
                }
            }
            case TransactionLayer.Out.Timeout(var handle) ->
                    unanswered(handle, 408, "no answer", now);
            case TransactionLayer.Out.TransportError(var handle) ->
                    unanswered(handle, 503, "could not be sent", now);
            case TransactionLayer.Out.Full(var handle) ->
                    unanswered(handle, 503, "too many transactions", now);
            case TransactionLayer.Out.StrayResponse _,
                    TransactionLayer.Out.NotAcknowledged _,
                    TransactionLayer.Out.Dropped _,
                    TransactionLayer.Out.Refused _ -> {}
        }
    }

    private void onResponse(long handle, Response response, Instant now) {
        if (registration.isOf(handle)) {
            registration.onResponse(response, now);
        } else if (call instanceof OutgoingCall outgoing && outgoing.isOf(handle)) {
            outgoing.onResponse(response, now);
            if (asksToRegister(response)) {
                registration.refresh(now);
            }
        }
    }

    /** TS 24.229 §5.1.2A.1.6: no S-CSCF answers, and another one may take the user. */
    private static boolean asksToRegister(Response response) {
        return response.status() == 504
                && response.contentType().equals("application/3gpp-ims+xml")
                && new String(response.body(), StandardCharsets.UTF_8)
                        .contains("<action>initial-registration</action>");
    }

    private void unanswered(long handle, int status, String why, Instant now) {
        if (registration.isOf(handle)) {
            registration.unanswered(status, why, Duration.ZERO, now);
        } else if (call instanceof OutgoingCall outgoing && outgoing.isOf(handle)) {
            outgoing.unanswered(why, now);
        }
    }

    private void onRequest(long transaction, Request request, boolean merged, Instant now) {
        if (merged) {
            wire.answer(transaction, request, 482, now); // RFC 3261 §8.2.2.2
        } else if (call != null && request.isInDialog() && call.isOf(request)) {
            call.onRequest(transaction, request, now);
        } else if (request.isInDialog()) {
            wire.answer(transaction, request, 481, now);
        } else if (request.is(Method.INVITE)) {
            invited(transaction, request, now);
        } else {
            wire.answer(transaction, request, request.is(Method.OPTIONS) ? 200 : 405, now);
        }
    }

    private void invited(long transaction, Request request, Instant now) {
        var answering = wire.settings().answering();
        if (isBusy() || answering.busy() || stopping) {
            wire.answer(transaction, request, 486, now);
            return;
        }
        if (!request.values(HeaderName.REQUIRE).isEmpty()) {
            var refusal =
                    Response.to(request, 420)
                            .toTag(wire.entropy().token(10))
                            .append(
                                    HeaderName.UNSUPPORTED,
                                    String.join(", ", request.values(HeaderName.REQUIRE)));
            wire.answer(transaction, refusal.build(), now);
            return;
        }
        var offer = Call.description(request);
        boolean controlling = offer == null || offer.isIceLite(); // RFC 8445 §6.1.1
        var incoming =
                new IncomingCall(wire, timers, transaction, request, media(controlling), now);
        call = incoming;
        incoming.start(answering.after(), now);
    }
}
