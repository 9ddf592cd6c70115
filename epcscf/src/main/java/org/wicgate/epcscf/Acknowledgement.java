package org.wicgate.epcscf;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.Event;
import org.wicgate.sip.Request;

/** The ACK of a 2xx on its way to who sent the 2xx (RFC 3261 §13.2.2.4). */
final class Acknowledgement implements MediaPath.Step, MediaPath.Crossing {
    private final Shard shard;
    private final Session session;
    private final CallLeg leg;
    private final Side from;
    private final Request ack;

    Acknowledgement(Shard shard, Session session, CallLeg leg, Side from, Request ack) {
        this.shard = shard;
        this.session = session;
        this.leg = leg;
        this.from = from;
        this.ack = ack;
    }

    /** Sends it on when all that came before it is done. */
    void take(Instant now) {
        if (!session.media.step(this, now)) {
            drop(now);
        }
    }

    @Override
    public void run(Instant now) {
        if (ack.cseq().number() == leg.ownAnswer) {
            return; // it acknowledges an answer of ours
        }
        boolean answers = leg.owed.isOwed() && Descriptions.isSdp(ack);
        leg.owed.end();
        if (!answers) {
            send(Descriptions.isSdp(ack) ? new byte[0] : null, now);
            return;
        }
        switch (Descriptions.answer(leg.alg, from, ack)) {
            case ImsAlg.Prepared prepared -> session.media.cross(prepared, this, now);
            case ImsAlg.IceRestart(_, var prepared) -> session.media.cross(prepared, this, now);
            case ImsAlg.Refused refused -> broken("the answer in ACK: " + refused.why(), now);
        }
    }

    @Override
    public void drop(Instant now) {
        shard.tell(new Report.Dropped(from, ack.startLine(), "the call is over"));
    }

    @Override
    public void written(ImsAlg.Written written, Instant now) {
        leg.alg = written.next();
        send(written.description().encode(), now);
    }

    @Override
    public void refused(Event.Cause cause, String why, Instant now) {
        shard.tell(new Report.GatewayRefused(session.callId(), cause, why));
        broken("the eIMS-AGW refused: " + why, now);
    }

    /** An ACK cannot be refused: it goes on without its description, and the call ends. */
    private void broken(String why, Instant now) {
        session.record.because(why);
        send(new byte[0], now);
        session.hangUp(Report.CallEnd.MEDIA_FAILED, now);
    }

    private void send(byte @Nullable [] body, Instant now) {
        var plain = session.messages.inDialog(from, leg, ack, body).build();
        leg.ack = plain;
        if (from == Side.ACCESS || shard.isOpen(session.flow)) {
            session.messages.sendAck(from, leg, plain, now);
        }
    }
}
