package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.TimerValues;

/** Answers and acknowledgements that come when nobody waits for them any more, or never. */
class LateAnswersTest {
    private static final String TIMED = "Supported: timer\nSession-Expires: 200\n";

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private void wicAsks(String method, int cseq, String more, String sdp) {
        bench.wic(
                1,
                Texts.inDialog(method, "alice", "dave", cseq, Texts.bearer("alice") + more, sdp));
    }

    private void talk() {
        bench.core(timed(calls.call(Texts.bearer("alice") + TIMED)));
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 1, "", ""));
    }

    private static Response timed(Request request) {
        return Calls.answerWithSdp(request, 200)
                .edit()
                .append(HeaderName.SESSION_EXPIRES, "200;refresher=uac")
                .build();
    }

    /** Neither a BYE nor an end comes of a timer that a late answer would have started. */
    private void assertNothingMore() {
        long byes = byes();
        int ends = bench.reports(Report.CallEnded.class).size();
        bench.pass(Duration.ofMinutes(20));
        assertEquals(byes, byes());
        assertEquals(ends, bench.reports(Report.CallEnded.class).size());
        assertEquals(new EdgeProxy.Census(1, 0, 0, 0, 0, 0), bench.proxy.census());
    }

    private long byes() {
        return bench.coreRequests("BYE").stream().map(bye -> bye.via().branch()).distinct().count();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 405, 408, 500})
    void refreshThatIsAnsweredAfterTheEndStartsNoSessionTimer(int status) {
        talk();
        wicAsks("INVITE", 2, TIMED, Texts.WIC_SDP);
        var again = bench.coreRequest();
        wicAsks("BYE", 3, "", "");
        calls.assertOver(1);
        bench.core(status == 200 ? timed(again) : Response.to(again, status).toTag("far1").build());
        bench.assertAnswered(1, status);
        assertNothingMore();
        calls.assertOver(1);
    }

    @Test
    void callThatIsAnsweredAfterItsEndIsEndedAndStartsNoSessionTimer() {
        var invite = calls.call(Texts.bearer("alice") + TIMED);
        bench.core(Calls.answer(invite, 180).build());
        bench.close(1);
        assertTrue(bench.coreRequest().is("CANCEL"));
        bench.core(timed(invite));
        assertEquals(1, bench.coreRequests("ACK").size());
        assertEquals(1, bench.coreRequests("BYE").size());
        bench.connect(1);
        assertNothingMore();
        calls.assertOver(1);
    }

    /** The core asks for an offer; who asked dies before its ACK. */
    @Test
    void offerThatIsNeverAcknowledgedDoesNotBlockItsDialog() {
        var invite = calls.talk();
        bench.core(Calls.fromCallee("INVITE", invite, 100, ""));
        var asked = bench.wicRequest(1);
        bench.wic(1, offer(asked, 200));
        assertEquals(200, bench.coreResponse().status());
        bench.core(Calls.fromCallee("UPDATE", invite, 101, ""));
        bench.wic(1, Response.to(bench.wicRequest(1), 200).build());

        wicAsks("UPDATE", 2, "", Texts.WIC_SDP);
        bench.assertAnswered(1, 500);
        bench.pass(TimerValues.UE.patience().plusSeconds(1));
        wicAsks("UPDATE", 3, "", Texts.WIC_SDP);
        var update = bench.coreRequest();
        assertTrue(update.is("UPDATE"));
        assertEquals(3, update.cseq().number());
        bench.core(
                Response.to(update, 200)
                        .body("application/sdp", Bench.bytes(Texts.CORE_SDP))
                        .build());
        bench.assertAnswered(1, 200);
        assertEquals(1, bench.proxy.census().calls());
    }

    @Test
    void answerInTheAckStopsTheWait() {
        var invite = calls.talk();
        bench.core(Calls.fromCallee("INVITE", invite, 100, ""));
        bench.wic(1, offer(bench.wicRequest(1), 200));
        int timers = bench.proxy.census().timers();
        bench.core(
                Calls.fromCallee("ACK", invite, 100, "")
                        .edit()
                        .body("application/sdp", Bench.bytes(Texts.CORE_SDP))
                        .build());
        assertTrue(bench.wicRequest(1).is("ACK") && bench.wicRequest(1).hasBody());
        assertEquals(timers - 1, bench.proxy.census().timers());
        wicAsks("UPDATE", 2, "", Texts.WIC_SDP);
        assertTrue(bench.coreRequest().is("UPDATE"));
    }

    @Test
    void waitForAnAckEndsWithTheCall() {
        var invite = calls.talk();
        bench.core(Calls.fromCallee("INVITE", invite, 100, ""));
        bench.wic(1, offer(bench.wicRequest(1), 200));
        wicAsks("BYE", 2, "", "");
        calls.assertOver(1);
        assertNothingMore();
    }

    /** RFC 6141 §3: a re-INVITE that fails takes back the offer of its provisional answer. */
    @Test
    void refusalAfterAnOfferInAProvisionalAnswerFreesTheDialog() {
        var invite = calls.talk();
        bench.core(Calls.fromCallee("INVITE", invite, 100, ""));
        var asked = bench.wicRequest(1);
        bench.wic(1, offer(asked, 183));
        bench.wic(1, Response.to(asked, 480).build());
        assertEquals(480, bench.coreResponse().status());
        wicAsks("UPDATE", 2, "", Texts.WIC_SDP);
        assertTrue(bench.coreRequest().is("UPDATE"));
    }

    private static Response offer(Request asked, int status) {
        return Response.to(asked, status)
                .append(HeaderName.CONTACT, "<sip:alice@alice.invalid;transport=ws;ob>")
                .body("application/sdp", Bench.bytes(Texts.WIC_SDP))
                .build();
    }
}
