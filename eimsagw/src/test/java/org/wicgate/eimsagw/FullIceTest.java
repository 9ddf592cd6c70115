package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Event;
import org.wicgate.sim.Proves;

/** A gateway whose agents check and keep consent themselves (RFC 8445, RFC 7675). */
class FullIceTest {
    private static final InetSocketAddress W3_TCP = Bench.address("192.0.2.1", 443);
    private static final GatewaySettings.W3 FULL =
            new GatewaySettings.W3(Bench.W3_UDP.rtp(), List.of(), List.of(W3_TCP), false);

    private final Bench bench = new Bench(FULL);

    /** The gateway begins as the controlling end too, for nobody had said anything before. */
    @ParameterizedTest
    @EnumSource(DtlsRole.class)
    void mediaPassBothWaysWhoeverControls(DtlsRole role) {
        var call = Call.open(bench, 1, role);
        assertTrue(call.wic.send(Call.rtp(1, Call.WIC_SSRC)));
        assertEquals(1, bench.takeToCore().size());
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        assertEquals(1, call.wic.rtp.size());
        call.release();
        assertTrue(bench.gateway.isEmpty());
    }

    @Test
    void mediaPassOverTcpToo() {
        var own = Bench.address("198.51.100.1", 50_001);
        var wic = bench.component(bench.entropy, own, GatewaySettings.FIRST_CONNECTION, W3_TCP);
        var call = Call.reserve(bench, 1, wic).secure(DtlsRole.SERVER);
        assertEquals("192.0.2.1:443 198.51.100.1:50001 tcp", call.counters().pair());
        assertTrue(wic.send(Call.rtp(1, Call.WIC_SSRC)));
        assertEquals(1, bench.takeToCore().size());
    }

    /** Every 5 s, times 0.8 to 1.2 (RFC 7675 §5.1). */
    @Test
    @Proves("AGW-05")
    void consentIsAskedEveryFiveSecondsAndThirtyOfSilenceEndItAndAreTold() {
        var call = Call.open(bench, 1);
        var at = new ArrayList<Long>();
        long start = bench.now();
        for (int seen = call.wic.requestsHeard; bench.now() < start + seconds(60); ) {
            bench.pass(Duration.ofMillis(50));
            if (call.wic.requestsHeard > seen) {
                seen = call.wic.requestsHeard;
                at.add(bench.now());
            }
        }
        assertTrue(at.size() >= 9, "asked at " + at);
        for (int i = 1; i < at.size(); i++) {
            long gap = at.get(i) - at.get(i - 1);
            assertTrue(gap >= seconds(4) - 50_000_000 && gap <= seconds(6) + 50_000_000, "" + at);
        }
        assertTrue(bench.events.stream().noneMatch(Event.Lost.class::isInstance));

        bench.remove(call.wic);
        bench.pass(Duration.ofSeconds(23));
        assertFalse(isLost(call));
        bench.pass(Duration.ofSeconds(8));
        assertTrue(isLost(call), () -> bench.events.toString());
        int before = bench.toNobody.size();
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        bench.pass(Duration.ofSeconds(30));
        assertEquals(before, bench.toNobody.size(), "nothing is sent any more");
    }

    @Test
    @Proves("AGW-07")
    void theResultOfChecksAndANewPeerReflexiveCandidateAreTold() {
        var call = Call.open(bench, 1);
        var learnt = new Event.Noticed(call.id, 0, Event.Sign.NEW_CANDIDATE, "198.51.100.1:40001");
        assertTrue(bench.events.contains(learnt), () -> bench.events.toString());
        var pair = "192.0.2.1:10000 198.51.100.1:40001";
        assertTrue(bench.events.contains(new Event.Connected(call.id, 0, pair)));

        call.checkFrom(Bench.address("198.51.100.77", 7), false);
        var other = new Event.Noticed(call.id, 0, Event.Sign.NEW_CANDIDATE, "198.51.100.77:7");
        assertTrue(bench.events.contains(other), () -> bench.events.toString());

        var silent = Call.reserve(bench, 2);
        silent.describe(DtlsRole.SERVER);
        bench.pass(Duration.ofSeconds(31));
        assertTrue(
                bench.events.stream()
                        .anyMatch(e ->
                                e instanceof Event.Lost lost
                                        && lost.context().equals(silent.id)
                                        && lost.loss() == Event.Loss.ICE_TIMEOUT));
    }

    private boolean isLost(Call call) {
        return bench.events.stream()
                .anyMatch(e ->
                        e instanceof Event.Lost lost
                                && lost.context().equals(call.id)
                                && lost.loss() == Event.Loss.CONSENT_EXPIRED);
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
