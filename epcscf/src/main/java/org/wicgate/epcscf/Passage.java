package org.wicgate.epcscf;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.Event;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * One request within a call's dialog on its way to the other side and back (TS 24.229 §5.2.6.3.5,
 * §5.2.6.4.5). Descriptions are negotiated on a copy of the ALG, which counts only when the request
 * succeeds (RFC 3264 §8).
 */
final class Passage implements Signalling.Reply, MediaPath.Step {
    private static final MediaPath.Crossing SETTLED =
            new MediaPath.Crossing() {
                @Override
                public void written(ImsAlg.Written written, Instant now) {}

                @Override
                public void refused(Event.Cause cause, String why, Instant now) {}
            };

    private final Shard shard;
    private final Session session;
    private final CallLeg leg;
    private final Incoming incoming;
    private final Runnable end;
    private final Side from;
    private final Request request;

    /** The ALG after this request's offer; null when it has none. */
    private @Nullable ImsAlg offered;

    /** The ALG before the offer that came back; null when none did. */
    private @Nullable ImsAlg before;

    private boolean hasTurn;

    /** Whether a provisional answer changed the media already. */
    private boolean isPreviewed;

    private long handle;

    /** The success as it was passed on; null before. */
    private @Nullable Response passed;

    /**
     * @param end to call when there is nothing to cancel any more
     */
    Passage(Shard shard, Session session, CallLeg leg, Incoming incoming, Runnable end) {
        this.shard = shard;
        this.session = session;
        this.leg = leg;
        this.incoming = incoming;
        this.end = end;
        this.from = incoming.side();
        this.request = incoming.request();
    }

    private void done() {
        end.run();
        if (hasTurn) {
            leg.turn.end();
            hasTurn = false;
        }
    }

    @Override
    public void run(Instant now) {
        var tooShort = session.timer.refusal(request);
        if (tooShort != null) {
            done();
            incoming.answer(shard, tooShort, now);
            incoming.tellRefused(shard, 422, Refusal.SESSION_TIMER);
        } else if (request.is(Method.BYE)) {
            send(null, now);
            session.byePassed(leg, from, now);
        } else if (!carriesOffers() || !Descriptions.isSdp(request)) {
            send(null, now);
        } else if (Descriptions.isUnreadable(request)) {
            done();
            incoming.answer(shard, session.messages.unsupportedBody(request), now);
        } else if (request.is(Method.PRACK) && leg.owed.isOwed()) {
            take(Descriptions.answer(leg.alg, from, request), now);
        } else {
            offer(now);
        }
    }

    private void offer(Instant now) {
        int glare = session.isAnswered(leg) ? leg.turn.take(from) : beforeAnswer();
        if (glare == 0) {
            hasTurn = true;
            session.limitEarlyMedia(from, request);
            take(Descriptions.offer(session.turnTo(leg), from, request), now);
            return;
        }
        done();
        var refusal = shard.response(request, glare);
        if (glare == 500) { // RFC 3311 §5.2: "a randomly chosen value between 0 and 10 seconds"
            int seconds = Math.floorMod(shard.entropy.number(), 11);
            refusal.append(HeaderName.RETRY_AFTER, Integer.toString(seconds));
        }
        incoming.answer(shard, refusal.build(), now);
        incoming.tellRefused(shard, glare, Refusal.GLARE);
    }

    /** The offer of the INVITE itself, or of an answer to it, waits for its answer still. */
    private int beforeAnswer() {
        var offerer = leg.owed.isOwed() ? leg.owed.offerer() : session.from;
        return offerer == from ? 500 : 491;
    }

    @Override
    public void drop(Instant now) {
        done();
        incoming.answer(shard, request.is(Method.BYE) ? 200 : 481, now);
    }

    /** Who sent the re-INVITE gave it up. */
    void cancel(Request cancel, Instant now) {
        String reason = cancel.header(HeaderName.REASON);
        if (handle != 0) {
            shard.cancel(other(), handle, reason == null ? "" : reason, now);
        }
    }

    private boolean carriesOffers() {
        return request.is(Method.INVITE) || request.is(Method.UPDATE) || request.is(Method.PRACK);
    }

