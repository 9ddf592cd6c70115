package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Command;
import org.wicgate.iq.Event;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;

/** What happens when the browser is gone (TS 24.229 §5.2.8). */
class LossTest {
    private static final String REASON = "SIP;cause=503;text=\"Service Unavailable\"";

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    @Test
    @Proves({"SES-19", "SES-36"})
    void lossInACallSendsByeToTheCoreWithinFiveSeconds() {
        var invite = calls.talk();
        bench.wic(1, Texts.inDialog("INFO", "alice", "dave", 4, Texts.bearer("alice"), ""));
        bench.core(Response.to(bench.coreRequest(), 200).build());
        bench.close(1);
        assertEquals(List.of(), bench.coreRequests("BYE"));
        bench.pass(Duration.ofSeconds(5));
        var bye = bench.coreRequests("BYE").getFirst();
        assertEquals("BYE sip:dave@192.0.2.80:5070 SIP/2.0", bye.startLine());
        assertEquals("5 BYE", bye.cseq().toString());
        assertEquals(REASON, bye.header(HeaderName.REASON));
        assertEquals(List.of("<sip:mo@192.0.2.50:5080;lr>"), bye.headers(HeaderName.ROUTE));
        assertEquals("calice", bye.from().tag());
        assertEquals("far1", bye.to().tag());
        assertEquals("call-alice", bye.callId());
        assertEquals(CallEnd.CONNECTION_LOST, calls.end());
        calls.assertOver(1);
        bench.core(Response.to(bye, 200).build());
        bench.core(Calls.fromCallee("INFO", invite, 1, ""));
        assertEquals(481, bench.coreResponse().status());
    }

    @Test
    @Proves({"SES-19"})
    void lossInACallThatTheWicAnsweredSendsByeAsTheCallee() {
        var invite = calls.ring();
        bench.wic(1, Calls.pickUp(invite));
        var ok = bench.coreResponse();
        bench.core(Calls.fromCaller("ACK", ok, 7));
        bench.close(1).pass(Duration.ofSeconds(5));
        var bye = bench.coreRequests("BYE").getFirst();
        assertEquals("BYE sip:carol@192.0.2.70:5070 SIP/2.0", bye.startLine());
        assertEquals("1 BYE", bye.cseq().toString());
        assertEquals("wic1", bye.from().tag());
        assertEquals("carol1", bye.to().tag());
        assertEquals(REASON, bye.header(HeaderName.REASON));
        assertEquals(List.of("<sip:mt@192.0.2.50:5080;lr>"), bye.headers(HeaderName.ROUTE));
        calls.assertOver(1);
    }

    @Test
    @Proves("SES-20")
    void lossOfACallerThatHearsRingingSendsCancel() {
        var invite = calls.call();
        bench.core(Calls.answer(invite, 180).build());
        bench.close(1);
        var cancel = bench.coreRequest();
        assertTrue(cancel.is("CANCEL"));
        assertEquals(REASON, cancel.header(HeaderName.REASON));
        assertEquals(CallEnd.CONNECTION_LOST, calls.end());
        calls.assertOver(1);
        bench.core(Response.to(cancel, 200).toTag("x").build());
        bench.core(Response.to(invite, 487).toTag("far1").build());
        assertTrue(bench.coreRequest().is("ACK"));
    }

    @Test
    void answerThatCrossesTheCancelIsAcknowledgedAndEnded() {
        var invite = calls.call();
        bench.core(Calls.answer(invite, 180).build());
        bench.close(1);
        bench.core(Calls.answerWithSdp(invite, 200));
        assertEquals(1, bench.coreRequests("ACK").size());
        assertEquals(1, bench.coreRequests("BYE").size());
        calls.assertOver(1);
    }

    /** The 200 is there, the eIMS-AGW has not taken its description yet, and the WIC is lost. */
    @Test
    void answerThatNobodyWillHearIsAcknowledgedAndEnded() {
        var invite = calls.call();
        bench.gatewayAnswers = false;
        bench.core(Calls.answerWithSdp(invite, 200));
        assertEquals(1, bench.proxy.census().calls());
        bench.close(1).pass(Duration.ofSeconds(4));
        assertEquals(1, bench.coreRequests("ACK").size());
        assertTrue(bench.coreRequests("BYE").size() >= 1);
        calls.assertOver(1);
    }

    @Test
    @Proves("SES-21")
    void lossOfARingingWicAnswers503() {
        var invite = calls.ring();
        bench.wic(1, Calls.ringing(invite));
        bench.close(1);
        assertEquals(503, bench.coreResponse().status());
        assertEquals(CallEnd.CONNECTION_LOST, calls.end());
        calls.assertOver(1);
    }

    @Test
    void lossWhileTheGatewayReservesEndsTheCall() {
        bench.gatewayAnswers = false;
        String contact = "sip:alice@alice.invalid;transport=ws";
        bench.core(Texts.coreInvite(calls.path, contact, "", Texts.CORE_SDP));
        bench.close(1);
        bench.give(new EdgeProxy.In.FromGateway(Bench.answer(bench.commands.getFirst())));
        assertEquals(503, bench.coreResponse().status());
        calls.assertOver(1);
    }

