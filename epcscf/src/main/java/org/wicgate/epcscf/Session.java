package org.wicgate.epcscf;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Event;
import org.wicgate.iq.Stream;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;

/**
 * One call between a WIC and the core, from its INVITE to its end (TS 24.229 §5.2.6 to §5.2.8): a
 * proxy that keeps Call-ID, tags and CSeq, and knows the dialogs well enough to end them.
 */
final class Session implements Signalling.Reply {
    /** TS 24.229 §5.2.8.1.2. */
    static final String LOST_REASON = "SIP;cause=503;text=\"Service Unavailable\"";

    /** TS 24.229 §5.2.8.3. */
    static final String EXPIRED_REASON = "SIP;cause=408;text=\"Session expired\"";

    /** TS 24.229 §5.2.8.1.2 leaves the cause to us when it is no loss. */
    static final String DEREGISTERED_REASON = "SIP;cause=480;text=\"Deregistered\"";

    final long id;
    final Incoming incoming;
    final Side from;
    final Binding binding;
    final MediaPath media;
    final CallMessages messages;
    final SessionTimer timer;
    final CallRecord record;
    private final EarlyMedia early;
    private final Shard shard;
    private final Sessions sessions;
    private final CallLegs legs;
    private final Shard.Alarm timerC = this::onTimerC;
    private final Shard.Alarm grace = now -> hangUp(CallEnd.CONNECTION_LOST, now);

    /** Where the WIC is now. */
    Flow flow;