    private void take(ImsAlg.Outcome outcome, Instant now) {
        switch (outcome) {
            case ImsAlg.Refused refused -> {
                done();
                incoming.answer(shard, session.messages.unacceptable(request, refused), now);
                incoming.tellRefused(shard, refused.status(), Refusal.MEDIA_UNACCEPTABLE);
            }
            case ImsAlg.Prepared prepared -> session.media.cross(prepared, new Going(), now);
            case ImsAlg.IceRestart(var here, var onward) -> {
                if (request.has(HeaderName.SESSION_EXPIRES)) {
                    session.media.cross(onward, new Going(), now);
                } else {
                    session.media.cross(here, new Restarting(), now);
                }
            }
        }
    }

    /** The description goes on with the request. */
    private final class Going implements MediaPath.Crossing {
        @Override
        public void written(ImsAlg.Written written, Instant now) {
            if (request.is(Method.PRACK) && leg.owed.isOwed()) {
                leg.owed.end();
                leg.alg = written.next();
            } else {
                offered = written.next();
            }
            send(written.description().encode(), now);
        }

        @Override
        public void refused(Event.Cause cause, String why, Instant now) {
            gatewayRefused(cause, why, now);
        }
    }

    /** RFC 8445 §9: the WIC alone restarts ICE; the core need not know. */
    private final class Restarting implements MediaPath.Crossing {
        @Override
        public void written(ImsAlg.Written written, Instant now) {
            leg.alg = written.next();
            var contact = NameAddr.of(leg.asWic().remoteTarget()).toString();
            var ok =
                    Response.to(request, 200)
                            .append(HeaderName.CONTACT, contact)
                            .body(Descriptions.SDP, written.description().encode());
            if (request.is(Method.INVITE)) {
                leg.ownAnswer = request.cseq().number();
            }
            done();
            incoming.answer(shard, ok.build(), now);
        }

        @Override
        public void refused(Event.Cause cause, String why, Instant now) {
            gatewayRefused(cause, why, now);
        }
    }

    private void gatewayRefused(Event.Cause cause, String why, Instant now) {
        done();
        shard.tell(new Report.GatewayRefused(session.callId(), cause, why));
        var answer = session.messages.gatewayRefused(request, cause, why);
        incoming.answer(shard, answer, now);
        incoming.tellRefused(shard, answer.status(), Refusal.MEDIA_UNAVAILABLE);
    }

    private void send(byte @Nullable [] description, Instant now) {
        boolean stray = description == null && request.contentType().equals(Descriptions.SDP);
        byte[] body = stray ? new byte[0] : description; // nobody hears what was not negotiated
        leg.sending(from).sent(request);
        var edit = session.messages.inDialog(from, leg, request, body);
        handle = session.messages.send(from, leg, edit, this, now);
    }

    @Override
    public void answered(Response response, Instant now) {
        if (response.status() == 100) {
            return;
        }
        if (from == Side.ACCESS && response.status() < 300) {
            session.messages.hearCharging(response);
        }
        if (response.isFinal()) {
            done();
            if (!response.isSuccess()) {
                session.timer.refused(request, response.status(), now);
            }
        }
        if (response.status() >= 300 && isPreviewed) {
            restore(now);
        }
        if (!Descriptions.isSdp(response)) {
            passOn(response, null, now);
            return;
        }
        if (response.status() >= 300) { // no answer, but what could have been accepted
            passOn(response, CallMessages.acceptable(from, response), now);
            return;
        }
        if (session.isOver()) {
            passOn(response, new byte[0], now);
            return;
        }
        boolean taken =
                session.media.step(
                        at -> onDescription(response, at),
                        at -> passOn(response, new byte[0], at),
                        now);
        if (!taken) {
            incoming.refuse(shard, 503, Refusal.OVERLOAD, now);
        }
    }

    /**
     * RFC 3261 §14.1, RFC 6141 §3: what fails changes nothing, though its 183 had begun to; nor
     * does an offer that was never answered.
     */
    private void restore(Instant now) {
        isPreviewed = false;
        if (before != null) {
            leg.alg = before;
            leg.owed.end();
        }
        if (!session.isOver()) {
            session.media.step(
                    at -> session.media.cross(leg.alg.again(), SETTLED, at), _ -> {}, now);
        }
    }

