package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Counters.Direction;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.iq.Event;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;

/** What the timeline of each kind of call holds, and what none holds. */
class TimelineTest {
    private static final String ALICES = "call-alice";
    private static final String CAROLS = "mt-call";

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private static Map<String, Object> document(Bench bench, String callId) {
        var trace = bench.proxy.timelines().of(callId);
        return trace == null ? Map.of() : TimelineView.document(List.of(trace));
    }

    private Map<String, Object> document(String callId) {
        return document(bench, callId);
    }

    @SuppressWarnings("unchecked") // it is JSON
    private static List<Map<String, Object>> list(Map<String, Object> of, String name) {
        return (List<Map<String, Object>>) of.getOrDefault(name, List.of());
    }

    /** The outline of the call's first pass. */
    private Map<String, Object> pass(String callId) {
        return list(document(callId), "passes").getFirst();
    }

    private List<String> texts(String callId) {
        return list(document(callId), "events").stream()
                .map(event -> String.valueOf(event.get("text")))
                .toList();
    }

    private void assertInOrder(String callId, String... parts) {
        var texts = texts(callId);
        int at = 0;
        for (String part : parts) {
            while (at < texts.size() && !texts.get(at).contains(part)) {
                at++;
            }
            assertTrue(at < texts.size(), part + " in this order in\n" + String.join("\n", texts));
            at++;
        }
    }

    /** The event whose text begins so. */
    private Map<String, Object> event(String callId, String text) {
        return list(document(callId), "events").stream()
                .filter(event -> String.valueOf(event.get("text")).startsWith(text))
                .findFirst()
                .orElseThrow();
    }

    private static String why(Map<String, Object> event, String line) {
        return list(event, "sdp_changes").stream()
                .filter(change -> change.toString().contains(line))
                .map(change -> String.valueOf(change.get("why")))
                .findFirst()
                .orElse("no change of " + line);
    }

    private void media(Event event) {
        bench.give(new EdgeProxy.In.FromGateway(event));
    }

    @Test
    void callOfABrowserFromItsInviteToItsEnd() {
        calls.talk();
        var id = bench.commands.getFirst().context();
        media(new Event.Connected(id, 0, "203.0.113.1:10000 198.51.100.7:5000"));
        media(new Event.Secured(id, 0, "SRTP_AEAD_AES_128_GCM"));
        bench.wic(1, Texts.inDialog("BYE", "alice", "dave", 2, Texts.bearer("alice"), ""));
        bench.core(Response.to(bench.coreRequest(), 200).build());
        assertInOrder(
                ALICES,
                "from the WIC: INVITE sip:dave@ims.example SIP/2.0 (SDP)",
                "a call of the WIC began",
                "the WIC that calls is sip:alice@ims.example from 198.51.100.7:4711",
                "to the eIMS-AGW: reserve 1 m-line",
                "from the eIMS-AGW: reserved",
                "to the core: INVITE",
                "from the core: SIP/2.0 200 OK (SDP)",
                "to the eIMS-AGW: configure",
                "answered after",
                "to the WIC: SIP/2.0 200 OK (SDP)",
                "from the WIC: ACK",
                "to the core: ACK",
                "ICE has a pair",
                "DTLS is done",
                "from the WIC: BYE",
                "to the eIMS-AGW: release",
                "ended: wic_hung_up, by wic",
                "the eIMS-AGW let go");
        var pass = pass(ALICES);
        assertEquals("ended", pass.get("state"));
        assertEquals("sip:alice@ims.example", pass.get("caller"));
        assertEquals("sip:dave@ims.example", pass.get("callee"));
        var invite = event(ALICES, "to the core: INVITE");
        assertEquals("UDP 192.0.2.50:5080", invite.get("hop"));
        assertEquals("1 INVITE", invite.get("cseq"));
        assertEquals(
                Map.of(
                        "asserted",
                        List.of("sip:alice@ims.example"),
                        "how",
                        "the default identity of the registration"),
                invite.get("identity"));
    }

    @Test
    void eachChangeOfADescriptionHasItsReason() {
        calls.talk();
        var offer = event(ALICES, "to the core: INVITE");
        assertTrue(why(offer, "a=ice-ufrag").contains("the core leg has none"));
        assertTrue(why(offer, "a=fingerprint").startsWith("DTLS ends at the eIMS-AGW"));
        assertTrue(why(offer, "m=audio 30000").contains("the eIMS-AGW's on the core side"));
        assertTrue(why(offer, "m=audio 30000").contains("RTP without DTLS"));
        assertTrue(why(offer, "a=group:BUNDLE").contains("BUNDLE is not taken"));
        assertTrue(why(offer, "a=rtcp-mux").contains("a port of its own"));
        var answer = event(ALICES, "to the WIC: SIP/2.0 200 OK");
        assertTrue(why(answer, "a=candidate").contains("ICE lite"));
        assertTrue(why(answer, "a=fingerprint").contains("its certificate"));
        assertTrue(why(answer, "m=audio").contains("a browser takes DTLS-SRTP alone"));
        assertFalse(offer.toString().contains("wicpassword"), offer.toString());
        assertFalse(answer.toString().contains("gatewaypassword"), answer.toString());
    }

