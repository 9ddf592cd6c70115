package org.wicgate.epcscf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * What crosses within and before a call as it is, what is put right, and what may not turn back.
 */
class CallCrossingTest {
    private static final String BEARER = Texts.bearer("alice");
    private static final HeaderName FUTURE = HeaderName.of("X-Future");

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    private static String text(byte[] body) {
        return new String(body, ISO_8859_1);
    }

    /** RFC 3261 §16.3, TS 24.229 §5.2.6.3: a proxy passes on what it does not know. */
    @ParameterizedTest
    @ValueSource(strings = {"INFO", "MESSAGE", "OPTIONS", "NOTIFY", "SUBSCRIBE", "PUBLISH", "NEW"})
    void requestsOfEveryKindPassWithinACallWithHeadersThatNobodyKnows(String method) {
        var invite = calls.talk();
        String more = "X-Future: a;b=\"c\"\nPriority: urgent\n";
        bench.wic(1, Texts.inDialog(method, "alice", "dave", 2, BEARER + more, ""));
        var onward = bench.coreRequest();
        assertEquals(method, onward.method());
        assertEquals("a;b=\"c\"", onward.header(FUTURE));
        assertFalse(onward.has(HeaderName.AUTHORIZATION));
        assertTrue(onward.has(HeaderName.P_CHARGING_VECTOR));
        bench.core(Response.to(onward, 299).append(FUTURE, "d").build());
        bench.assertAnswered(1, 299);
        assertEquals("d", bench.wicResponse(1).header(FUTURE));

        bench.core(Calls.fromCallee(method, invite, 1, more));
        var inward = bench.wicRequest(1);
        assertEquals(method, inward.method());
        assertEquals("a;b=\"c\"", inward.header(FUTURE));
        assertEquals(1, inward.vias().size());
        bench.wic(1, Response.to(inward, 488).append(FUTURE, "e").build());
        assertEquals(488, bench.coreResponse().status());
        assertEquals("e", bench.coreResponse().header(FUTURE));
        assertEquals(1, bench.proxy.census().calls());
    }

    /** TS 24.229 §5.2.6.3.5: the way of a dialog is what was recorded, whatever the WIC says. */
    @Test
    void requestsWithinACallTakeTheRecordedWayAndNoOther() {
        calls.talk();
        String more = BEARER + "Route: <sip:elsewhere.example;lr>\n";
        bench.wic(1, Texts.inDialog("INFO", "alice", "dave", 2, more, ""));
        var onward = bench.coreRequest();
        assertEquals(List.of("<sip:mo@192.0.2.50:5080;lr>"), onward.headers(HeaderName.ROUTE));
        assertEquals("sip:dave@192.0.2.80:5070", onward.requestUri().toString());
        bench.wic(1, Texts.inDialog("ACK", "alice", "dave", 1, more, ""));
        assertEquals(
                List.of("<sip:mo@192.0.2.50:5080;lr>"),
                bench.coreRequest().headers(HeaderName.ROUTE));
    }

    /** TS 24.229 §5.2.6.4.4: Via and Record-Route of an answer are those that its request had. */
    @Test
    void wicCannotChangeTheWayThatItsAnswerTakesAndRecords() {
        var invite = calls.ring();
        var forged =
                Response.to(invite, 200)
                        .toTag("wic1")
                        .remove(HeaderName.RECORD_ROUTE)
                        .append(HeaderName.RECORD_ROUTE, "<sip:elsewhere.example;lr>")
                        .append(HeaderName.VIA, "SIP/2.0/UDP 198.51.100.9;branch=z9hG4bKevil")
                        .append(HeaderName.CONTACT, "<sip:alice@alice.invalid;transport=ws;ob>")
                        .body("application/sdp", Bench.bytes(Texts.WIC_ANSWER))
                        .build();
        bench.wic(1, forged);
        var ok = bench.coreResponse();
        assertEquals(200, ok.status());
        assertEquals(
                List.of("192.0.2.50", "10.0.0.9"), ok.vias().stream().map(v -> v.host()).toList());
        var recorded = ok.recordRoutes();
        assertEquals(2, recorded.size(), recorded::toString);
        assertTrue(recorded.getFirst().toString().contains("@192.0.2.60:5060"));
        assertEquals("<sip:mt@192.0.2.50:5080;lr>", recorded.getLast().toString());
    }