    @Test
    @Proves("SES-22")
    void sameClientThatComesBackInTimeKeepsItsCall() {
        var invite = calls.talk();
        bench.close(1).pass(Duration.ofSeconds(1));
        bench.connect(2).wic(2, Texts.register("alice", 9, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.pass(Duration.ofMinutes(1));
        assertEquals(List.of(), bench.coreRequests("BYE"));
        assertEquals(1, bench.proxy.census().calls());
        bench.core(Calls.fromCallee("INFO", invite, 1, ""));
        assertTrue(bench.wicRequest(2).is("INFO"));
        bench.wic(2, Texts.inDialog("BYE", "alice", "dave", 2, Texts.bearer("alice"), ""));
        assertTrue(bench.coreRequest().is("BYE"));
        calls.assertOver(1);
    }

    /** Back over a new connection it renews its path; the core sees nothing of all that. */
    @Test
    void iceRestartOverTheNewConnectionIsAnsweredWithoutTheCore() {
        calls.talk();
        bench.close(1).pass(Duration.ofSeconds(1));
        bench.connect(2).wic(2, Texts.register("alice", 9, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequest()));
        int heard = bench.toCore.size();
        String restart =
                Texts.WIC_SDP.replace("wuf1", "wuf2").replace("wicpassword", "newpassword");
        bench.wic(2, Texts.inDialog("INVITE", "alice", "dave", 2, Texts.bearer("alice"), restart));
        bench.assertAnswered(2, 200);
        assertEquals("application/sdp", bench.wicResponse(2).contentType());
        var told = (Command.Configure) bench.commands.getLast();
        var access = (AccessRemote.Described) told.streams().getFirst().access();
        assertEquals("wuf2", access.ufrag());
        bench.wic(2, Texts.inDialog("ACK", "alice", "dave", 2, "", ""));
        assertEquals(heard, bench.toCore.size());
        assertEquals(1, bench.proxy.census().calls());
    }

    /** RFC 3261 §10.2.4: another Call-ID is another boot cycle, which knows nothing of the call. */
    @Test
    void reloadedPageLosesItsCallAtOnce() {
        calls.talk();
        bench.close(1).pass(Duration.ofMillis(500));
        String reloaded =
                Texts.register("alice", 1, Texts.bearer("alice")).replace("reg-alice", "reg-new");
        bench.connect(2).wic(2, reloaded);
        bench.core(Texts.registered(bench.coreRequest()));
        assertEquals(1, bench.coreRequests("BYE").size());
        assertEquals(CallEnd.CONNECTION_LOST, calls.end());
        calls.assertOver(1);
    }

    @Test
    void reloadedPageWhoseOldConnectionStillLooksOpenLosesItsCallToo() {
        calls.talk();
        String reloaded =
                Texts.register("alice", 1, Texts.bearer("alice")).replace("reg-alice", "reg-new");
        bench.connect(2).wic(2, reloaded);
        bench.core(Texts.registered(bench.coreRequest()));
        assertEquals(1, bench.coreRequests("BYE").size());
        calls.assertOver(1);
    }

    @Test
    void anotherClientOfTheUserDoesNotGetTheCall() {
        calls.talk();
        bench.close(1).pass(Duration.ofSeconds(1));
        String other =
                Texts.register("alice", 9, Texts.bearer("alice"))
                        .replace("urn:uuid:alice", "urn:uuid:phone");
        bench.connect(2).wic(2, other);
        bench.core(Texts.registered(bench.coreRequest()));
        bench.pass(Duration.ofSeconds(5));
        assertEquals(
                1, bench.coreRequests("BYE").stream().map(Object::toString).distinct().count());
        calls.assertOver(1);
    }

    @Test
    void byeOfTheCoreWhileTheWicIsGoneIsAnsweredForIt() {
        var invite = calls.talk();
        bench.close(1);
        bench.core(Calls.fromCallee("INFO", invite, 1, ""));
        assertEquals(503, bench.coreResponse().status());
        bench.core(Calls.fromCallee("BYE", invite, 2, ""));
        assertEquals(200, bench.coreResponse().status());
        bench.pass(Duration.ofSeconds(5));
        assertEquals(List.of(), bench.coreRequests("BYE"));
        calls.assertOver(1);
    }

    @Test
    @Proves("SES-36")
    void mediaLostEndsTheCallOnBothSides() {
        calls.talk();
        var id = bench.commands.getFirst().context();
        bench.give(
                new EdgeProxy.In.FromGateway(
                        new Event.Lost(id, 0, Event.Loss.CONSENT_EXPIRED, "30 s")));
        assertEquals(REASON, bench.coreRequests("BYE").getLast().header(HeaderName.REASON));
        var bye = bench.wicRequest(1);
        assertEquals("BYE sip:alice@alice.invalid;transport=ws;ob SIP/2.0", bye.startLine());
        assertEquals("far1", bye.from().tag());
        assertEquals(CallEnd.MEDIA_LOST, calls.end());
        calls.assertOver(1);
        bench.give(
                new EdgeProxy.In.FromGateway(
                        new Event.Lost(id, 0, Event.Loss.CONSENT_EXPIRED, "again")));
        calls.assertOver(1);
    }

    @Test
    void deregistrationEndsTheCallsOfTheClient() {
        calls.talk();
        bench.wic(1, Texts.register("alice", 2, 0, Texts.bearer("alice")));
        bench.core(Response.to(bench.coreRequest(), 200).toTag("x").build());
        assertEquals(1, bench.coreRequests("BYE").size());
        calls.assertOver(1);
    }

    @Test
    void nothingIsLeftAfterTheLastTimer() {
        calls.talk();
        bench.close(1).pass(Duration.ofMinutes(3));
        var census = bench.proxy.census();
        assertEquals(new EdgeProxy.Census(0, 0, 0, 0, 0, 0), census);
        assertFalse(bench.reports.isEmpty());
    }

    @Test
    void aNodeThatStopsEndsItsCallsOnBothSides() {
        calls.talk();
        bench.give(new EdgeProxy.In.Stopping());
        assertEquals(REASON, bench.coreRequests("BYE").getFirst().header(HeaderName.REASON));
        assertTrue(bench.wicRequest(1).is("BYE"));
        assertEquals(CallEnd.STOPPED, calls.end());
        calls.assertOver(1);
    }
}
