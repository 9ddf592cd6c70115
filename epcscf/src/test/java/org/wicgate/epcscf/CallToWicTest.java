package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.iq.Command;
import org.wicgate.iq.Event;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

class CallToWicTest {
    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    @Test
    @Proves({"SES-10", "SES-11", "SES-15", "SDP-16"})
    void inviteIsDeliveredOnTheFlowOfThePathAndTellsNothingOfTheCore() {
        var invite = calls.ring();
        assertEquals("INVITE sip:alice@alice.invalid;transport=ws SIP/2.0", invite.startLine());
        assertEquals(1, invite.vias().size());
        assertEquals("WSS", invite.via().transport());
        assertFalse(invite.has(HeaderName.ROUTE));
        var routes = invite.headers(HeaderName.RECORD_ROUTE);
        assertEquals(1, routes.size());
        assertTrue(routes.getFirst().contains("transport=ws"), routes.getFirst());
        for (String name :
                List.of("P-Charging-Vector", "P-Charging-Function-Addresses", "P-Served-User")) {
            assertFalse(invite.has(HeaderName.of(name)), name);
        }
        assertEquals("<sip:carol@ims.example>", invite.header(HeaderName.P_ASSERTED_IDENTITY));
        assertEquals("<sip:second@ims.example>", invite.header(HeaderName.P_CALLED_PARTY_ID));
        assertEquals("59", invite.header(HeaderName.MAX_FORWARDS));
        String body = new String(invite.body(), StandardCharsets.UTF_8);
        assertTrue(body.contains("UDP/TLS/RTP/SAVPF") && body.contains("actpass"), body);
        assertFalse(body.contains("192.0.2.70"), body);
        assertEquals(100, bench.coreResponse().status());
    }

    @Test
    @Proves({"SES-07", "SES-16"})
    void answerAssertsTheIdentityThatWasCalled() {
        var invite = calls.ring();
        bench.wic(1, Calls.ringing(invite));
        var ringing = bench.coreResponse();
        assertEquals(180, ringing.status());
        assertEquals(2, ringing.vias().size(), "the way back that the WIC never saw");
        assertEquals("z9hG4bKcore1", ringing.via().branch());
        bench.wic(1, Calls.pickUp(invite));
        var ok = bench.coreResponse();
        assertEquals(200, ok.status());
        assertEquals(
                List.of("<sip:second@ims.example>"), ok.headers(HeaderName.P_ASSERTED_IDENTITY));
        var routes = ok.headers(HeaderName.RECORD_ROUTE);
        assertTrue(
                routes.getFirst().matches("<sip:[a-z2-7]{32}@192\\.0\\.2\\.60:5060;lr>"),
                routes.getFirst());
        assertEquals("<sip:mt@192.0.2.50:5080;lr>", routes.getLast());
        String charging = String.valueOf(ok.header(HeaderName.P_CHARGING_VECTOR));
        assertEquals("icid-value=\"mt\";orig-ioi=home;term-ioi=ims.example", charging);
        String body = new String(ok.body(), StandardCharsets.UTF_8);
        assertTrue(body.contains("RTP/AVP") && body.contains("30000"), body);
    }

    /** The phone has IPv6 alone, and the eIMS-AGW's core side IPv4 (RFC 3261 §20.43: 301). */
    @Test
    void offerOfTheOtherIpVersionIs488() {
        bench.gatewayAnswers = false;
        calls.invite();
        var id = bench.commands.getLast().context();
        String why = "stream 0 is for the other IP version";
        var refused = new Event.Refused(id, Event.Cause.ADDRESS_FAMILY, why);
        bench.give(new EdgeProxy.In.FromGateway(refused));
        var answer = bench.coreResponse();
        assertEquals(488, answer.status());
        String warning = String.valueOf(answer.header(HeaderName.WARNING));
        assertTrue(warning.startsWith("301 ") && warning.contains(why), warning);
        assertEquals(0, bench.proxy.census().calls());
        assertEquals(0, bench.releases(), "nothing was made, nothing is freed");
    }

    /** RFC 3261 §16.7 step 6: the core would send nobody's calls here any more. */
    @Test
    void wicThatIsUnavailableDoesNotSpeakForTheEdge() {
        var invite = calls.ring();
        bench.wic(
                1,
                Response.to(invite, 503)
                        .toTag("wic")
                        .append(HeaderName.RETRY_AFTER, "3600")
                        .build());
        var refusal = bench.coreResponse();
        assertEquals(500, refusal.status());
        assertFalse(refusal.has(HeaderName.RETRY_AFTER));
    }

