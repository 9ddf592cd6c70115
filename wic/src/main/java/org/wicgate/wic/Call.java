package org.wicgate.wic;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Timers;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.wic.CallReport.MediaReport;
import org.wicgate.wic.CallReport.Phase;
import org.wicgate.wic.CallReport.Verdict;
import org.wicgate.wic.UserAgent.Out;

/** What a call to us and a call from us have in common: dialog, media, and their end. */
abstract sealed class Call permits OutgoingCall, IncomingCall {
    static final String SDP = "application/sdp";

    private static final Duration T1 = Duration.ofMillis(500);
    private static final Duration T2 = Duration.ofSeconds(4);

    /** A success that was sent, until it is acknowledged (RFC 3261 §13.3.1.4). */
    private record Success(long transaction, Response response, Duration interval) {}

    final Wire wire;
    final Timers<Timer> timers;
    final String peer;
    final CallMedia media;
    final Negotiation negotiation;
    final Instant began;
    private final Map<Phase, Duration> times = new EnumMap<>(Phase.class);
    private @Nullable Dialog dialog;
    private @Nullable Success unacknowledged;
    private boolean awaitsAnswer;
    private boolean answered;
    private boolean over;
    private int status;

    Call(Wire wire, Timers<Timer> timers, String peer, CallMedia media, Instant now) {
        this.wire = wire;
        this.timers = timers;
        this.peer = peer;
        this.media = media;
        this.began = now;
        var local = wire.settings().sockets().getFirst().getAddress();
        this.negotiation = new Negotiation(media, wire.entropy().number(), local);
    }

    abstract boolean isOutgoing();

    /** Ends the call, whatever it has come to. */
    abstract void hangUp(Instant now);

    /** A timer that only one kind of call has is due. */
    abstract void onOwnTimer(Timer timer, Instant now);

    /** A timer of this call is due. */
    final void onTimer(Timer timer, Instant now) {
        switch (timer) {
            case RESEND -> resend(now);
            case NO_ACK -> abandon("the answer was never acknowledged", now);
            case TALK -> hangUp(now);
            case REFRESH, TOKEN, STOP, NO_ANSWER, PICK_UP -> onOwnTimer(timer, now);
        }
    }

    /**
     * Sends the success of an INVITE, and again until its ACK comes.
     *
     * @param offer whether it carries our offer, to be answered in the ACK
     */
    final void succeed(long transaction, Response ok, boolean offer, Instant now) {
        awaitsAnswer = offer;
        unacknowledged = new Success(transaction, ok, T1);
        wire.answer(transaction, ok, now);
        timers.start(Timer.RESEND, now.plus(T1));
        timers.start(Timer.NO_ACK, now.plus(T1.multipliedBy(64)));
    }

    private void resend(Instant now) {
        if (unacknowledged == null) {
            return;
        }
        var sent = unacknowledged;
        wire.answer(sent.transaction, sent.response, now);
        var twice = sent.interval.multipliedBy(2);
        var next = twice.compareTo(T2) < 0 ? twice : T2;
        unacknowledged = new Success(sent.transaction, sent.response, next);
        timers.start(Timer.RESEND, now.plus(next));
    }

    /** An ACK that belongs to this dialog. */
    final void onAck(Request ack, Instant now) {
        var sent = unacknowledged;
        if (sent == null || ack.cseq().number() != sent.response.cseq().number()) {
            return;
        }
        unacknowledged = null;
        timers.stop(Timer.RESEND);
        timers.stop(Timer.NO_ACK);
        if (!awaitsAnswer || over) {
            return;
        }
        var answer = description(ack);
        String wrong =
                answer == null
                        ? "no description in the ACK"
                        : negotiation.accept(answer, Nanos.of(now));
        if (wrong.isEmpty()) {
            media.expectPeer(Nanos.of(now));
        } else {
            abandon(wrong, now);
        }
    }

    final boolean isOver() {
        return over;
    }

    final boolean isAnswered() {
        return answered;
    }

    final void status(int latest) {
        status = latest;
    }

    final void took(Phase phase, Instant now) {
        times.putIfAbsent(phase, Duration.between(began, now));
    }

    final @Nullable Dialog dialog() {
        return dialog;
    }

    final void dialog(Dialog established) {
        dialog = established;
    }

