package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;

/** The core or the eIMS-AGW is gone, in a call or before one; the WIC is there. */
class NetworkLossTest {
    private static final String BODY = "application/3gpp-ims+xml";
    private static final String BEARER = Texts.bearer("alice");

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private void coreFails() {
        bench.give(new EdgeProxy.In.CoreFailed(bench.coreHops.getLast()));
    }

    private void inDialog(String method, int cseq) {
        bench.wic(1, Texts.inDialog(method, "alice", "dave", cseq, BEARER, ""));
    }

    private void assertRestoration() {
        bench.assertAnswered(1, 504);
        var answer = bench.wicResponse(1);
        assertEquals(BODY, answer.contentType());
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        assertTrue(body.contains("<action>initial-registration</action>"), body);
        assertEquals(
                calls.path.replace(";ob>", ">"), answer.header(HeaderName.P_ASSERTED_IDENTITY));
    }

    @Test
    void coreThatDiesInACallRefusesAtOnceAndTheCallGoesOnUntilItIsEnded() {
        calls.talk();
        inDialog("INFO", 2);
        coreFails();
        bench.assertAnswered(1, 503);
        assertTrue(bench.wicResponse(1).has(HeaderName.RETRY_AFTER));
        assertEquals(1, bench.proxy.census().calls(), "it is heard as before");
        inDialog("BYE", 3);
        calls.assertOver(1);
        coreFails();
        bench.assertAnswered(1, 503);
    }

    @Test
    void coreThatIsSilentInACallIs408AndNothingIsLeftAfterBye() {
        calls.talk();
        inDialog("INFO", 2);
        bench.pass(Duration.ofSeconds(33));
        bench.assertAnswered(1, 408);
        assertEquals(1, bench.proxy.census().calls());
        inDialog("BYE", 3);
        calls.assertOver(1);
        bench.pass(Duration.ofSeconds(33));
        bench.assertAnswered(1, 408);
        assertEquals(0, bench.proxy.census().awaited());
    }

    @Test
    void coreThatForgotTheCallIsHeard() {
        calls.talk();
        inDialog("INFO", 2);
        bench.core(Response.to(bench.coreRequest(), 481).build());
        bench.assertAnswered(1, 481);
        inDialog("BYE", 3);
        bench.core(Response.to(bench.coreRequest(), 481).build());
        bench.assertAnswered(1, 481);
        calls.assertOver(1);
    }

    @Test
    void gatewayThatIsSilentWhenACallIsToBeChangedEndsItOnBothSides() {
        calls.talk();
        String offer = Texts.WIC_SDP.replace("4611 2", "4611 3").replace("sendrecv", "sendonly");
        bench.wic(1, Texts.inDialog("INVITE", "alice", "dave", 2, BEARER, offer));
        var change = bench.coreRequest();
        assertTrue(change.is("INVITE"));
        bench.gatewayAnswers = false;
        bench.core(Calls.answerWithSdp(change, 200));
        bench.pass(Duration.ofSeconds(4));
        assertTrue(
                bench.wicLog(1).stream()
                        .anyMatch(m ->
                                m instanceof Response r
                                        && r.status() == 503
                                        && r.cseq().number() == 2));
        assertTrue(bench.wicRequest(1).is("BYE"));
        assertFalse(bench.coreRequests("BYE").isEmpty());
        assertEquals(0, bench.proxy.census().calls());
    }

    @Test
    void gatewayThatIsSilentBeforeACallRefusesIt() {
        bench.gatewayAnswers = false;
        bench.wic(1, Texts.initial("INVITE", "alice", "dave", BEARER, Texts.WIC_SDP));
        bench.pass(Duration.ofSeconds(4));
        bench.assertAnswered(1, 503);
        assertEquals(0, bench.proxy.census().calls());
        assertEquals(List.of(), bench.coreRequests("INVITE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "SUBSCRIBE", "OPTIONS"})
    void scscfThatIsSilentOrGoneMakesTheWicRegisterAnewWhateverItBegan(String method) {
        bench.wic(1, Texts.initial(method, "alice", "bob", BEARER, ""));
        bench.pass(Duration.ofSeconds(33));
        assertRestoration();
        assertEquals(
                Refusal.CORE_SILENT,
                bench.reports(Report.RequestRefused.class).getLast().refusal());
        bench.wic(
                1,
                Texts.initial(method, "alice", "bob", BEARER, "").replace("alice1\n", "alice2\n"));
        coreFails();
        assertRestoration();
        assertEquals(
                Refusal.CORE_UNREACHABLE,
                bench.reports(Report.RequestRefused.class).getLast().refusal());
    }

    /** TS 23.380: an S-CSCF out of service is one that says 503 at once. */
    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "SUBSCRIBE", "INVITE"})
    void scscfThatIsOutOfServiceMakesTheWicRegisterAnew(String method) {
        String sdp = method.equals("INVITE") ? Texts.WIC_SDP : "";
        bench.wic(1, Texts.initial(method, "alice", "bob", BEARER, sdp));
        bench.core(Response.to(bench.coreRequest(), 503).toTag("x").build());
        assertRestoration();
        assertEquals(0, bench.proxy.census().calls());
        bench.wic(
                1,
                Texts.initial(method, "alice", "bob", BEARER, sdp).replace("alice1\n", "alice2\n"));
        bench.core(
                Response.to(bench.coreRequest(), 503)
                        .toTag("x")
                        .append(HeaderName.RETRY_AFTER, "20")
                        .build());
        bench.assertAnswered(1, 503); // it is busy, and says for how long
        assertEquals("20", bench.wicResponse(1).header(HeaderName.RETRY_AFTER));
        assertEquals(0, bench.proxy.census().calls());
    }

    @Test
    void callThatIsRefusedWith503AfterRingingIsRefusedAsItIs() {
        var invite = calls.call();
        bench.core(Calls.answer(invite, 180).build());
        bench.core(Calls.answer(invite, 503).build());
        bench.assertAnswered(1, 503);
        calls.assertOver(1);
    }

    @Test
    void restorationThatTheScscfAsksForReachesTheWic() {
        var invite = calls.call();
        bench.core(
                Calls.answer(invite, 504)
                        .body(BODY, Bench.bytes("<ims-3gpp version=\"1\"/>"))
                        .build());
        bench.assertAnswered(1, 504);
        assertEquals(BODY, bench.wicResponse(1).contentType());
        String body = new String(bench.wicResponse(1).body(), StandardCharsets.UTF_8);
        assertEquals("<ims-3gpp version=\"1\"/>", body);
        calls.assertOver(1);
    }

    /** Table D.9: the registration stays with the core until it ends or another takes its place. */
    @Test
    void lossOfTheWicIsNoReasonForARegisterOfOurs() {
        bench.close(1).pass(Duration.ofMinutes(20));
        assertEquals(1, bench.coreRequests("REGISTER").size());
        bench.connect(1).wic(1, Texts.register("alice", 2, BEARER));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(1, 200);
    }

    /** RFC 3261 §8.1.3.1: a transport that fails is a 503 to what waits for an answer over it. */
    @Test
    void lossWhileTheWicOwesAnAnswerInACallIs503() {
        var invite = calls.talk();
        bench.core(Calls.fromCallee("INFO", invite, 1, ""));
        assertTrue(bench.wicRequest(1).is("INFO"));
        bench.close(1);
        assertEquals(503, bench.coreResponse().status());
        assertFalse(bench.coreResponse().has(HeaderName.CONTACT));
    }
}