    private ImsAlg alg;
    private boolean offered;
    private @Nullable Answering answering;
    private long handle;
    private boolean rang;
    private boolean cancelled;
    private boolean over;

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
        this.record = new CallRecord(incoming, now);
        this.media = new MediaPath(shard, new ContextId(shard.entropy.token(26)), this::mediaGone);
        this.alg = ImsAlg.start(shard.entropy.number(), shard.media());
        this.timer = new SessionTimer(shard, at -> hangUp(CallEnd.SESSION_EXPIRED, at));
        this.early = new EarlyMedia(shard.config.sessions().policy().earlyMedia());
        this.messages = new CallMessages(shard, this);
        this.legs = new CallLegs(shard.config.sessions().maxDialogs(), messages);
    }

    /** Takes the INVITE. */
    void begin(Instant now) {
        var invite = incoming.request();
        incoming.answer(shard, Response.to(invite, 100).build(), now);
        shard.tell(record.started(media.id()));
        messages.tellCharging();
        note(flow.registered(from, binding));
        var tooShort = timer.refusal(invite);
        if (tooShort != null) {
            incoming.answer(shard, tooShort, now);
            incoming.tellRefused(shard, 422, Refusal.SESSION_TIMER);
            record.refusedBecause("Session-Expires is less than min_se_seconds");
            end(CallEnd.REFUSED, tooShort.status(), now);
        } else if (!invite.hasBody()) {
            invite(null, now);
        } else if (Descriptions.isUnreadable(invite)) {
            incoming.answer(shard, messages.unsupportedBody(invite), now);
            record.because("a body that is no session description");
            end(CallEnd.MEDIA_FAILED, 415, now);
        } else if (!Descriptions.isSdp(invite)) {
            invite(null, now);
        } else {
            offered = true;
            offer(Descriptions.offer(alg, from, invite), now);
        }
    }

    private void offer(ImsAlg.Outcome outcome, Instant now) {
        switch (outcome) {
            case ImsAlg.Refused refused -> {
                incoming.answer(shard, messages.unacceptable(incoming.request(), refused), now);
                incoming.tellRefused(shard, refused.status(), Refusal.MEDIA_UNACCEPTABLE);
                record.because(refused.why());
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
            record.because("the eIMS-AGW refused: " + why);
            var answer = messages.gatewayRefused(incoming.request(), cause, why);
            incoming.answer(shard, answer, now);
            end(CallEnd.MEDIA_FAILED, answer.status(), now);
        }
    }

    private void invite(byte @Nullable [] body, Instant now) {
        if (!shard.isOpen(flow)) {
            fail(NoAnswer.flowGone(shard.config.sessions()), now);
            return;
        }
        var sent = messages.invite(incoming.request(), body).build();
        answering = new Answering(shard, this, legs, sent, alg, offered);
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
        var taking = answering;
        if (response.status() == 100 || taking == null) {
            return;
        }
        if (over) {
            taking.tooLate(response, now);
        } else if (!media.step(at -> onResponse(response, at), at -> tooLate(response, at), now)
                && response.isFinal()) {
            taking.breakUp(response, 503, CallEnd.MEDIA_FAILED, now);
        }
    }

    private void onResponse(Response response, Instant now) {
        if (response.isProvisional()) {
            rang = true;
            timerC(now); // RFC 3261 §16.7 step 2
        } else if (isOutOfService(response)) {
            fail(NoAnswer.OUT_OF_SERVICE, now);
            return;
        }
        if (answering != null) {
            answering.take(response, now);
        }
    }

    private boolean isOutOfService(Response response) {
        return from == Side.ACCESS
                && !cancelled
                && legs.confirmed() == null
                && Restoration.isCalledFor(response, rang);
    }

    private void tooLate(Response response, Instant now) {
        if (answering != null) {
            answering.tooLate(response, now);
        }
    }

    @Override
    public void failed(Signalling.Failure failure, Instant now) {
        if (over || legs.confirmed() != null) {
            return;
        }
        boolean toCore = from == Side.ACCESS;
        note(new Note.Said("transaction", "the INVITE got no final answer", failure));
        fail(NoAnswer.to(failure, toCore, rang, cancelled, shard.config.sessions()), now);
    }

    private void fail(NoAnswer why, Instant now) {
        if (why.status() == 504) {
            incoming.answer(shard, Restoration.of(shard, flow, incoming.request()), now);
            incoming.tellRefused(shard, 504, why.refusal());
        } else {
            incoming.refuse(shard, why.status(), why.refusal(), now);
        }
        if (why.end() == CallEnd.REFUSED) {
            record.refusedBecause(why.text());
        } else {
            record.because(why.text());
        }
        end(why.end(), why.status(), now);
    }

    /** A 2xx came: nothing is to be cancelled any more. */
    void answered() {
        shard.timers.stop(timerC);
    }

    /** The 2xx goes on. */
    void tellAnswered(Response answer, Instant now) {
        timer.agreed(incoming.request(), answer, now);
        shard.tell(record.answered(now));
    }

    /** What a message says of early media counts until the answer, and then no more. */
    void limitEarlyMedia(Side by, SipMessage message) {
        if (legs.confirmed() == null) {
            early.hear(by, message);
            media.limit(early.allowed());
        } else {
            media.limit(Stream.Gates.OPEN);
        }
    }

    /** A WIC that has gone meanwhile may come back. */
    void graceIfLost(Instant now) {
        if (!shard.isOpen(flow)) {
            shard.timers.start(grace, now.plus(shard.config.sessions().lossGrace()));
        }
    }

    /** The called side refused. */
    void refused(int status, Instant now) {
        end(cancelled ? CallEnd.CANCELLED : CallEnd.REFUSED, status, now);
    }

    /** Cancels the INVITE that is out. */
    void giveUp(String reason, Instant now) {
        if (handle != 0) {
            shard.cancel(other(), handle, reason, now);
        }
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
        shard.cancel(other(), handle, reason == null ? "" : reason, now);
    }

    /** The WIC's WebSocket is gone (TS 24.229 §5.2.8.1). */
    void lost(Instant now) {
        var patience = shard.config.sessions().lossGrace();
        note(new Note.Said("flow", "the WebSocket of the WIC is gone", flow.remote()));
        if (legs.confirmed() != null) {
            note(new Note.Said("timer", "the call waits for the WIC to come back", patience));
            shard.timers.start(grace, now.plus(patience));
        } else if (from == Side.ACCESS) {
            giveUp(LOST_REASON, now);
            end(CallEnd.CONNECTION_LOST, 0, now);
        }
        // a WIC that rings: the transport's failure answers the core
    }

    /** The eIMS-AGW has lost the call's media, or is lost itself (TS 23.334 §6.1.2). */
    private void mediaGone(Instant now) {
        String why = "the eIMS-AGW does not have its context any more";
        shard.tell(new Report.GatewayRefused(callId(), Event.Cause.NO_SUCH_CONTEXT, why));
        record.because(why);
        hangUp(CallEnd.MEDIA_LOST, now);
    }

    /** The WIC is back, over another WebSocket. */
    void moved(Flow to) {
        flow = to;
        shard.timers.stop(grace);
        note(to.registered(from, binding));
    }

    /** Ends the call on behalf of both sides, answered or not. */
    void hangUp(CallEnd end, Instant now) {
        var leg = legs.confirmed();
        if (leg == null || leg.answer == null) {
            giveUp(reason(end), now);
            incoming.answer(shard, 503, now);
            end(end, 503, now);
            return;
        }
        if (answering != null) {
            answering.acknowledge(leg, now);
        }
        messages.bye(leg, Side.ACCESS, reason(end), now);
        messages.bye(leg, Side.CORE, reason(end), now);
        end(end, 0, now);
    }

    private static String reason(CallEnd end) {
        if (end == CallEnd.SESSION_EXPIRED) {
            return EXPIRED_REASON;
        }
        return end == CallEnd.DEREGISTERED ? DEREGISTERED_REASON : LOST_REASON;
    }

    /** The last word: everything that belongs to the call is given back. */
    void end(CallEnd end, int status, Instant now) {
        if (over) {
            return;
        }
        over = true;
        if (answering != null) {
            answering.over(now);
        }
        incoming.slim();
        shard.timers.stop(timerC);
        shard.timers.stop(grace);
        timer.stop();
        media.release(now);
        alg = ImsAlg.OVER; // a late 2xx may need us for half a minute yet, but not the media
        sessions.leave(this, held -> record.ended(end, status, held, now), now);
    }

    /** A BYE passed: the dialog it belongs to is over, and with the last one the call. */
    void byePassed(CallLeg leg, Side by, Instant now) {
        if (leg == legs.confirmed()) { // never once it is over
            end(by == Side.ACCESS ? CallEnd.WIC_HUNG_UP : CallEnd.CORE_HUNG_UP, 0, now);
        }
    }

    private void timerC(Instant now) {
        shard.timers.start(timerC, now.plus(shard.config.sessions().timerC()));
    }

    private void onTimerC(Instant now) {
        if (legs.confirmed() == null) {
            var limit = shard.config.sessions().timerC();
            note(new Note.Said("timer", "no final answer in time, cancelled (timer C)", limit));
            shard.cancel(other(), handle, "", now);
        }
    }

    /** The descriptions to negotiate a dialog's next exchange from. */
    ImsAlg turnTo(CallLeg leg) {
        return legs.turnTo(leg);
    }

    /** Whether every offer in this dialog but those of {@link CallLeg#turn} has its answer. */
    boolean isAnswered(CallLeg leg) {
        return !leg.owed.isOwed() && (leg.isDescribed || leg == legs.confirmed());
    }

    boolean isOver() {
        return over;
    }

    Iterable<CallLeg> legs() {
        return legs.all();
    }

    private void note(Note note) {
        shard.timelines.note(callId(), note);
    }

    String callId() {
        return record.callId();
    }

    private Side other() {
        return from == Side.ACCESS ? Side.CORE : Side.ACCESS;
    }
}
