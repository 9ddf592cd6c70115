package org.wicgate.epcscf;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.Event;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * The answers to a call's INVITE on their way back to who called (RFC 3261 §16.7): each opens or
 * continues a dialog, and its description goes through the IMS-ALG.
 */
final class Answering {
    private final Shard shard;
    private final Session session;
    private final CallLegs legs;
    private Request sent;

    /** As it was after the offer; of an INVITE without one, as it began. */
    private ImsAlg alg;

    private final boolean offered;

    /** A 2xx that has come and has not been passed on yet. */
    private @Nullable Response unanswered;

    /**
     * @param sent the INVITE as it was sent
     * @param offered whether it had an offer
     */
    Answering(
            Shard shard,
            Session session,
            CallLegs legs,
            Request sent,
            ImsAlg alg,
            boolean offered) {
        this.shard = shard;
        this.session = session;
        this.legs = legs;
        this.sent = sent;
        this.alg = alg;
        this.offered = offered;
    }

    /** Takes the next one. */
    void take(Response response, Instant now) {
        if (response.isFinal() && !response.isSuccess()) {
            if (legs.confirmed() == null) {
                var body = CallMessages.acceptable(session.from, response);
                session.incoming.answer(shard, session.messages.answer(response, body), now);
                session.refused(response.status(), now);
            }
            return;
        }
        var leg = legs.of(sent, response, alg);
        if (leg == null) {
            tooLate(response, now);
            if (response.to().tag() == null) {
                var plain = session.messages.answer(response, new byte[0]);
                session.incoming.answer(shard, plain, now);
            }
        } else if (response.isSuccess() && legs.confirmed() != null) {
            repeated(leg, response, now);
        } else {
            first(leg, response, now);
        }
    }

    /** A 2xx after a 2xx: the same again, or another fork, of which a WIC has no use. */
    private void repeated(CallLeg leg, Response response, Instant now) {
        var answer = leg.answer;
        if (leg != legs.confirmed()) {
            tooLate(response, now);
        } else if (leg.ack != null) {
            session.messages.sendAck(session.from, leg, leg.ack, now);
        } else if (answer != null) {
            session.incoming.answer(shard, answer, now);
        }
    }

    private void first(CallLeg leg, Response response, Instant now) {
        if (response.isSuccess()) {
            legs.confirm(leg);
            unanswered = response;
            session.answered();
        }
        leg.hearing(other()).received(response);
        if (session.from == Side.ACCESS) {
            session.messages.hearCharging(response);
        }
        session.limitEarlyMedia(other(), response);
        if (!Descriptions.isSdp(response)) {
            withoutDescription(leg, response, now);
            return;
        }
        var before = legs.turnTo(leg);
        var outcome =
                offered
                        ? Descriptions.answer(before, other(), response)
                        : Descriptions.offer(before, other(), response);
        switch (outcome) {
            case ImsAlg.Refused refused -> {
                session.record.because("the answer: " + refused.why());
                breakUp(response, refused.status(), CallEnd.MEDIA_FAILED, now);
            }
            case ImsAlg.Prepared p ->
                    session.media.cross(p, new AnswerCrossing(leg, response, true), now);
            case ImsAlg.IceRestart(_, var p) ->
                    session.media.cross(p, new AnswerCrossing(leg, response, true), now);
        }
    }

    private void withoutDescription(CallLeg leg, Response response, Instant now) {
        if (response.isSuccess() && leg.isDescribed && legs.isElsewhere(leg)) {
            // its 183 had the answer, and another callee had the media since
            legs.turnTo(leg);
            session.media.cross(leg.alg.again(), new AnswerCrossing(leg, response, false), now);
        } else if (session.media.isUnlikeLimit()) {
            session.media.cross(leg.alg.unchanged(), new AnswerCrossing(leg, response, false), now);
        } else {
            passOn(leg, response, null, now);
        }
    }

    private final class AnswerCrossing implements MediaPath.Crossing {
        private final CallLeg leg;
        private final Response response;
        private final boolean describes;

        /**
         * @param describes whether the response has a description
         */
        AnswerCrossing(CallLeg leg, Response response, boolean describes) {
            this.leg = leg;
            this.response = response;
            this.describes = describes;
        }

        @Override
        public void written(ImsAlg.Written written, Instant now) {
            leg.alg = written.next();
            if (describes) {
                leg.isDescribed = true;
                if (!offered) {
                    leg.owed.begin(other());
                }
            }
            passOn(leg, response, describes ? written.description().encode() : null, now);
        }

        @Override
        public void refused(Event.Cause cause, String why, Instant now) {
            shard.tell(new Report.GatewayRefused(session.callId(), cause, why));
            session.record.because("the eIMS-AGW refused: " + why);
            breakUp(response, 503, CallEnd.MEDIA_FAILED, now);
        }
    }

    private void passOn(CallLeg leg, Response response, byte @Nullable [] body, Instant now) {
        var answer = session.messages.answer(response, body);
        if (response.isSuccess()) {
            unanswered = null;
            leg.answer = answer;
            session.tellAnswered(answer, now);
        }
        session.incoming.answer(shard, answer, now);
        if (response.isSuccess()) {
            session.graceIfLost(now);
        }
    }

    /** Acknowledges and ends at once what nobody wants any more. */
    void tooLate(Response response, Instant now) {
        if (response.isSuccess()) {
            session.messages.refuseAnswer(sent, response, alg, now);
        }
    }

    /** An answer that cannot be passed on ends the call on both sides. */
    void breakUp(Response response, int status, CallEnd end, Instant now) {
        if (response.isSuccess()) {
            unanswered = response;
        } else {
            session.giveUp(Session.LOST_REASON, now);
        }
        session.incoming.refuse(shard, status, Refusal.MEDIA_UNACCEPTABLE, now);
        session.end(end, status, now);
    }

    /** The WIC that called is gone and cannot acknowledge any more: we do it in its place. */
    void acknowledge(CallLeg leg, Instant now) {
        if (leg.ack == null && session.from == Side.ACCESS) {
            var ack = leg.asWic().ack(sent.cseq().number()).build();
            session.messages.sendAck(session.from, leg, ack, now);
        }
    }

    /** The call is over: a 2xx that nobody hears of any more is ended. */
    void over(Instant now) {
        if (unanswered != null) {
            tooLate(unanswered, now);
        }
        alg = legs.over();
        sent = CallMessages.slim(sent);
    }

    private Side other() {
        return session.from == Side.ACCESS ? Side.CORE : Side.ACCESS;
    }
}