    @Test
    @Proves("SES-16")
    void answerToTheLastByeAssertsTheIdentityThatWasCalled() {
        var invite = calls.ring();
        bench.wic(1, Calls.pickUp(invite));
        var ok = bench.coreResponse();
        bench.core(Calls.fromCaller("ACK", ok, 7));
        assertEquals("ACK", bench.wicRequest(1).method());
        bench.core(Calls.fromCaller("BYE", ok, 8));
        bench.wic(1, Response.to(bench.wicRequest(1), 200).build());
        var last = bench.coreResponse();
        assertEquals("BYE", last.cseq().method());
        assertEquals(
                List.of("<sip:second@ims.example>"), last.headers(HeaderName.P_ASSERTED_IDENTITY));
    }

    /** RFC 5627: the S-CSCF may leave the GRUU in the Request-URI; the Path leads to the flow. */
    @Test
    @Proves("SES-39")
    void gruuAndObContactsFindTheFlow() {
        new Calls(bench).register(2, "bob");
        String gruu = "sip:alice@ims.example;gr=urn:uuid:alice";
        bench.core(Texts.coreInvite(calls.path, gruu, "", Texts.CORE_SDP));
        var invite = bench.wicRequest(1);
        assertEquals("INVITE " + gruu + " SIP/2.0", invite.startLine());
        bench.wic(1, Calls.pickUp(invite));
        bench.core(Calls.fromCaller("ACK", bench.coreResponse(), 7));
        var ack = bench.wicRequest(1);
        assertEquals("ACK sip:alice@alice.invalid;transport=ws;ob SIP/2.0", ack.startLine());
        assertTrue(bench.wicLog(2).stream().noneMatch(Request.class::isInstance));
    }

    @Test
    void registeredPreferenceWinsOverTheIdentityThatWasCalled() {
        var invite = calls.ring();
        bench.wic(
                1,
                Calls.pickUp(invite)
                        .edit()
                        .append(HeaderName.P_PREFERRED_IDENTITY, "<sip:alice@ims.example>")
                        .build());
        assertEquals(
                List.of("<sip:alice@ims.example>"),
                bench.coreResponse().headers(HeaderName.P_ASSERTED_IDENTITY));
    }

    @Test
    @Proves({"SES-36", "SES-38"})
    void callRunsToItsEndByTheCaller() {
        var invite = calls.ring();
        bench.wic(1, Calls.pickUp(invite));
        var ok = bench.coreResponse();
        bench.core(Calls.fromCaller("ACK", ok, 7));
        var ack = bench.wicRequest(1);
        assertEquals("ACK sip:alice@alice.invalid;transport=ws;ob SIP/2.0", ack.startLine());
        // the WIC asks within the dialog, by a Route of its own invention
        bench.wic(
                1,
                """
                INFO sip:carol@192.0.2.70:5070 SIP/2.0
                Via: SIP/2.0/WSS alice.invalid;branch=z9hG4bKinfo
                Max-Forwards: 70
                Route: <sip:anywhere@192.0.2.66;lr>
                From: <sip:alice@ims.example>;tag=wic1
                To: <sip:carol@ims.example>;tag=carol1
                Call-ID: mt-call
                CSeq: 1 INFO
                Authorization: Bearer tok-alice
                Content-Length: 0

                """);
        var info = bench.coreRequest();
        assertEquals(List.of("<sip:mt@192.0.2.50:5080;lr>"), info.headers(HeaderName.ROUTE));
        bench.core(Response.to(info, 200).build());
        bench.core(Calls.fromCaller("BYE", ok, 8));
        bench.wic(1, Response.to(bench.wicRequest(1), 200).build());
        assertEquals(200, bench.coreResponse().status());
        assertEquals(CallEnd.CORE_HUNG_UP, calls.end());
        calls.assertOver(1);
    }

    @Test
    void callerGivesUpWhileItRings() {
        var invite = calls.ring();
        bench.wic(1, Calls.ringing(invite));
        String cancel =
                Texts.coreInvite(calls.path, "sip:alice@alice.invalid;transport=ws", "", "")
                        .replace("INVITE", "CANCEL");
        bench.core(cancel + "");
        var heard = bench.wicRequest(1);
        assertTrue(heard.is("CANCEL"));
        assertEquals(invite.via().branch(), heard.via().branch());
        bench.wic(1, Response.to(heard, 200).toTag("wic1").build());
        bench.wic(1, Response.to(invite, 487).toTag("wic1").build());
        assertEquals(487, bench.coreResponse().status());
        assertEquals(CallEnd.CANCELLED, calls.end());
        calls.assertOver(1);
    }

    @Test
    void wicThatDeclinesIsHeard() {
        var invite = calls.ring();
        bench.wic(1, Response.to(invite, 603).toTag("wic1").build());
        assertEquals(603, bench.coreResponse().status());
        assertTrue(bench.wicRequest(1).is("ACK"));
        calls.assertOver(1);
    }

