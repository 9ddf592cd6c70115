package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Event;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * One call between a WIC and the core, from its INVITE to its end (TS 24.229 §5.2.6 to §5.2.8): a
 * proxy that keeps Call-ID, tags and CSeq, and knows the dialogs well enough to end them.
 */
final class Session implements Signalling.Reply {
    /** TS 24.229 §5.2.8.1.2. */
    static final String LOST_REASON = "SIP;cause=503;text=\"Service Unavailable\"";

    /** TS 24.229 §5.2.8.1.2 leaves the cause to us when it is no loss. */
    static final String DEREGISTERED_REASON = "SIP;cause=480;text=\"Deregistered\"";

    final long id;
    final Incoming incoming;
    final Side from;
    final Binding binding;
    final MediaPath media;
    final CallMessages messages;
    private final Shard shard;
    private final Sessions sessions;
    private final Instant began;
    private final CallLegs legs;
    private final Shard.Alarm timerC = this::onTimerC;
    private final Shard.Alarm grace = now -> hangUp(CallEnd.CONNECTION_LOST, now);

    /** Where the WIC is now. */
    Flow flow;

    private ImsAlg alg;
    private boolean offered;
    private @Nullable Request sent;
    private long handle;
    private boolean rang;
    private boolean cancelled;
    private boolean over;
    private @Nullable CallLeg confirmed;

    /** A 2xx that has come and has not been passed on yet. */
    private @Nullable Response unanswered;

    Session(
            Shard shard,
            Sessions sessions,
            long id,
            Incoming incoming,
            Binding binding,
            Instant now) {
        this.shard = shard;
        this.sessions = sessions;
        this.id = id;
        this.incoming = incoming;
        this.from = incoming.side();
        this.binding = binding;
        this.flow = binding.flow();
        this.began = now;
        this.media = new MediaPath(shard, new ContextId(shard.entropy.token(26)));
        this.alg = ImsAlg.start(shard.entropy.number());
        this.messages = new CallMessages(shard, this);
        this.legs = new CallLegs(shard.config.sessions().maxDialogs(), messages);
    }

    /** Takes the INVITE. */
    void begin(Instant now) {
        var invite = incoming.request();
        incoming.answer(shard, Response.to(invite, 100).build(), now);
        String caller = invite.from().uri().toString();
        shard.tell(
                new Report.CallStarted(
                        callId(), media.id(), from, caller, invite.to().uri().toString()));
        if (!invite.hasBody()) {
            invite(null, now);
        } else if (!Descriptions.isSdp(invite)) {
            incoming.answer(shard, messages.unsupportedBody(invite), now);
            end(CallEnd.MEDIA_FAILED, 415, now);
        } else {
            offered = true;
            offer(Descriptions.offer(alg, from, invite.body()), now);
        }
    }

    private void offer(ImsAlg.Outcome outcome, Instant now) {
        switch (outcome) {
            case ImsAlg.Refused refused -> {
                incoming.answer(shard, messages.unacceptable(incoming.request(), refused), now);
                incoming.tellRefused(shard, refused.status(), Refusal.MEDIA_UNACCEPTABLE);
                end(CallEnd.MEDIA_FAILED, refused.status(), now);
            }
            case ImsAlg.Prepared prepared -> media.cross(prepared, new OfferCrossing(), now);
            case ImsAlg.IceRestart restart ->
                    throw new IllegalStateException("restart of what never began: " + restart);
        }
    }

    private final class OfferCrossing implements MediaPath.Crossing {
        @Override
        public void written(ImsAlg.Written written, Instant now) {
            alg = written.next();
            invite(written.description().encode(), now);
        }

        @Override
        public void refused(Event.Cause cause, String why, Instant now) {
            shard.tell(new Report.GatewayRefused(callId(), cause, why));
            int status = cause == Event.Cause.TOO_MANY_STREAMS ? 488 : 503;
            incoming.answer(shard, status, now);
            end(CallEnd.MEDIA_FAILED, status, now);
        }
    }

    private void invite(byte @Nullable [] body, Instant now) {
        if (!shard.isOpen(flow)) {
            fail(NoAnswer.flowGone(shard.config.sessions()), now);
            return;
        }
        sent = messages.invite(incoming.request(), body).build();
        timerC(now);
        handle =
                switch (from) {
                    case ACCESS ->
                            messages.onward()
                                    .sendToCore(
                                            sent.edit(), shard.wire.firstHop(binding), this, now);
                    case CORE -> messages.onward().sendToAccess(sent.edit(), flow, this, now);
                };
    }

