package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;

/** Who sends too much of the same is answered without work for us or for the core. */
class FloodTest {
    private final Bench bench = new Bench();

    /** One WebSocket, and one source over many WebSockets. */
    @Test
    @Proves("SEC-19")
    void registrationsAndWrongTokensAreLimited() {
        registrationsOfOneWebSocketAreLimited();
        wrongTokensOfOneSourceAreLimited();
    }

    private void registrationsOfOneWebSocketAreLimited() {
        bench.connect(1);
        for (int i = 1; i <= Front.REGISTERS_AT_ONCE; i++) {
            bench.wic(1, Texts.register("alice", i, Texts.bearer("alice")));
        }
        long reached = reached();
        assertTrue(reached > 0);
        bench.wic(1, Texts.register("alice", 1000, Texts.bearer("alice")));
        assertEquals(reached, reached(), "not one more");
        refusedAsOverload(1);

        bench.pass(Duration.ofSeconds(1));
        bench.wic(1, Texts.register("alice", 1001, Texts.bearer("alice")));
        assertEquals(reached + 1, reached(), "after a pause");
        bench.connect(2).wic(2, Texts.register("bob", 1, Texts.bearer("bob")));
        assertEquals(reached + 2, reached(), "others do not feel it");
    }

    private void wrongTokensOfOneSourceAreLimited() {
        int asked = bench.verifications;
        for (int i = 0; i < BearerGate.WRONG_AT_ONCE; i++) {
            bench.connect(100 + i)
                    .wic(100 + i, Texts.register("eve", i, Texts.bearer("wrong" + i)));
            assertEquals(401, bench.wicResponse(100 + i).status());
        }
        assertEquals(asked + BearerGate.WRONG_AT_ONCE, bench.verifications);
        bench.connect(200).wic(200, Texts.register("eve", 200, Texts.bearer("wrong")));
        assertEquals(asked + BearerGate.WRONG_AT_ONCE, bench.verifications, "not looked at");
        var refusal = bench.wicResponse(200);
        assertEquals(503, refusal.status());
        assertTrue(refusal.has(HeaderName.RETRY_AFTER));
        var report = bench.reports(Report.RegistrationRefused.class).getLast();
        assertEquals(Refusal.TOKEN_UNVERIFIED, report.refusal());

        bench.wic(1, Texts.register("alice", 2000, Texts.bearer("alice")));
        assertEquals(
                asked + BearerGate.WRONG_AT_ONCE,
                bench.verifications,
                "a known token needs no look");
        bench.pass(Duration.ofSeconds(3));
        bench.connect(201).wic(201, Texts.register("eve", 201, Texts.bearer("wronger")));
        assertEquals(401, bench.wicResponse(201).status(), "looked at again after a pause");
    }

    @Test
    void throttleForgetsWhoWasSeenLeastLately() {
        var throttle = new Throttle(1, 1);
        Instant now = Instant.EPOCH;
        assertTrue(throttle.take("first", now));
        assertTrue(throttle.isEmpty("first", now));
        for (int i = 0; i < 10_000; i++) {
            assertTrue(throttle.take("other " + i, now));
        }
        assertTrue(throttle.take("first", now), "bounded: forgotten");
    }

    /** REGISTERs that the core got, repeated ones once. */
    private long reached() {
        return bench.coreRequests("REGISTER").stream()
                .map(r -> r.callId() + " " + r.header(HeaderName.CSEQ))
                .distinct()
                .count();
    }

    private void refusedAsOverload(long id) {
        var last = bench.reports(Report.RegistrationRefused.class).getLast();
        assertEquals(Refusal.OVERLOAD, last.refusal());
        assertEquals(503, bench.wicResponse(id).status());
        assertTrue(bench.wicResponse(id).has(HeaderName.RETRY_AFTER));
    }
}