    @Test
    @Proves("SEC-08")
    void forgedAndForeignTokensLeadNowhere() {
        String good = calls.path;
        char first = good.charAt(5);
        String forged = good.replace("sip:" + first, "sip:" + (first == 'a' ? 'b' : 'a'));
        bench.core(Texts.coreInvite(forged, "sip:alice@alice.invalid", "", Texts.CORE_SDP));
        assertEquals(403, bench.coreResponse().status());
        assertEquals(
                Refusal.FLOW_FORGED,
                bench.reports(Report.RequestRefused.class).getLast().refusal());
        bench.core(
                Texts.coreInvite("<sip:192.0.2.60:5060;lr>", "sip:alice@x", "", Texts.CORE_SDP)
                        .replace("z9hG4bKcore1", "z9hG4bKcore2"));
        assertEquals(403, bench.coreResponse().status());
        assertEquals(0, bench.proxy.census().calls());
    }

    @Test
    @Proves("SES-17")
    void closedFlowIsAnswered430() {
        bench.close(1);
        bench.core(
                Texts.coreInvite(
                        calls.path, "sip:alice@alice.invalid;transport=ws", "", Texts.CORE_SDP));
        assertEquals(430, bench.coreResponse().status());
        assertEquals(
                Refusal.FLOW_GONE, bench.reports(Report.RequestRefused.class).getLast().refusal());
    }

    @Test
    void videoOnlyOfferIsRefusedTowardsTheCore() {
        String sdp = Texts.CORE_SDP.replace("m=audio 4000 RTP/AVP", "m=image 4000 udptl");
        bench.core(Texts.coreInvite(calls.path, "sip:alice@alice.invalid", "", sdp));
        assertEquals(488, bench.coreResponse().status());
        assertEquals(0, bench.proxy.census().calls());
    }

    /** RFC 3264 §5: an INVITE may leave the offer to the answer. */
    @Test
    void callWithoutOfferTakesItFromTheAnswerAndTheAck() {
        bench.core(Texts.coreInvite(calls.path, "sip:alice@alice.invalid", "", ""));
        var invite = bench.wicRequest(1);
        assertFalse(invite.hasBody());
        bench.wic(
                1,
                Calls.pickUp(invite)
                        .edit()
                        .body("application/sdp", Bench.bytes(Texts.WIC_SDP))
                        .build());
        var ok = bench.coreResponse();
        assertTrue(new String(ok.body(), StandardCharsets.UTF_8).contains("RTP/AVP"));
        bench.core(
                Calls.fromCaller("ACK", ok, 7)
                        .edit()
                        .body("application/sdp", Bench.bytes(Texts.CORE_SDP))
                        .build());
        var ack = bench.wicRequest(1);
        assertTrue(ack.is("ACK"));
        assertTrue(new String(ack.body(), StandardCharsets.UTF_8).contains("SAVPF"));
        assertTrue(bench.commands.getLast() instanceof Command.Configure);
        bench.core(Calls.fromCaller("BYE", ok, 8));
        calls.assertOver(1);
    }

    /** One WIC calls another over the same eP-CSCF: the core sends the call back to us. */
    @Test
    void callBetweenTwoWicsIsTwoCallsWithTheSameDialog() {
        calls.register(2, "bob");
        String bobsPath = calls.path;
        var sent = calls.call();
        var edit =
                sent.edit()
                        .requestUri(org.wicgate.sip.SipUri.of("bob", "bob.invalid"))
                        .remove(HeaderName.ROUTE)
                        .append(HeaderName.ROUTE, bobsPath)
                        .prepend(HeaderName.RECORD_ROUTE, "<sip:mt@192.0.2.50:5080;lr>")
                        .pushVia(
                                org.wicgate.sip.Via.of(
                                        org.wicgate.sip.Transport.UDP,
                                        "192.0.2.50",
                                        5080,
                                        "z9hG4bKspiral"));
        bench.core(edit.build());
        var rings = bench.wicRequest(2);
        assertTrue(rings.is("INVITE"));
        assertEquals(2, bench.proxy.census().calls());
        bench.wic(
                2,
                Response.to(rings, 200)
                        .toTag("bobtag")
                        .append(HeaderName.CONTACT, "<sip:bob@bob.invalid;transport=ws;ob>")
                        .body("application/sdp", Bench.bytes(Texts.WIC_ANSWER))
                        .build());
        bench.core(bench.coreResponse().edit().popVia().build()); // the core passes it on
        bench.assertAnswered(1, 200);
        var ack = Texts.inDialog("ACK", "alice", "dave", 1, "", "").replace("far1", "bobtag");
        bench.wic(1, ack);
        var onward = bench.coreRequest();
        assertEquals(2, onward.routes().size(), "the core, then we again");
        bench.core(
                onward.edit()
                        .removeFirst(HeaderName.ROUTE)
                        .pushVia(
                                org.wicgate.sip.Via.of(
                                        org.wicgate.sip.Transport.UDP,
                                        "192.0.2.50",
                                        5080,
                                        "z9hG4bKspiral2"))
                        .build());
        assertTrue(bench.wicRequest(2).is("ACK"));
    }
}