    private void onDescription(Response response, Instant now) {
        var ours = offered;
        boolean asked = ours != null || request.is(Method.INVITE);
        if (passed != null || !asked) { // nobody hears of the other side's addresses
            passOn(response, new byte[0], now);
            return;
        }
        var outcome =
                ours == null
                        ? Descriptions.offer(session.turnTo(leg), other(), response)
                        : Descriptions.answer(ours, other(), response);
        switch (outcome) {
            case ImsAlg.Refused refused -> broken(response, refused.status(), refused.why(), now);
            case ImsAlg.Prepared p -> session.media.cross(p, new Coming(response), now);
            case ImsAlg.IceRestart(_, var p) -> session.media.cross(p, new Coming(response), now);
        }
    }

    /** The description comes back with the response. */
    private final class Coming implements MediaPath.Crossing {
        private final Response response;

        Coming(Response response) {
            this.response = response;
        }

        @Override
        public void written(ImsAlg.Written written, Instant now) {
            isPreviewed |= response.isProvisional();
            if (offered == null) {
                before = before == null ? leg.alg : before;
                leg.owed.begin(other());
                leg.alg = written.next();
            } else {
                offered = written.next();
            }
            passOn(response, written.description().encode(), now);
        }

        @Override
        public void refused(Event.Cause cause, String why, Instant now) {
            shard.tell(new Report.GatewayRefused(session.callId(), cause, why));
            broken(response, 503, "the eIMS-AGW refused: " + why, now);
        }
    }

    /** A success that cannot be passed on leaves both sides with different ideas: the call ends. */
    private void broken(Response response, int status, String why, Instant now) {
        incoming.refuse(shard, status, Refusal.MEDIA_UNACCEPTABLE, now);
        if (response.isSuccess()) {
            session.record.because(why);
            session.hangUp(Report.CallEnd.MEDIA_FAILED, now);
        }
    }

    private void passOn(Response response, byte @Nullable [] body, Instant now) {
        if (response.isSuccess() && passed != null) {
            again(passed, now);
            return;
        }
        var answer = session.messages.inDialogAnswer(from, response, request, body);
        if (response.isSuccess()) {
            leg.hearing(other()).received(response);
            if (offered != null) {
                leg.alg = offered;
            }
            if (request.is(Method.INVITE)) {
                leg.ack = null;
                leg.answer = answer;
                leg.owed.awaitAck(this::restore, now);
            }
            passed = answer;
            if (!session.isOver()) {
                session.timer.agreed(request, answer, now);
            }
        }
        incoming.answer(shard, answer, now);
    }

    /** The same 2xx came again: its ACK was lost, or is not there yet. */
    private void again(Response answer, Instant now) {
        if (leg.ack != null) {
            session.messages.sendAck(from, leg, leg.ack, now);
        } else {
            incoming.answer(shard, answer, now);
        }
    }

    @Override
    public void failed(Signalling.Failure failure, Instant now) {
        done();
        if (passed != null) {
            return;
        }
        var what = new Note.Said("transaction", request.method() + " got no final answer", failure);
        shard.timelines.note(session.callId(), what);
        if (isPreviewed) {
            restore(now);
        }
        switch (failure) {
            case OVERLOAD -> incoming.refuse(shard, 503, Refusal.OVERLOAD, now);
            case SILENT ->
                    incoming.refuse(
                            shard,
                            408,
                            from == Side.ACCESS ? Refusal.CORE_SILENT : Refusal.WIC_SILENT,
                            now);
            case UNREACHABLE ->
                    incoming.refuse(
                            shard,
                            from == Side.ACCESS ? 503 : shard.config.sessions().lossStatus(),
                            from == Side.ACCESS ? Refusal.CORE_UNREACHABLE : Refusal.FLOW_GONE,
                            now);
        }
    }

    private Side other() {
        return from == Side.ACCESS ? Side.CORE : Side.ACCESS;
    }
}