    @Override
    public void answered(Response response, Instant now) {
        if (response.status() == 100) {
            return;
        }
        if (over) {
            tooLate(response, now);
        } else if (!media.step(at -> onResponse(response, at), at -> tooLate(response, at), now)
                && response.isFinal()) {
            breakUp(response, 503, CallEnd.MEDIA_FAILED, now);
        }
    }

    @Override
    public void failed(Signalling.Failure failure, Instant now) {
        if (over || confirmed != null) {
            return;
        }
        boolean toCore = from == Side.ACCESS;
        fail(NoAnswer.to(failure, toCore, rang, cancelled, shard.config.sessions()), now);
    }

    private void fail(NoAnswer why, Instant now) {
        if (why.status() == 504) {
            incoming.answer(shard, messages.restoration(), now);
            incoming.tellRefused(shard, 504, why.refusal());
        } else {
            incoming.refuse(shard, why.status(), why.refusal(), now);
        }
        end(why.end(), why.status(), now);
    }

    private void onResponse(Response response, Instant now) {
        if (response.isProvisional()) {
            rang = true;
            timerC(now); // RFC 3261 §16.7 step 2
        } else if (!response.isSuccess()) {
            if (confirmed == null) {
                incoming.answer(shard, messages.answer(response, null), now);
                end(cancelled ? CallEnd.CANCELLED : CallEnd.REFUSED, response.status(), now);
            }
            return;
        }
        var leg = leg(response);
        if (leg == null) {
            tooLate(response, now);
            if (response.to().tag() == null) {
                incoming.answer(shard, messages.answer(response, new byte[0]), now);
            }
        } else if (response.isSuccess() && confirmed != null) {
            repeated(leg, response, now);
        } else {
            take(leg, response, now);
        }
    }

    /** A 2xx after a 2xx: the same again, or another fork, of which a WIC has no use. */
    private void repeated(CallLeg leg, Response response, Instant now) {
        var answer = leg.answer;
        if (leg != confirmed) {
            tooLate(response, now);
        } else if (leg.ack != null) {
            messages.sendAck(from, leg, leg.ack, now);
        } else if (answer != null) {
            incoming.answer(shard, answer, now);
        }
    }

    private void take(CallLeg leg, Response response, Instant now) {
        if (response.isSuccess()) {
            confirmed = leg;
            unanswered = response;
            shard.timers.stop(timerC);
        }
        leg.hearing(other()).received(response);
        if (!response.hasBody() || !Descriptions.isSdp(response)) {
            passOn(leg, response, null, now);
            return;
        }
        var before = legs.turnTo(leg);
        var outcome =
                offered
                        ? Descriptions.answer(before, other(), response.body())
                        : Descriptions.offer(before, other(), response.body());
        switch (outcome) {
            case ImsAlg.Refused refused ->
                    breakUp(response, refused.status(), CallEnd.MEDIA_FAILED, now);
            case ImsAlg.Prepared p -> media.cross(p, new AnswerCrossing(leg, response), now);
            case ImsAlg.IceRestart(_, var p) ->
                    media.cross(p, new AnswerCrossing(leg, response), now);
        }
    }

    private final class AnswerCrossing implements MediaPath.Crossing {
        private final CallLeg leg;
        private final Response response;

        AnswerCrossing(CallLeg leg, Response response) {
            this.leg = leg;
            this.response = response;
        }

        @Override
        public void written(ImsAlg.Written written, Instant now) {
            leg.alg = written.next();
            leg.owesAnswer = !offered;
            passOn(leg, response, written.description().encode(), now);
        }

        @Override
        public void refused(Event.Cause cause, String why, Instant now) {
            shard.tell(new Report.GatewayRefused(callId(), cause, why));
            breakUp(response, 503, CallEnd.MEDIA_FAILED, now);
        }
    }

    private void passOn(CallLeg leg, Response response, byte @Nullable [] body, Instant now) {
        var answer = messages.answer(response, body);
        if (response.isSuccess()) {
            unanswered = null;
            leg.answer = answer;
            shard.tell(new Report.CallAnswered(callId(), from, Duration.between(began, now)));
        }
        incoming.answer(shard, answer, now);
        if (response.isSuccess() && !shard.isOpen(flow)) {
            shard.timers.start(grace, now.plus(shard.config.sessions().lossGrace()));
        }
    }

