package org.wicgate.wic;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Timers;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.wic.CallReport.Verdict;
import org.wicgate.wic.UserAgent.Out;

/** A call to us (RFC 3261 §13.3): it rings, and is answered after a while. */
final class IncomingCall extends Call {
    private final long transaction;
    private final Request invite;
    private final @Nullable SessionDescription offer;
    private final String tag;

    IncomingCall(
            Wire wire,
            Timers<Timer> timers,
            long transaction,
            Request invite,
            CallMedia media,
            Instant now) {
        super(wire, timers, invite.from().uri().toString(), media, now);
        this.transaction = transaction;
        this.invite = invite;
        this.offer = description(invite);
        this.tag = wire.entropy().token(10);
    }

    /** A success with what each needs: our Contact, and the Record-Route that it came with. */
    static Edit<Response> success(Wire wire, Request request, String tag) {
        var edit = Response.to(request, 200).copy(HeaderName.RECORD_ROUTE, request);
        if (!tag.isEmpty()) {
            edit.toTag(tag);
        }
        return edit.append(HeaderName.CONTACT, "<" + wire.contactInDialog() + ">")
                .append(HeaderName.ALLOW, Wire.ALLOW);
    }

    /** Rings, or refuses what cannot be answered. */
    void start(Duration until, Instant now) {
        String wrong =
                invite.hasBody() && offer == null
                        ? "no description that can be read"
                        : offer == null ? "" : negotiation.take(offer, Nanos.of(now));
        if (!wrong.isEmpty()) {
            refuse(488, Verdict.REFUSED, wrong, now);
            return;
        }
        var ringing =
                Response.to(invite, 180)
                        .toTag(tag)
                        .copy(HeaderName.RECORD_ROUTE, invite)
                        .append(HeaderName.CONTACT, "<" + wire.contactInDialog() + ">")
                        .build();
        wire.answer(transaction, ringing, now);
        status(180);
        dialog(Dialog.ofUas(invite, ringing));
        wire.tell(new Out.Incoming(peer));
        timers.start(Timer.PICK_UP, now.plus(until));
    }

    private void refuse(int code, Verdict verdict, String why, Instant now) {
        status(code);
        wire.answer(transaction, Response.to(invite, code).toTag(tag).build(), now);
        end(verdict, why, now);
    }

    private void pickUp(Instant now) {
        var said = offer == null ? negotiation.offer() : negotiation.answer(offer);
        var response = success(wire, invite, tag).body(SDP, said.encode()).build();
        status(200);
        succeed(transaction, response, offer == null, now);
        if (offer != null) {
            media.expectPeer(Nanos.of(now));
        }
        answered(now);
    }

    /** The caller gave up. */
    boolean cancelled(long of, Instant now) {
        if (of != transaction || isAnswered() || isOver()) {
            return false;
        }
        refuse(487, Verdict.CANCELLED, "the caller gave up", now);
        return true;
    }

    @Override
    boolean isOutgoing() {
        return false;
    }

    @Override
    void hangUp(Instant now) {
        if (!isAnswered()) {
            refuse(603, Verdict.CANCELLED, "declined", now);
        } else {
            abandon("hung up", now);
        }
    }

    @Override
    void onOwnTimer(Timer timer, Instant now) {
        if (timer == Timer.PICK_UP) {
            pickUp(now);
        }
    }
}
