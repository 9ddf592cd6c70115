package org.wicgate.epcscf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.iq.Command;
import org.wicgate.iq.Stream;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** Changes of a call on its way and in progress: crossing offers, hold, transfer, places. */
class CallChangesTest {
    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private static String text(byte[] body) {
        return new String(body, ISO_8859_1);
    }

    private void wicAsks(String method, int cseq, String sdp) {
        bench.wic(1, Texts.inDialog(method, "alice", "dave", cseq, Texts.bearer("alice"), sdp));
    }

    private Request coreAsks(String method, Request invite, int cseq, String sdp) {
        var request = Calls.fromCallee(method, invite, cseq, "").edit();
        bench.core(request.body("application/sdp", Bench.bytes(sdp)).build());
        return (Request) Bench.read(request.build().encode());
    }

    private Response toCoreAnswer(String method) {
        return bench.toCore.stream()
                .filter(m -> m instanceof Response r && r.cseq().method().equals(method))
                .map(Response.class::cast)
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    /** RFC 3311 §5.1: an UPDATE after a reliable answer changes the early dialog. */
    @Test
    @Proves("SES-27")
    void updateBeforeTheAnswerIsNegotiatedAndCrossingOnesAreRefused() {
        var invite = calls.call(Texts.bearer("alice") + "Supported: 100rel\n");
        wicAsks("UPDATE", 2, Texts.WIC_SDP);
        bench.core(Calls.answerWithSdp(invite, 183));
        bench.assertAnswered(1, 183);

        wicAsks("UPDATE", 3, Texts.WIC_SDP.replace("a=sendrecv", "a=sendonly"));
        var update = bench.coreRequest();
        assertTrue(update.is("UPDATE") && text(update.body()).contains("a=sendonly"));

        coreAsks("UPDATE", invite, 1, Texts.CORE_SDP);
        assertEquals(491, toCoreAnswer("UPDATE").status(), "theirs meets the WIC's");
        wicAsks("UPDATE", 4, Texts.WIC_SDP);
        bench.assertAnswered(1, 500);
        int seconds = Integer.parseInt(bench.wicResponse(1).header(HeaderName.RETRY_AFTER));
        assertTrue(seconds >= 0 && seconds <= 10, "a second before the first was answered");
        assertEquals(Refusal.GLARE, bench.reports(Report.RequestRefused.class).getLast().refusal());

        String back = Texts.CORE_SDP + "a=recvonly\n";
        bench.core(
                Response.to(update, 200)
                        .append(HeaderName.CONTACT, "<sip:dave@192.0.2.80:5070>")
                        .body("application/sdp", Bench.bytes(back))
                        .build());
        bench.assertAnswered(1, 200);
        assertTrue(text(bench.wicResponse(1).body()).contains("a=recvonly"));
        wicAsks("UPDATE", 5, Texts.WIC_SDP);
        assertEquals(5, bench.coreRequest().cseq().number(), "the turn is free again");
    }

    @Test
    @Proves("SES-27")
    void offerBeforeTheFirstAnswerIsRefused() {
        var invite = calls.call();
        bench.core(Calls.answer(invite, 180).build());
        int before = bench.toCore.size();
        wicAsks("UPDATE", 2, Texts.WIC_SDP);
        bench.assertAnswered(1, 500);
        assertEquals(before, bench.toCore.size());
        coreAsks("UPDATE", invite, 1, Texts.CORE_SDP);
        assertEquals(491, bench.coreResponse().status());
        bench.core(Calls.answerWithSdp(invite, 200));
        bench.assertAnswered(1, 200);
    }

    @Test
    @Proves("SES-27")
    void refusalOfTheOtherEndForGlarePassesAndLeavesTheMediaAlone() {
        calls.talk();
        int before = bench.commands.size();
        wicAsks("INVITE", 2, Texts.WIC_SDP.replace("a=sendrecv", "a=inactive"));
        bench.core(Response.to(bench.coreRequest(), 491).build());
        bench.assertAnswered(1, 491);
        assertEquals(before, bench.commands.size());
        wicAsks("INVITE", 3, Texts.WIC_SDP);
        assertTrue(bench.coreRequest().is("INVITE"), "and may be tried again");
    }

    /** RFC 3261 §14.1: a re-INVITE that fails leaves the session as it was. */
    @Test
    void failedReInviteTakesBackWhatItsProvisionalAnswerChanged() {
        calls.talk();
        wicAsks("INVITE", 2, Texts.WIC_SDP.replace("a=sendrecv", "a=sendonly"));
        var again = bench.coreRequest();
        bench.core(
                Response.to(again, 183)
                        .append(HeaderName.CONTACT, "<sip:dave@192.0.2.80:5070>")
                        .body("application/sdp", Bench.bytes(Texts.CORE_SDP + "a=recvonly\n"))
                        .build());
        assertEquals(new Stream.Gates(true, false), lastGates());
        bench.core(Response.to(again, 488).build());
        bench.assertAnswered(1, 488);
        assertEquals(Stream.Gates.OPEN, lastGates());
        wicAsks("BYE", 3, "");
        calls.assertOver(1);
    }

    /** RFC 3264 §8.4: hold in the way of RFC 2543. */
    @Test
    void holdByUnspecifiedAddressAndResume() {
        var invite = calls.talk();
        String held = Texts.CORE_SDP.replace("c=IN IP4 192.0.2.70", "c=IN IP4 0.0.0.0");
        coreAsks("INVITE", invite, 1, held);
        var asked = bench.wicRequest(1);
        assertTrue(text(asked.body()).contains("a=sendonly"), text(asked.body()));
        String answer = Texts.WIC_ANSWER.replace("a=sendrecv", "a=recvonly");
        bench.wic(1, answered(asked, answer));
        assertTrue(text(bench.coreResponse().body()).contains("a=recvonly"));
        assertEquals(new Stream.Gates(false, true), lastGates());

        bench.core(Calls.fromCallee("ACK", invite, 1, ""));
        coreAsks("INVITE", invite, 2, Texts.CORE_SDP);
        bench.wic(1, answered(bench.wicRequest(1), Texts.WIC_ANSWER));
        assertEquals(Stream.Gates.OPEN, lastGates());
    }

    private static Response answered(Request request, String sdp) {
        return Response.to(request, 200)
                .append(HeaderName.CONTACT, "<sip:alice@alice.invalid;transport=ws;ob>")
                .body("application/sdp", Bench.bytes(sdp))
                .build();
    }

    private Stream.Gates lastGates() {
        for (var command : bench.commands.reversed()) {
            if (command instanceof Command.Configure(_, var streams)) {
                return streams.getLast().gates();
            }
        }
        return Stream.Gates.CLOSED;
    }

    /** RFC 3515, RFC 3891: Call-ID and tags are the ends' own, and so names of dialogs hold. */
    @Test
    void transferByReferAndReplacesPassesAsItIs() {
        var invite = calls.talk();
        String to = "<sip:carol@ims.example?Replaces=call-two%3Bto-tag%3Da%3Bfrom-tag%3Db>";
        bench.core(Calls.fromCallee("REFER", invite, 1, "Refer-To: " + to + "\n"));
        var refer = bench.wicRequest(1);
        assertTrue(refer.is("REFER"));
        assertEquals(to, refer.header(HeaderName.REFER_TO));
        bench.wic(1, Response.to(refer, 202).build());
        assertEquals(202, bench.coreResponse().status());
        String notify = Texts.bearer("alice") + "Event: refer\nSubscription-State: active\n";
        bench.wic(1, Texts.inDialog("NOTIFY", "alice", "dave", 2, notify, ""));
        assertTrue(bench.coreRequest().is("NOTIFY"));

        String replaces = "call-alice;to-tag=far1;from-tag=calice";
        var replacing = calls.ring("Require: replaces\nReplaces: " + replaces + "\n");
        assertEquals(replaces, replacing.header(HeaderName.REPLACES));
        assertEquals("mt-call", replacing.callId());
    }

    @Test
    @Proves("SES-31")
    void placeThatTheWicStatesPassesAndOursIsAddedByPolicy() {
        String own = "IEEE-802.11; i-wlan-node-id=ffffffffffff";
        String more = Texts.bearer("alice") + "P-Access-Network-Info: " + own + "\n";
        assertEquals(own, calls.call(more).header(HeaderName.P_ACCESS_NETWORK_INFO));

        var usual = Bench.config();
        var ninety = Duration.ofSeconds(90);
        var policy = new CallPolicy(MediaPolicy.USUAL, true, ninety, Duration.ZERO, "IEEE-802.11");
        var stating =
                new Bench(
                        new Config(
                                usual.homeDomain(),
                                usual.w2(),
                                usual.mw(),
                                usual.registration(),
                                new Config.Sessions(Duration.ofSeconds(2), 1000, policy)));
        var invite = new Calls(stating).register(1, "alice").call(more);
        assertEquals(
                List.of(own, "IEEE-802.11;network-provided"),
                invite.values(HeaderName.P_ACCESS_NETWORK_INFO));
        stating.core(
                Calls.answer(invite, 180)
                        .append(HeaderName.P_ACCESS_NETWORK_INFO, "3GPP-NR;network-provided")
                        .build());
        assertFalse(stating.wicResponse(1).has(HeaderName.P_ACCESS_NETWORK_INFO));
    }
}
