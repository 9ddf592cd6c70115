package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;

/** A shard that is late refuses what is new, and nothing else (TS 24.229 §4.12). */
class OverloadTest {
    private static final Duration LATE = Duration.ofMillis(501);
    private static final String CONTACT = "sip:alice@alice.invalid;transport=ws";

    private final Bench bench = new Bench();
    private final Calls calls = new Calls(bench).register(1, "alice");

    /** So late that nine of ten are refused. */
    private void late() {
        IntStream.range(0, 20).forEach(_ -> bench.give(new EdgeProxy.In.Late(LATE)));
    }

    private void inTime() {
        IntStream.range(0, 9).forEach(_ -> bench.give(new EdgeProxy.In.Late(Duration.ZERO)));
    }

    /** Ten initial requests of alice; how many were refused. */
    private long refusedMessages(int from) {
        for (int i = from; i < from + 10; i++) {
            String text = Texts.initial("MESSAGE", "alice", "dave", Texts.bearer("alice"), "");
            bench.wic(1, text.replace("alice1\n", "alice" + i + "\n"));
        }
        return bench.wicLog(1).stream()
                .filter(m -> m instanceof Response r && r.status() == 503)
                .count();
    }

    @Test
    void onePauseRefusesNothing() {
        bench.give(new EdgeProxy.In.Late(Duration.ofSeconds(3)));
        bench.give(new EdgeProxy.In.Late(LATE));
        bench.give(new EdgeProxy.In.Late(Duration.ZERO));
        bench.give(new EdgeProxy.In.Late(LATE));
        assertEquals(0, refusedMessages(1));
        assertEquals(List.of(), bench.reports(Report.Overload.class));
    }

    @Test
    @Proves("SES-37")
    void whoIsLateLongRefusesMoreAndMoreWithRetryAfterAndThenLess() {
        for (int look = 1; look <= 5; look++) {
            bench.give(new EdgeProxy.In.Late(LATE));
        }
        assertEquals(3, refusedMessages(1));
        late();
        assertEquals(3 + 9, refusedMessages(11));
        var refused =
                bench.wicLog(1).stream()
                        .filter(m -> m instanceof Response r && r.status() == 503)
                        .map(m ->
                                Integer.parseInt(String.valueOf(m.header(HeaderName.RETRY_AFTER))))
                        .toList();
        assertTrue(refused.stream().allMatch(s -> s >= 5 && s < 21), refused::toString);
        assertTrue(refused.stream().distinct().count() > 1, "not all come back at once");
        assertEquals(
                Refusal.OVERLOAD, bench.reports(Report.RequestRefused.class).getLast().refusal());
        inTime();
        assertEquals(12, refusedMessages(21));
        assertEquals(
                List.of(true, false),
                bench.reports(Report.Overload.class).stream()
                        .map(Report.Overload::refuses)
                        .toList());
    }

    @Test
    void newRegistrationsAreRefusedAndThoseThatAreThereAreRefreshed() {
        late();
        bench.connect(2);
        for (int i = 1; i <= 10; i++) {
            bench.wic(2, Texts.register("bob", i, Texts.bearer("bob")));
        }
        assertEquals(9, bench.wicLog(2).size());
        bench.assertAnswered(2, 503);
        assertEquals(
                Refusal.OVERLOAD,
                bench.reports(Report.RegistrationRefused.class).getLast().refusal());
        for (int i = 2; i <= 11; i++) {
            bench.wic(1, Texts.register("alice", i, Texts.bearer("alice")));
            bench.core(Texts.registered(bench.coreRequest()));
            bench.assertAnswered(1, 200);
        }
    }

    @Test
    void whatBelongsToACallPassesAsDoesWhatEndsIt() {
        var invite = calls.talk();
        late();
        for (int i = 1; i <= 10; i++) {
            bench.core(Calls.fromCallee("INFO", invite, i, ""));
            assertTrue(bench.wicRequest(1).is("INFO"));
            bench.wic(1, Response.to(bench.wicRequest(1), 200).build());
            assertEquals(200, bench.coreResponse().status());
        }
        bench.wic(1, Texts.inDialog("BYE", "alice", "dave", 2, Texts.bearer("alice"), ""));
        assertTrue(bench.coreRequest().is("BYE"));
        calls.assertOver(1);
    }

    @Test
    void callsToAWicAreRefusedTowardsTheCore() {
        late();
        int refused = 0;
        for (int i = 1; i <= 10; i++) {
            String invite = Texts.coreInvite(calls.path, CONTACT, "", Texts.CORE_SDP);
            bench.core(
                    invite.replace("branch=z9hG4bKcore1", "branch=z9hG4bKcore" + i)
                            .replace("mt-call", "mt-call-" + i));
            refused += bench.coreResponse().status() == 503 ? 1 : 0;
        }
        assertEquals(9, refused);
    }

    @Test
    void emergencyCallsAreNeverRefusedForThat() {
        late();
        for (int i = 1; i <= 10; i++) {
            String sos =
                    Texts.initial("INVITE", "alice", "dave", Texts.bearer("alice"), Texts.WIC_SDP)
                            .replaceFirst("INVITE sip:\\S+", "INVITE urn:service:sos")
                            .replace("alice1\n", "alice" + i + "\n");
            bench.wic(1, sos);
            bench.assertAnswered(1, 380); // by policy, and as fast as ever
        }
    }

    @Test
    void aShareIsSpreadEvenly() {
        var overload = new Overload(Duration.ofMillis(500));
        for (int look = 0; look < 7; look++) {
            var _ = overload.measured(LATE);
        }
        assertTrue(overload.isRefusing());
        assertTrue(overload.admits());
        assertFalse(overload.admits());
        assertTrue(overload.admits());
        assertFalse(overload.admits());
    }
}