    @Test
    void formatsThatAnAnswerMayNotHaveAreNamed() {
        var invite = calls.call();
        String sdp =
                Texts.CORE_SDP.replace("AVP 0 126", "AVP 0 126 18") + "a=rtpmap:18 G729/8000\n";
        bench.core(Calls.answer(invite, 200).body("application/sdp", Bench.bytes(sdp)).build());
        String why = why(event(ALICES, "to the WIC: SIP/2.0 200"), "G729");
        assertEquals("formats 18 left out: not in the offer that this answers", why);
    }

    @Test
    void callToABrowser() {
        var invite = calls.ring("Privacy: none\n");
        bench.wic(1, Calls.ringing(invite));
        bench.wic(1, Calls.pickUp(invite));
        bench.core(Calls.fromCaller("ACK", bench.coreResponse(), 7));
        bench.core(Calls.fromCaller("BYE", bench.coreResponse(), 8));
        assertInOrder(
                CAROLS,
                "from the core: INVITE",
                "a call to the WIC began",
                "the WIC that is called is",
                "to the WIC: INVITE",
                "from the WIC: SIP/2.0 180",
                "to the core: SIP/2.0 180",
                "from the WIC: SIP/2.0 200 OK (SDP)",
                "to the core: SIP/2.0 200 OK (SDP)",
                "ended: core_hung_up, by core");
        String identity = String.valueOf(event(CAROLS, "to the core: SIP/2.0 200").get("identity"));
        assertTrue(identity.contains("the one that was called"), identity);
        assertTrue(identity.contains("the WIC's own P-Asserted-Identity"), identity);
        assertTrue(
                String.valueOf(event(CAROLS, "to the WIC: INVITE").get("identity"))
                        .contains("none"));
    }

    @Test
    void forkedCallShowsEachAnswer() {
        var invite = calls.call();
        bench.core(Calls.answerWithSdp(invite, 183));
        var other = Texts.CORE_SDP.replace("192.0.2.70", "192.0.2.71");
        bench.core(
                Response.to(invite, 200)
                        .toTag("far2")
                        .copy(HeaderName.RECORD_ROUTE, invite)
                        .append(HeaderName.CONTACT, "<sip:dave@192.0.2.81:5070>")
                        .body("application/sdp", Bench.bytes(other))
                        .build());
        assertInOrder(
                ALICES,
                "from the core: SIP/2.0 183",
                "to the WIC: SIP/2.0 183",
                "from the core: SIP/2.0 200",
                "to the WIC: SIP/2.0 200");
        var ok = event(ALICES, "to the WIC: SIP/2.0 200");
        assertTrue(ok.toString().contains("taken_out=[c=IN IP4 192.0.2.71]"), ok.toString());
    }

    @Test
    void iceRestartIsAnsweredWithoutTheCore() {
        calls.talk();
        String restart =
                Texts.WIC_SDP.replace("wuf1", "wuf2").replace("wicpassword", "newpassword");
        bench.wic(1, Texts.inDialog("INVITE", "alice", "dave", 2, Texts.bearer("alice"), restart));
        var ok = list(document(ALICES), "events").getLast();
        assertTrue(
                String.valueOf(ok.get("text")).startsWith("to the WIC: SIP/2.0 200"),
                ok.toString());
        assertTrue(String.valueOf(ok.get("sdp_changes")).startsWith("none crossed"), ok.toString());
        assertFalse(document(ALICES).toString().contains("newpassword"));
    }

    @Test
    void offerThatCannotBeRelayedSaysWhy() {
        String sdp = Texts.CORE_SDP.replace("m=audio 4000 RTP/AVP", "m=image 4000 udptl");
        bench.core(Texts.coreInvite(calls.path, "sip:alice@alice.invalid", "", sdp));
        var pass = pass(CAROLS);
        assertEquals(488, pass.get("status"));
        assertEquals("media_failed", pass.get("cause"));
        assertTrue(
                String.valueOf(pass.get("why")).contains("udptl is not relayed"), pass.toString());
        var refusal = String.valueOf(event(CAROLS, "to the core: SIP/2.0 488").get("headers"));
        assertTrue(refusal.contains("Warning: 303"), refusal);
    }

