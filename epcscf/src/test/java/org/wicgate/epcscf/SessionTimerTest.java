package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** RFC 4028 §8: the timer of a session, seen from a proxy that can end what nobody refreshes. */
class SessionTimerTest {
    private static final String TIMER = "Supported: timer\n";

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private Request call(String more) {
        return calls.call(Texts.bearer("alice") + more);
    }

    private void answer(Request request, String expires) {
        var ok = Calls.answerWithSdp(request, 200).edit();
        if (!expires.isEmpty()) {
            ok.append(HeaderName.SESSION_EXPIRES, expires);
        }
        bench.core(ok.build());
        bench.assertAnswered(1, 200);
    }

    private void acknowledge(int cseq) {
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", cseq, "", ""));
    }

    /** A refresh of the WIC by UPDATE, answered by the core. */
    private void refresh(int cseq) {
        String more = Texts.bearer("alice") + TIMER + "Session-Expires: 200;refresher=uac\n";
        bench.wic(1, Texts.inDialog("UPDATE", "alice", "dave", cseq, more, ""));
        var update = bench.coreRequest();
        assertTrue(update.is("UPDATE"));
        bench.core(
                Response.to(update, 200)
                        .append(HeaderName.SESSION_EXPIRES, "200;refresher=uac")
                        .build());
        bench.assertAnswered(1, 200);
    }

    @Test
    @Proves("SES-24")
    void sessionThatNobodyRefreshesIsEndedOnBothSidesAndItsMediaFreed() {
        var invite = call(TIMER + "Session-Expires: 600\n");
        assertEquals("600", invite.header(HeaderName.SESSION_EXPIRES));
        answer(invite, "600;refresher=uac");
        acknowledge(1);
        bench.pass(Duration.ofSeconds(590));
        assertEquals(1, bench.proxy.census().calls());
        bench.pass(Duration.ofSeconds(11));
        var bye = bench.coreRequests("BYE").getFirst();
        assertEquals("SIP;cause=408;text=\"Session expired\"", bye.header(HeaderName.REASON));
        assertTrue(bench.wicLog(1).stream().anyMatch(m -> m.startLine().startsWith("BYE ")));
        assertEquals(CallEnd.SESSION_EXPIRED, calls.end());
        calls.assertOver(1);
        bench.pass(Duration.ofMinutes(5));
        assertEquals(0, bench.proxy.census().timers(), "the registration too is over");
    }

    @Test
    @Proves("SES-24")
    void sessionThatIsRefreshedGoesOnAndEndsWhenThatStops() {
        answer(call(TIMER + "Session-Expires: 200\n"), "200;refresher=uac");
        acknowledge(1);
        for (int cseq = 2; cseq < 5; cseq++) {
            bench.pass(Duration.ofSeconds(100));
            refresh(cseq);
        }
        bench.pass(Duration.ofSeconds(190));
        assertEquals(1, bench.proxy.census().calls());
        bench.pass(Duration.ofSeconds(11));
        assertEquals(CallEnd.SESSION_EXPIRED, calls.end());
    }

    /** JsSIP refreshes by UPDATE without a look at Allow; the phone is there, it only cannot. */
    @Test
    void refreshThatThePhoneCannotTakeKeepsTheCallAndSilenceDoesNot() {
        answer(call(TIMER + "Session-Expires: 200\n"), "");
        acknowledge(1);
        String more = Texts.bearer("alice") + TIMER + "Session-Expires: 200;refresher=uac\n";
        for (int cseq = 2; cseq < 5; cseq++) {
            bench.pass(Duration.ofSeconds(100));
            bench.wic(1, Texts.inDialog("UPDATE", "alice", "dave", cseq, more, ""));
            bench.core(Response.to(bench.coreRequest(), 405).build());
            bench.assertAnswered(1, 405);
        }
        bench.pass(Duration.ofSeconds(100));
        assertEquals(1, bench.proxy.census().calls());
        bench.wic(1, Texts.inDialog("UPDATE", "alice", "dave", 6, more, ""));
        bench.pass(Duration.ofSeconds(101));
        assertEquals(CallEnd.SESSION_EXPIRED, calls.end());
        calls.assertOver(1);
    }

