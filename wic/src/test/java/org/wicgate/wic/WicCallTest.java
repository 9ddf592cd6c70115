package org.wicgate.wic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;
import org.wicgate.sdp.OfferAnswer;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sdp.Setup;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.SipUri;
import org.wicgate.wic.CallReport.Verdict;
import org.wicgate.wic.UserAgent.In;
import org.wicgate.wic.UserAgent.Out;

class WicCallTest {
    private static final In DIAL = new In.Dial("echo", Duration.ofSeconds(5));

    private static SessionDescription sdp(SipMessage message) {
        assertEquals("application/sdp", message.contentType());
        return sdp(message.body());
    }

    private static SessionDescription sdp(byte[] octets) {
        return SessionDescription.decode(octets) instanceof Decoded.Ok<SessionDescription>(var s)
                ? s
                : fail("no description");
    }

    private static Response answer(Request invite) {
        return Response.to(invite, 200)
                .toTag("far")
                .append(HeaderName.CONTACT, "<sip:echo@10.0.0.9>")
                .append(HeaderName.RECORD_ROUTE, "<sip:flow@epcscf.ims.example;transport=ws;lr>")
                .body("application/sdp", Wics.gateway("passive"))
                .build();
    }

    @Test
    @Proves({"WIC-20", "WIC-22"})
    void anInviteGoesOverTheServiceRouteWithTheRegisteredIdentity() {
        var wic = Wics.registered();
        wic.run.give(DIAL);
        var invite = wic.request();
        assertEquals("INVITE sip:echo@ims.example SIP/2.0", invite.startLine());
        assertEquals(List.of("<sip:orig@scscf.ims.example;lr>"), invite.headers(HeaderName.ROUTE));
        assertEquals("<sip:alice@ims.example>", invite.header(HeaderName.P_PREFERRED_IDENTITY));
        assertEquals("<sip:alice@k3j4.invalid;transport=ws;ob>", invite.header(HeaderName.CONTACT));

        var other = Wics.web();
        other.give(
                other.ok(other.request(), 600)
                        .append(HeaderName.P_ASSOCIATED_URI, "<sip:somebody@ims.example>")
                        .build());
        other.run.take();
        other.run.give(DIAL);
        assertFalse(other.request().has(HeaderName.P_PREFERRED_IDENTITY));
    }

    @Test
    @Proves({"WIC-28", "WIC-29", "WIC-30"})
    void theOfferIsCompleteAndNeedsNoBundle() {
        var wic = Wics.registered();
        wic.run.give(DIAL);
        var offer = sdp(wic.request());
        var audio = offer.media().getFirst();
        assertEquals("audio 54609 UDP/TLS/RTP/SAVPF 0 8 101", audio.mediaLine().toString());
        assertEquals(1, audio.candidates().size());
        assertTrue(audio.has("end-of-candidates") && !offer.has("ice-options"));
        assertEquals(List.of(), offer.groups());
        assertEquals(Setup.ACTPASS, offer.setup(audio).orElseThrow());
        assertEquals(wic.fingerprint().value(), offer.fingerprints(audio).getFirst().value());
        assertTrue(offer.ice(audio).orElseThrow().isValid());
        assertTrue(audio.hasRtcpMux());
    }

    @Test
    void everyRequestOfACallCarriesTheToken() {
        var wic = Wics.registered();
        wic.run.give(DIAL);
        var invite = wic.request();
        wic.give(answer(invite));
        var sent = new ArrayList<>(List.of(invite));
        sent.addAll(Wics.requests(wic.run.take()));
        wic.run.pass(Duration.ofSeconds(5));
        sent.addAll(Wics.requests(wic.run.take()));
        wic.run.pass(Duration.ofMinutes(50));
        sent.addAll(Wics.requests(wic.run.take()));

        assertEquals(
                List.of(Method.INVITE, Method.ACK, Method.BYE, Method.REGISTER),
                sent.stream().map(Request::method).toList());
        for (var request : sent) {
            assertEquals(
                    List.of("Bearer tok1"),
                    request.headers(HeaderName.AUTHORIZATION),
                    request::startLine);
        }
    }