    @Test
    void callerThatGivesUp() {
        var invite = calls.ring();
        bench.wic(1, Calls.ringing(invite));
        bench.core(
                Texts.coreInvite(calls.path, "sip:alice@alice.invalid;transport=ws", "", "")
                        .replace("INVITE", "CANCEL"));
        bench.wic(1, Response.to(invite, 487).toTag("wic1").build());
        assertInOrder(
                CAROLS,
                "from the core: CANCEL",
                "to the WIC: CANCEL",
                "from the WIC: SIP/2.0 487",
                "ended: cancelled, by core, status 487");
    }

    @Test
    void browserThatIsGone() {
        calls.talk();
        bench.close(1).pass(Duration.ofSeconds(5));
        assertInOrder(
                ALICES,
                "the WebSocket of the WIC is gone: 198.51.100.7:4711",
                "the call waits for the WIC to come back: 2.0 s",
                "ended: connection_lost, by epcscf",
                "to the core: BYE");
    }

    @Test
    void browserThatComesBack() {
        calls.talk();
        bench.close(1).pass(Duration.ofSeconds(1));
        bench.connect(2).wic(2, Texts.register("alice", 9, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequest()));
        var back = list(document(ALICES), "events").getLast();
        assertEquals("WSS connection 2", back.get("hop"));
    }

    @Test
    void coreThatSaysNothing() {
        calls.call();
        bench.pass(Duration.ofMinutes(1));
        assertInOrder(
                ALICES,
                "to the core: INVITE",
                "to the core: INVITE sip:dave@ims.example SIP/2.0 (SDP) again",
                "the INVITE got no final answer: silent",
                "ended: timeout, by epcscf, the core said nothing at all, status 504",
                "to the WIC: SIP/2.0 504");
    }

    @Test
    void mediaThatIsLost() {
        calls.talk();
        var id = bench.commands.getFirst().context();
        media(new Event.Lost(id, 0, Event.Loss.CONSENT_EXPIRED, "no check for 30 s"));
        assertInOrder(
                ALICES,
                "m-line 0: the WIC's media is lost, consent expired: no check for 30 s",
                "ended: media_lost, by epcscf, consent_expired: no check for 30 s",
                "to the core: BYE");
    }

    /** What a gateway to the telephone network says, and what the media came to. */
    @Test
    void whyAndWithHowManyPacketsACallEnded() {
        var invite = calls.talk();
        bench.gatewayAnswers = false;
        var id = bench.commands.getFirst().context();
        bench.core(Calls.fromCallee("BYE", invite, 1, "Reason: Q.850;cause=16\n"));
        var way = new Direction(7, 700, Map.of(Drop.GATED, 1L), 1);
        media(
                new Event.Released(
                        id, List.of(new Counters(0, way, Direction.NONE, "a b", "c", "d <-> e"))));
        assertInOrder(
                ALICES,
                "from the core: BYE sip:alice@alice.invalid;transport=ws;ob SIP/2.0"
                        + " (Q.850;cause=16)",
                "the eIMS-AGW let go of 1 m-line; m-line 0: 7 packets to the core, 0 to the WIC,"
                        + " 1 dropped");
        assertEquals("d <-> e", list(pass(ALICES), "media").getFirst().get("transcoded"));
    }

    @Test
    void howFarMediaCameAndWhereTheyStopped() {
        calls.talk();
        var id = bench.commands.getFirst().context();
        media(new Event.Noticed(id, 0, Event.Sign.FIRST_CHECK, "198.51.100.7:4000"));
        media(new Event.Noticed(id, 0, Event.Sign.FIRST_TO_ACCESS, "192.0.2.70:4000"));
        media(new Event.Silent(id, 0, Event.Way.TO_CORE, Duration.ofSeconds(20)));
        assertInOrder(
                ALICES,
                "m-line 0: the first authenticated ICE check came from 198.51.100.7:4000",
                "m-line 0: the first RTP of the core went to the WIC, from 192.0.2.70:4000",
                "m-line 0: no RTP of the WIC for 20 s, though its gate is open");
        assertEquals(1, bench.proxy.census().calls(), "it goes on");
    }

    @Test
    void tokenThatIsNotGood() {
        bench.verdicts.put("tok-old", new TokenVerdict.Invalid(TokenVerdict.Reason.EXPIRED));
        String more = "Authorization: Bearer tok-old\n";
        bench.wic(1, Texts.initial("INVITE", "alice", "dave", more, Texts.WIC_SDP));
        bench.assertAnswered(1, 401);
        assertInOrder(
                ALICES,
                "from the WIC: INVITE",
                "the token is not good: expired",
                "we refused INVITE with 401, bad_token");
        var pass = pass(ALICES);
        assertEquals("refused", pass.get("state"));
        assertEquals("bad_token", pass.get("cause"));
        assertEquals("sip:dave@ims.example", pass.get("callee"));
        assertFalse(document(ALICES).toString().contains("tok-old"));
    }