    final boolean isOf(Request request) {
        return dialog != null && dialog.isOf(request);
    }

    final void answered(Instant now) {
        answered = true;
        took(Phase.ANSWER, now);
        media.answered(Nanos.of(now));
        wire.tell(new Out.Answered());
    }

    /** A request of the other side within the dialog. */
    final void onRequest(long transaction, Request request, Instant now) {
        if (dialog == null || !dialog.received(request)) {
            wire.answer(transaction, request, 500, now); // RFC 3261 §12.2.2
            return;
        }
        switch (request.method()) {
            case Method.BYE -> {
                wire.answer(transaction, request, 200, now);
                ended("the other end hung up", now);
            }
            case Method.INVITE, Method.UPDATE -> reoffered(transaction, request, now);
            case Method.INFO, Method.OPTIONS -> wire.answer(transaction, request, 200, now);
            default -> wire.answer(transaction, request, 405, now);
        }
    }

    private void reoffered(long transaction, Request request, Instant now) {
        if (over) {
            wire.answer(transaction, request, 481, now);
            return;
        }
        var offer = description(request);
        var ok = IncomingCall.success(wire, request, "");
        if (offer == null && request.is(Method.UPDATE)) {
            wire.answer(transaction, ok.build(), now);
            return;
        }
        String wrong = offer == null ? "" : negotiation.take(offer, Nanos.of(now));
        if (!wrong.isEmpty()) {
            wire.answer(transaction, request, 488, now);
            return;
        }
        var said = offer == null ? negotiation.offer() : negotiation.answer(offer);
        var response = ok.body(SDP, said.encode()).build();
        if (request.is(Method.INVITE)) {
            succeed(transaction, response, offer == null, now);
        } else {
            wire.answer(transaction, response, now);
        }
    }

    /** The description that a message carries; null when it carries none that can be read. */
    static @Nullable SessionDescription description(SipMessage message) {
        if (!message.contentType().equals(SDP)) {
            return null;
        }
        return SessionDescription.decode(message.body())
                        instanceof Decoded.Ok<SessionDescription>(var sdp)
                ? sdp
                : null;
    }

    final void bye(Dialog of, Instant now) {
        if (wire.hop() != null) {
            wire.send(of.request(Method.BYE), Method.BYE, of.remoteTarget(), of.nextHop(), now);
        }
    }

    /** The transport is lost, or a bug of the far end ends an answered call. */
    final void abandon(String why, Instant now) {
        if (dialog != null && answered) {
            bye(dialog, now);
        }
        ended(why, now);
    }

    /** Ends an answered call with the verdict that its media earned. */
    final void ended(String why, Instant now) {
        var heard = media.report();
        if (!answered) {
            end(Verdict.CANCELLED, why, now);
        } else if (!media.isSecured() || !media.lost().isEmpty()) {
            String reason = media.lost().isEmpty() ? "no secured path was found" : media.lost();
            end(Verdict.NO_PATH, reason, now);
        } else if (heard.received() == 0) {
            end(Verdict.NO_MEDIA, "no packet came; " + why, now);
        } else if (heard.isToneHeard()) {
            end(Verdict.AUDIO, why, now);
        } else {
            end(Verdict.NO_TONE, heard.received() + " packets without the tone; " + why, now);
        }
    }

    final void end(Verdict verdict, String why, Instant now) {
        if (over) {
            return;
        }
        over = true;
        for (var timer :
                new Timer[] {
                    Timer.TALK, Timer.NO_ANSWER, Timer.PICK_UP, Timer.RESEND, Timer.NO_ACK
                }) {
            timers.stop(timer);
        }
        MediaReport report = media.report();
        media.close(Nanos.of(now));
        times.putAll(media.times());
        wire.tell(
                new Out.Ended(
                        new CallReport(peer, isOutgoing(), verdict, why, status, times, report)));
    }

    /** A final refusal, or a success that is none. */
    final Verdict refusal(Response response) {
        return switch (response.status()) {
            case 486, 600 -> Verdict.BUSY;
            case 408, 480 -> Verdict.NO_ANSWER;
            case 487 -> Verdict.CANCELLED;
            default -> response.status() / 100 == 5 ? Verdict.FAILED : Verdict.REFUSED;
        };
    }
}