    @Test
    void ackAndByeFollowTheRecordRoute() {
        var wic = Wics.registered();
        wic.run.give(DIAL);
        wic.give(answer(wic.request()));
        var ack = Wics.requests(wic.run.take()).getFirst();
        assertEquals("ACK sip:echo@10.0.0.9 SIP/2.0", ack.startLine());
        assertEquals("<sip:flow@epcscf.ims.example;transport=ws;lr>", ack.header(HeaderName.ROUTE));
        wic.run.pass(Duration.ofSeconds(5));
        var outs = wic.run.take();
        assertEquals("BYE sip:echo@10.0.0.9 SIP/2.0", Wics.requests(outs).getFirst().startLine());
        var report = assertInstanceOf(Out.Ended.class, outs.getLast()).report();
        assertEquals(Verdict.NO_PATH, report.verdict(), "nobody answers ICE in this test");
    }

    /** RFC 7118 §5: the WebSocket repeats what is lost, nobody else does. */
    @Test
    @Proves("WIC-07")
    void nothingIsSentTwiceOverAWebSocket() {
        var calling = Wics.registered();
        calling.run.give(DIAL);
        calling.request();
        calling.run.pass(Duration.ofSeconds(31));
        assertEquals(List.of(), calling.run.take(), "timer A");

        var registering = Wics.web();
        registering.request();
        registering.run.pass(Duration.ofSeconds(31));
        assertEquals(List.of(), registering.run.take(), "timer E");

        var refusing = Wics.registered();
        refusing.give(invite(Wics.gateway("actpass").length, "v=0 nonsense"));
        assertEquals(488, refusing.response().status());
        refusing.run.pass(Duration.ofSeconds(31));
        assertEquals(List.of(), Wics.requests(refusing.run.take()), "timer G");
    }