    @Test
    void targetsOfTheCoreOneAfterTheOther() {
        var base = Bench.config();
        var mw = base.mw();
        var two = List.of(Bench.ENTRY, SipUri.of("", "192.0.2.51", 5080));
        var twoTargets =
                new Config.Mw(mw.transport(), mw.host(), mw.port(), two, mw.visitedNetwork());
        var other =
                new Bench(
                        new Config(
                                base.homeDomain(),
                                base.w2(),
                                twoTargets,
                                base.registration(),
                                base.sessions()));
        other.connect(1).wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        var registered = Texts.registered(other.coreRequest()).edit();
        other.core(registered.remove(HeaderName.SERVICE_ROUTE).build());
        new Calls(other).call();
        other.pass(Duration.ofSeconds(7));
        String told = list(document(other, ALICES), "events").toString();
        assertTrue(told.contains("the first of 2"), told);
        assertTrue(told.contains("failed, next: UDP 192.0.2.51:5080"), told);
    }

    @Test
    void callBetweenTwoBrowsersIsOneTimelineWithTwoPasses() {
        calls.register(2, "bob");
        String bobsPath = calls.path;
        var sent = calls.call();
        bench.core(
                sent.edit()
                        .requestUri(SipUri.of("bob", "bob.invalid"))
                        .remove(HeaderName.ROUTE)
                        .append(HeaderName.ROUTE, bobsPath)
                        .pushVia(
                                org.wicgate.sip.Via.of(
                                        org.wicgate.sip.Transport.UDP,
                                        "192.0.2.50",
                                        5080,
                                        "z9hG4bKspiral"))
                        .build());
        assertTrue(bench.wicRequest(2).is("INVITE"));
        assertEquals(2, list(document(ALICES), "passes").size());
        assertInOrder(
                ALICES,
                "from the WIC: INVITE",
                "to the core: INVITE",
                "from the core: INVITE",
                "to the WIC: INVITE");
    }

    @Test
    void whatIsNoCallHasNoTimeline() {
        bench.wic(1, Texts.initial("MESSAGE", "alice", "dave", Texts.bearer("alice"), ""));
        assertNull(bench.proxy.timelines().of(ALICES));
        assertNull(bench.proxy.timelines().of("reg-alice"));
    }

    /** Secrets where they belong, and where a careless peer may put them. */
    @Test
    void noTokenKeyOrPasswordIsShown() {
        String jwt = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLWl0";
        bench.verdicts.put(jwt, new TokenVerdict.Valid(Bench.ALICE));
        String more =
                "Authorization: Bearer "
                        + jwt
                        + "\nX-Debug: my-secret-word\nSubject: my-secret-word\nUser-Agent: x "
                        + jwt
                        + "\nReason: SIP;text=\"Bearer opaque-secret\"\n"
                        + "Refer-To: <sip:x@y?Authorization=Digest%20opaque-secret>\n"
                        + "Proxy-Authorization: Digest username=\"a\",realm=\"b\",nonce=\"c\","
                        + "uri=\"sip:b\",response=\"opaque-secret\"\n";
        String sdp =
                Texts.WIC_SDP
                        + "k=base64:opaque-secret\na=crypto:1 AES_CM_128_HMAC_SHA1_80"
                        + " inline:opaque-secret|2^20\na=key-mgmt:mikey opaque-secret\n"
                        + "a=acap:1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:opaque-secret\n"
                        + "a=identity:opaque-secret\n";
        bench.wic(1, Texts.initial("INVITE", "alice", "dave", more, sdp));
        var invite = bench.coreRequest();
        bench.core(
                Calls.answer(invite, 407)
                        .append(
                                HeaderName.of("Proxy-Authenticate"),
                                "Digest realm=\"b\",nonce=\"opaque-secret\",ck=\"opaque-secret\"")
                        .build());
        String told = document(ALICES).toString();
        for (String secret :
                List.of(
                        jwt,
                        "c2lnbmF0dXJl",
                        "opaque-secret",
                        "my-secret-word",
                        "wicpassword",
                        "gatewaypassword")) {
            assertFalse(told.contains(secret), secret + " in " + told);
        }
        assertTrue(told.contains("to the WIC: SIP/2.0 407"), told);
    }

    @Test
    void requestsAreShownAsTheyAre() {
        Request invite = calls.call();
        var shown = String.valueOf(event(ALICES, "to the core: INVITE").get("headers"));
        assertTrue(shown.contains(invite.via().branch()), shown);
        assertFalse(shown.contains("Authorization"), shown);
        var came = String.valueOf(event(ALICES, "from the WIC: INVITE").get("headers"));
        assertTrue(came.contains("Authorization: (not shown)"), came);
    }
}