    private @Nullable CallLeg leg(Response response) {
        return sent == null ? null : legs.of(sent, response, alg);
    }

    private void tooLate(Response response, Instant now) {
        if (sent != null && response.isSuccess()) {
            messages.refuseAnswer(sent, response, alg, now);
        }
    }

    /** An answer that cannot be passed on ends the call on both sides. */
    private void breakUp(Response response, int status, CallEnd end, Instant now) {
        if (response.isSuccess()) {
            unanswered = response;
        } else {
            shard.signalling.cancel(other(), handle, LOST_REASON, now);
        }
        incoming.refuse(shard, status, Refusal.MEDIA_UNACCEPTABLE, now);
        end(end, status, now);
    }

    /** The caller gave up. */
    void cancel(Request cancel, Instant now) {
        if (handle == 0) {
            incoming.answer(shard, 487, now);
            end(CallEnd.CANCELLED, 487, now);
            return;
        }
        cancelled = true;
        String reason = cancel.header(HeaderName.REASON);
        shard.signalling.cancel(other(), handle, reason == null ? "" : reason, now);
    }

    /** The WIC's WebSocket is gone (TS 24.229 §5.2.8.1). */
    void lost(Instant now) {
        if (confirmed != null) {
            shard.timers.start(grace, now.plus(shard.config.sessions().lossGrace()));
        } else if (from == Side.ACCESS) {
            if (handle != 0) {
                shard.signalling.cancel(Side.CORE, handle, LOST_REASON, now);
            }
            end(CallEnd.CONNECTION_LOST, 0, now);
        }
        // a WIC that rings: the transport's failure answers the core
    }

    /** The WIC is back, over another WebSocket. */
    void moved(Flow to) {
        flow = to;
        shard.timers.stop(grace);
    }

    /** Ends the call on behalf of both sides, answered or not. */
    void hangUp(CallEnd end, Instant now) {
        var leg = confirmed;
        if (leg == null || leg.answer == null) {
            if (handle != 0) {
                shard.signalling.cancel(other(), handle, reason(end), now);
            }
            incoming.answer(shard, 503, now);
            end(end, 503, now);
            return;
        }
        if (leg.ack == null && from == Side.ACCESS && sent != null) {
            var ack = leg.asWic().ack(sent.cseq().number()).build(); // the WIC can not any more
            messages.sendAck(from, leg, ack, now);
        }
        messages.bye(leg, Side.ACCESS, reason(end), now);
        messages.bye(leg, Side.CORE, reason(end), now);
        end(end, 0, now);
    }

    private static String reason(CallEnd end) {
        return end == CallEnd.DEREGISTERED ? DEREGISTERED_REASON : LOST_REASON;
    }

    /** The last word: everything that belongs to the call is given back. */
    void end(CallEnd end, int status, Instant now) {
        if (over) {
            return;
        }
        over = true;
        if (unanswered != null) {
            tooLate(unanswered, now);
        }
        shard.timers.stop(timerC);
        shard.timers.stop(grace);
        media.release(now);
        sessions.leave(this);
        alg = legs.over(); // a late 2xx may need us for half a minute yet, but not the media
        shard.tell(new Report.CallEnded(callId(), from, end, status, Duration.between(began, now)));
    }

    /** A BYE passed: the dialog it belongs to is over, and with the last one the call. */
    void byePassed(CallLeg leg, Side by, Instant now) {
        if (leg == confirmed) {
            end(by == Side.ACCESS ? CallEnd.WIC_HUNG_UP : CallEnd.CORE_HUNG_UP, 0, now);
        }
    }

    private void timerC(Instant now) {
        shard.timers.start(timerC, now.plus(shard.config.sessions().timerC()));
    }

    private void onTimerC(Instant now) {
        if (confirmed == null) {
            shard.signalling.cancel(other(), handle, "", now);
        }
    }

    boolean isOver() {
        return over;
    }

    Iterable<CallLeg> legs() {
        return legs.all();
    }

    String callId() {
        return incoming.request().callId();
    }

    private Side other() {
        return from == Side.ACCESS ? Side.CORE : Side.ACCESS;
    }
}