    /** RFC 3312: what the two ends want of their network is theirs to agree on. */
    @Test
    void preconditionsPassFromEndToEnd() {
        String wanted =
                """
                a=curr:qos local none
                a=curr:qos remote none
                a=des:qos mandatory local sendrecv
                a=des:qos mandatory remote sendrecv
                """;
        bench.wic(
                1,
                Texts.initial(
                        "INVITE",
                        "alice",
                        "dave",
                        BEARER + "Require: precondition\nSupported: 100rel\n",
                        Texts.WIC_SDP + wanted));
        var invite = bench.coreRequest();
        assertTrue(invite.lists(HeaderName.REQUIRE, "precondition"));
        assertTrue(text(invite.body()).contains(wanted.replace("\n", "\r\n")));
        String met =
                wanted.replace("local none", "local sendrecv") + "a=conf:qos remote sendrecv\n";
        bench.core(
                Calls.answer(invite, 183)
                        .append(HeaderName.REQUIRE, "100rel, precondition")
                        .append(HeaderName.RSEQ, "9")
                        .body("application/sdp", Bench.bytes(Texts.CORE_SDP + met))
                        .build());
        var early = bench.wicResponse(1);
        assertTrue(early.lists(HeaderName.REQUIRE, "precondition"));
        assertTrue(text(early.body()).contains(met.replace("\n", "\r\n")), text(early.body()));
        bench.wic(
                1, Texts.inDialog("PRACK", "alice", "dave", 2, BEARER + "RAck: 9 1 INVITE\n", ""));
        bench.core(Response.to(bench.coreRequest(), 200).build());
        bench.wic(
                1,
                Texts.inDialog(
                        "UPDATE",
                        "alice",
                        "dave",
                        3,
                        BEARER,
                        Texts.WIC_SDP + wanted.replace("local none", "local sendrecv")));
        var update = bench.coreRequest();
        assertTrue(text(update.body()).contains("a=curr:qos local sendrecv"));
    }

    @Test
    void refusalOfPreconditionsReachesWhoAskedForThem() {
        var invite = calls.ring("Require: precondition\n");
        assertTrue(invite.lists(HeaderName.REQUIRE, "precondition"));
        bench.wic(
                1,
                Response.to(invite, 420)
                        .toTag("wic1")
                        .append(HeaderName.UNSUPPORTED, "precondition")
                        .build());
        assertEquals(420, bench.coreResponse().status());
        assertEquals("precondition", bench.coreResponse().header(HeaderName.UNSUPPORTED));
        calls.assertOver(1);
    }

    @ParameterizedTest
    @CsvSource({
        "302, Contact, <sip:dave@elsewhere.example>",
        "380, Content-Language, en",
        "404, Reason, Q.850;cause=1",
        "413, Retry-After, 10",
        "480, Reason, Q.850;cause=19",
        "486, Reason, Q.850;cause=17",
        "500, Retry-After, 3",
        "600, Retry-After, 60",
        "604, Warning, 399 core \"nobody\"",
        "699, X-Future, f"
    })
    void refusalsOfTheCalledSidePassWithWhatTheySay(int status, String name, String value) {
        var invite = calls.call();
        var refusal = Response.to(invite, status).toTag("far1");
        bench.core(refusal.append(HeaderName.of(name), value).build());
        bench.assertAnswered(1, status);
        assertEquals(value, bench.wicResponse(1).header(HeaderName.of(name)));
        assertEquals(CallEnd.REFUSED, calls.end());
        calls.assertOver(1);
    }

    /**
     * RFC 3261 §8.2.2.2: an INVITE that forked on its way reaches the WIC twice. The WIC refuses
     * the second; its call goes on, and what the second held is free.
     */
    @Test
    void invitesThatMeetAgainAreTheWicsToMerge() {
        var first = calls.ring();
        String twin =
                Texts.coreInvite(
                                calls.path,
                                "sip:alice@alice.invalid;transport=ws",
                                "",
                                Texts.CORE_SDP)
                        .replace("z9hG4bKcore1", "z9hG4bKcore2");
        bench.core(twin);
        var second = bench.wicRequest(1);
        assertEquals(first.callId(), second.callId());
        assertNotEquals(first.via().branch(), second.via().branch());
        bench.wic(1, Response.to(second, 482).toTag("merged").build());
        assertEquals(482, bench.coreResponse().status());
        assertEquals(1, bench.proxy.census().calls());
        assertEquals(1, bench.releases());
        var ok = Calls.pickUp(first);
        bench.wic(1, ok);
        assertEquals(200, bench.coreResponse().status());
        bench.core(Calls.fromCaller("BYE", bench.coreResponse(), 8));
        assertTrue(bench.wicRequest(1).is("BYE"));
        calls.assertOver(2);
    }

    /** A core, or a next_hop, that sends our own requests back to us. */
    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "MESSAGE", "SUBSCRIBE"})
    void requestThatComesBackToUsIsALoopAndGoesNoFurther(String method) {
        String sdp = method.equals("INVITE") ? Texts.WIC_SDP : "";
        bench.wic(1, Texts.initial(method, "alice", "dave", BEARER, sdp));
        var sent = bench.coreRequest();
        int before = bench.toCore.size();
        bench.core(sent);
        assertEquals(before + 1, bench.toCore.size());
        assertEquals(482, bench.coreResponse().status());
        assertEquals(Refusal.LOOP, bench.reports(Report.RequestRefused.class).getLast().refusal());
        bench.core(asRefused(sent));
        bench.assertAnswered(1, 482);
        assertEquals(0, bench.proxy.census().calls());
    }

    private static Response asRefused(Request sent) {
        return Response.to(sent, 482).toTag("us").build();
    }
}
