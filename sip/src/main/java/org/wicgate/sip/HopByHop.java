package org.wicgate.sip;

/**
 * The two requests that go no further than the INVITE they follow, and so are made by the
 * transaction: ACK of a refusal and CANCEL.
 */
final class HopByHop {
    private HopByHop() {}

    /** RFC 3261 §17.1.1.3: the one Via and the Route of the INVITE, the To of the response. */
    static Request ack(Request invite, Response refusal) {
        return like(Method.ACK, invite).copy(HeaderName.TO, refusal).build();
    }

    /** RFC 3261 §9.1: as the INVITE; Reason by RFC 3326 §2, when there is one. */
    static Request cancel(Request invite, String reason) {
        var cancel = like(Method.CANCEL, invite).copy(HeaderName.TO, invite);
        if (!reason.isEmpty()) {
            cancel.append(HeaderName.REASON, reason);
        }
        return cancel.build();
    }

    private static Edit<Request> like(String method, Request invite) {
        return Request.of(method, invite.requestUri())
                .append(HeaderName.VIA, invite.via().toString())
                .append(HeaderName.MAX_FORWARDS, "70")
                .copy(HeaderName.ROUTE, invite)
                .copy(HeaderName.FROM, invite)
                .copy(HeaderName.CALL_ID, invite)
                .append(HeaderName.CSEQ, new CSeq(invite.cseq().number(), method).toString());
    }
}
