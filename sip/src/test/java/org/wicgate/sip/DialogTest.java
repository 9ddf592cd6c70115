package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 3261 §12. */
class DialogTest {
    private static final Request INVITE =
            Messages.request("INVITE", "i1")
                    .edit()
                    .append(HeaderName.RECORD_ROUTE, "<sip:p1;lr>, <sip:p2;lr>")
                    .build();
    private static final Response OK =
            Messages.answer(INVITE, 200)
                    .edit()
                    .copy(HeaderName.RECORD_ROUTE, INVITE)
                    .append(HeaderName.CONTACT, "<sip:bob@192.0.2.2:5062>")
                    .build();

    private static Request within(String method, int cseq, String contact) {
        return (Request)
                Messages.read(
                        method
                                + " sip:alice@192.0.2.1 SIP/2.0\n"
                                + "Via: SIP/2.0/UDP p2;branch=z9hG4bKx\n"
                                + "From: <sip:bob@example.com>;tag=b1\n"
                                + "To: <sip:alice@example.com>;tag=a1\n"
                                + "Call-ID: c1\n"
                                + ("CSeq: " + cseq + " " + method + "\n")
                                + ("Contact: <" + contact + ">\n\n"));
    }

    @Test
    void callerTakesTheRouteInReverse() {
        var dialog = Dialog.ofUac(INVITE, OK);
        var bye = dialog.request("BYE").append(HeaderName.VIA, INVITE.via().toString()).build();
        assertEquals("BYE sip:bob@192.0.2.2:5062 SIP/2.0", bye.startLine());
        assertEquals(List.of("<sip:p2;lr>", "<sip:p1;lr>"), bye.headers(HeaderName.ROUTE));
        assertEquals("2 BYE", bye.cseq().toString());
        assertEquals("a1", bye.from().tag());
        assertEquals("b1", bye.to().tag());
        assertEquals("c1", bye.callId());
        assertEquals("sip:p2;lr", dialog.nextHop().toString());
    }

    @Test
    void calleeTakesTheRouteAsItStands() {
        var dialog = Dialog.ofUas(INVITE, OK);
        var bye = dialog.request("BYE").append(HeaderName.VIA, INVITE.via().toString()).build();
        assertEquals("BYE sip:alice@192.0.2.1 SIP/2.0", bye.startLine());
        assertEquals(List.of("<sip:p1;lr>", "<sip:p2;lr>"), bye.headers(HeaderName.ROUTE));
        assertEquals("1 BYE", bye.cseq().toString());
        assertEquals("b1", bye.from().tag());
        assertEquals("a1", bye.to().tag());
    }

    /** §19.1.1: a Contact may have headers, a Request-URI may not. */
    @Test
    void contactWithHeadersIsTakenWithoutThem() {
        var odd = OK.edit().replace(HeaderName.CONTACT, "<sip:bob@192.0.2.9?x=y>").build();
        var bye =
                Dialog.ofUac(INVITE, odd)
                        .request("BYE")
                        .append(HeaderName.VIA, INVITE.via().toString())
                        .build();
        assertEquals("BYE sip:bob@192.0.2.9 SIP/2.0", bye.startLine());
    }

    @Test
    void ackHasTheNumberOfItsInvite() {
        var dialog = Dialog.ofUac(INVITE, OK);
        dialog.request("INFO");
        var ack = dialog.ack(1).append(HeaderName.VIA, INVITE.via().toString()).build();
        assertEquals("1 ACK", ack.cseq().toString());
        assertEquals(2, dialog.localNumber());
    }

    /** §12.2.2: lower numbers are out of order; a target refresh moves the remote target. */
    @Test
    void requestsOfTheOtherSideAreTakenInOrder() {
        var dialog = Dialog.ofUac(INVITE, OK);
        assertTrue(dialog.isOf(within("INFO", 5, "sip:x@y")));
        assertTrue(dialog.received(within("INFO", 5, "sip:x@y")));
        assertEquals("sip:bob@192.0.2.2:5062", dialog.remoteTarget().toString());
        assertFalse(dialog.received(within("INFO", 4, "sip:x@y")));
        assertTrue(dialog.received(within("UPDATE", 6, "sip:bob@192.0.2.3")));
        assertEquals("sip:bob@192.0.2.3", dialog.remoteTarget().toString());
    }

    @Test
    void messageOfAnotherDialogIsKnownAsSuch() {
        var dialog = Dialog.ofUas(INVITE, OK);
        assertFalse(dialog.isOf(within("INFO", 5, "sip:x@y")), "we are bob here");
        assertFalse(dialog.isOf(Messages.request("INFO", "z")), "no To tag");
    }

    /** §12.2.1.1: the first route of a strict router becomes the Request-URI. */
    @Test
    void strictRouterGetsItsOwnUri() {
        var strict = OK.edit().replace(HeaderName.RECORD_ROUTE, "<sip:old.example.com>").build();
        var bye =
                Dialog.ofUac(INVITE, strict)
                        .request("BYE")
                        .append(HeaderName.VIA, INVITE.via().toString())
                        .build();
        assertEquals("BYE sip:old.example.com SIP/2.0", bye.startLine());
        assertEquals(List.of("<sip:bob@192.0.2.2:5062>"), bye.headers(HeaderName.ROUTE));
    }
}