    private static SipMessage invite(int seed, String body) {
        return Request.of(Method.INVITE, SipUri.of("alice", "k3j4.invalid"))
                .append(HeaderName.VIA, "SIP/2.0/WSS epcscf.example;branch=z9hG4bKx" + seed)
                .append(HeaderName.MAX_FORWARDS, "60")
                .append(HeaderName.RECORD_ROUTE, "<sip:flow@epcscf.ims.example;transport=ws;lr>")
                .append(HeaderName.FROM, "<sip:bob@ims.example>;tag=b")
                .append(HeaderName.TO, "<sip:alice@ims.example>")
                .append(HeaderName.CALL_ID, "c" + seed)
                .append(HeaderName.CSEQ, "9 INVITE")
                .append(HeaderName.CONTACT, "<sip:bob@10.0.0.8>")
                .body(
                        "application/sdp",
                        body.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static SipMessage invite(String setup) {
        return invite(1, Wics.GATEWAY.replace("SETUP", setup));
    }

    @Test
    @Proves("WIC-31")
    void aCallFromALiteGatewayIsAnsweredAsTheControllingAgent() {
        var wic = Wics.registered();
        wic.give(invite("actpass"));
        assertEquals(List.of(true), wic.controlling);
        wic.run.pass(Duration.ofMillis(1));
        var answer = sdp(wic.response());
        var offer = sdp(Wics.gateway("actpass"));
        assertEquals(List.of(), OfferAnswer.violations(offer, answer));
        assertEquals(Setup.ACTIVE, answer.setup(answer.media().getFirst()).orElseThrow());

        var fullPeer = Wics.registered();
        fullPeer.give(
                invite(1, Wics.GATEWAY.replace("SETUP", "actpass").replace("a=ice-lite\n", "")));
        assertEquals(List.of(false), fullPeer.controlling);
    }

    @Test
    void aPassiveAnswerMakesUsTheDtlsServerOnlyWhenTheOtherIsActive() {
        var wic = Wics.registered();
        wic.give(invite("active"));
        wic.run.pass(Duration.ofMillis(1));
        var answer = sdp(wic.response());
        assertEquals(Setup.PASSIVE, answer.setup(answer.media().getFirst()).orElseThrow());
    }

    /** TS 24.371 §7.2.3: no media without DTLS-SRTP. */
    @Test
    void anOfferOfPlainRtpIsRefusedWith488() {
        var wic = Wics.registered();
        wic.give(invite(1, Wics.GATEWAY.replace("UDP/TLS/RTP/SAVPF", "RTP/AVP")));
        var outs = wic.run.take();
        var report = assertInstanceOf(Out.Ended.class, outs.getLast()).report();
        assertEquals(Verdict.REFUSED, report.verdict());
        assertEquals("RTP/AVP is not DTLS-SRTP", report.reason());
        assertEquals(488, report.status());
    }

    @Test
    void aRefusedTokenInACallIsReplacedAndTheInviteSentAgain() {
        var wic = Wics.registered();
        wic.run.give(DIAL);
        var invite = wic.request();
        wic.give(
                Response.to(invite, 401)
                        .toTag("x")
                        .append(
                                HeaderName.WWW_AUTHENTICATE,
                                "Bearer authz_server=\""
                                        + Wics.AUTHZ
                                        + "\", error=\"invalid_token\"")
                        .build());
        assertTrue(wic.run.take().contains(new Out.TokenWanted("invalid_token")));
        wic.run.give(new In.Renewed("tok2"));
        var sent = Wics.requests(wic.run.take());
        assertEquals(
                List.of(Method.REGISTER, Method.INVITE),
                sent.stream().map(Request::method).toList());
        var again = sent.getLast();
        assertEquals("Bearer tok2", again.header(HeaderName.AUTHORIZATION));
        assertEquals(invite.cseq().number() + 1, again.cseq().number());
        assertEquals(invite.callId(), again.callId());
    }

    @Test
    void aRefusalIsReportedWithItsWarning() {
        var wic = Wics.registered();
        wic.run.give(DIAL);
        wic.give(
                Response.to(wic.request(), 488)
                        .toTag("x")
                        .append(HeaderName.WARNING, "303 epcscf \"no fingerprint\"")
                        .build());
        var report = assertInstanceOf(Out.Ended.class, wic.run.take().getLast()).report();
        assertEquals(Verdict.REFUSED, report.verdict());
        assertEquals("488 Not Acceptable Here (303 epcscf \"no fingerprint\")", report.reason());
    }

    @Test
    void aLostConnectionEndsTheCall() {
        var wic = Wics.registered();
        wic.run.give(DIAL);
        wic.give(answer(wic.request()));
        wic.run.take();
        wic.run.give(new In.Failed(Wics.W2));
        var report = assertInstanceOf(Out.Ended.class, wic.run.take().getLast()).report();
        assertEquals(Verdict.FAILED, report.verdict());
        assertEquals("the connection is lost", report.reason());
    }

    @Test
    void anotherBranchOfAForkIsAcknowledgedAndHungUp() {
        var wic = Wics.registered();
        wic.run.give(DIAL);
        var invite = wic.request();
        wic.give(answer(invite));
        wic.run.take();
        wic.give(
                answer(invite)
                        .edit()
                        .replace(HeaderName.TO, "<sip:echo@ims.example>;tag=two")
                        .build());
        assertEquals(
                List.of(Method.ACK, Method.BYE),
                Wics.requests(wic.run.take()).stream().map(Request::method).toList());
    }

    @Test
    void aCallFromNowhereAndOneWithoutConnectionFailAtOnce() {
        var wic = Wics.registered();
        wic.run.give(new In.Failed(Wics.W2));
        wic.run.take();
        wic.run.give(DIAL);
        var report = assertInstanceOf(Out.Ended.class, wic.run.take().getLast()).report();
        assertEquals("not connected", report.reason());
    }
}