    @Test
    void callWithoutATimerHasNoEnd() {
        answer(call(""), "");
        acknowledge(1);
        bench.pass(Duration.ofHours(2));
        assertTrue(bench.reports(Report.CallEnded.class).isEmpty());
    }

    @Test
    @Proves("SES-25")
    void timerThatIsTooShortIsAnswered422WithTheShortestThatIsNot() {
        int before = bench.toCore.size();
        bench.wic(
                1,
                Texts.initial(
                        "INVITE",
                        "alice",
                        "dave",
                        Texts.bearer("alice") + TIMER + "Session-Expires: 30\n",
                        Texts.WIC_SDP));
        bench.assertAnswered(1, 422);
        assertEquals("90", bench.wicResponse(1).header(HeaderName.MIN_SE));
        assertEquals(
                Refusal.SESSION_TIMER,
                bench.reports(Report.RequestRefused.class).getLast().refusal());
        assertEquals(before, bench.toCore.size());
        calls.assertOverWithoutMedia();
    }

    @Test
    @Proves("SES-25")
    void refreshThatIsTooShortIsAnswered422AndTheCallGoesOn() {
        answer(call(TIMER), "1800;refresher=uac");
        acknowledge(1);
        String more = Texts.bearer("alice") + TIMER + "Session-Expires: 20\n";
        bench.wic(1, Texts.inDialog("UPDATE", "alice", "dave", 2, more, ""));
        bench.assertAnswered(1, 422);
        assertEquals(1, bench.proxy.census().calls());
    }

    /** §8.1: who knows no timer cannot be refused; §7.1 of the values. */
    @Test
    void timerIsPutInRaisedAndCutDown() {
        assertEquals("1800", call(TIMER).header(HeaderName.SESSION_EXPIRES));
        var other = new Calls(new Bench()).register(1, "alice");
        var raised = other.call(Texts.bearer("alice") + "Session-Expires: 30;refresher=uas\n");
        assertEquals("90;refresher=uas", raised.header(HeaderName.SESSION_EXPIRES));
        assertEquals("90", raised.header(HeaderName.MIN_SE));
        var third = new Calls(new Bench()).register(1, "alice");
        var cut = third.call(Texts.bearer("alice") + "Session-Expires: 7200\nMin-SE: 2400\n");
        assertEquals("2400", cut.header(HeaderName.SESSION_EXPIRES));
        assertEquals("2400", cut.header(HeaderName.MIN_SE));
    }

    /** §8.2: the callee knows no timer, and so the caller keeps it alone. */
    @Test
    void callerThatKnowsTimersRefreshesForACalleeThatDoesNot() {
        answer(call(TIMER), "");
        var heard = bench.wicResponse(1);
        assertEquals("1800;refresher=uac", heard.header(HeaderName.SESSION_EXPIRES));
        assertEquals(List.of("timer"), heard.values(HeaderName.REQUIRE));
        acknowledge(1);
        bench.pass(Duration.ofSeconds(1801));
        assertEquals(CallEnd.SESSION_EXPIRED, calls.end());
    }

    @Test
    void calleeBehindUsIsAskedForATimerToo() {
        var invite = calls.ring("Supported: timer\nSession-Expires: 900\n");
        assertEquals("900", invite.header(HeaderName.SESSION_EXPIRES));
        bench.wic(1, Calls.pickUp(invite));
        var ok = bench.coreResponse();
        assertEquals("900;refresher=uac", ok.header(HeaderName.SESSION_EXPIRES));
        bench.core(Calls.fromCaller("ACK", ok, 7));
        bench.pass(Duration.ofSeconds(901));
        assertEquals(CallEnd.SESSION_EXPIRED, calls.end());
        calls.assertOver(1);
    }

    @Test
    void nonsenseInATimerIsNoTimer() {
        var invite = call(TIMER + "Session-Expires: 99999999999999999999\n");
        assertEquals("1800", invite.header(HeaderName.SESSION_EXPIRES));
        answer(invite, "soon");
        acknowledge(1);
        bench.pass(Duration.ofHours(2));
        assertFalse(bench.reports.stream().anyMatch(Report.CallEnded.class::isInstance));
    }
}
