package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Event;
import org.wicgate.sim.Proves;

/** A stream that should carry media and carries none (TS 23.334 §5.10). */
class SilenceTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration NEARLY = LIMIT.minusMillis(100);
    private static final Duration THEN = Duration.ofMillis(200);

    private final Bench bench = new Bench(LIMIT);
    private int sequence;

    private Call open() {
        var call = Call.open(bench, 1);
        bench.takeEvents();
        return call;
    }

    private void wicSends(Call call) {
        assertTrue(call.wic.send(Call.rtp(++sequence, Call.WIC_SSRC)));
        bench.settle();
    }

    private static Event silent(Call call, Event.Way way) {
        return new Event.Silent(call.id, 0, way, LIMIT);
    }

    @Test
    @Proves("AGW-25")
    void eachWayIsToldOnceAndTheCallGoesOn() {
        var call = open();
        bench.pass(NEARLY);
        assertEquals(List.of(), bench.takeEvents());
        bench.pass(THEN);
        assertEquals(
                List.of(silent(call, Event.Way.TO_CORE), silent(call, Event.Way.TO_ACCESS)),
                bench.takeEvents());
        bench.pass(Duration.ofMinutes(5));
        assertEquals(List.of(), bench.takeEvents());
        wicSends(call);
        bench.pass(Duration.ofMinutes(5));
        assertEquals(1, bench.takeEvents().size(), "its first packet, and no second silence");
    }

    @Test
    void itCountsFromTheLastPacketOfItsWay() {
        var call = open();
        bench.pass(NEARLY);
        wicSends(call);
        bench.takeEvents();
        bench.pass(THEN);
        assertEquals(List.of(silent(call, Event.Way.TO_ACCESS)), bench.takeEvents());
        bench.pass(NEARLY.minus(THEN));
        assertEquals(List.of(), bench.takeEvents());
        bench.pass(THEN);
        assertEquals(List.of(silent(call, Event.Way.TO_CORE)), bench.takeEvents());
    }

    @Test
    void reportsAreNoMedia() {
        var call = open();
        byte[] report = {(byte) 0x80, (byte) 201, 0, 1, 1, 2, 3, 4};
        bench.pass(NEARLY);
        call.rtcpFromCore(report);
        bench.pass(THEN);
        assertEquals(2, bench.takeEvents().size());
    }

    /** On hold nobody expects any; after it the time begins anew. */
    @Test
    void itCountsWhileTheGateOfItsWayIsOpen() {
        var call = open();
        call.gates(true, false);
        bench.pass(LIMIT.plus(THEN));
        assertEquals(List.of(silent(call, Event.Way.TO_CORE)), bench.takeEvents());
        call.gates(true, true);
        bench.pass(NEARLY);
        assertEquals(List.of(), bench.takeEvents());
        bench.pass(THEN);
        assertEquals(List.of(silent(call, Event.Way.TO_ACCESS)), bench.takeEvents());
    }

    /** What is not there yet, or is lost, is told as that. */
    @Test
    void itCountsWhileTheWicIsThere() {
        var call = Call.reserve(bench, 1);
        call.describe(DtlsRole.SERVER);
        bench.pass(Duration.ofSeconds(10));
        assertEquals(List.of(), bench.takeEvents());
        call.secure(DtlsRole.SERVER);
        bench.takeEvents();
        bench.remove(call.wic);
        wicSends(call);
        bench.pass(Duration.ofSeconds(10));
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        bench.takeEvents();
        bench.pass(Duration.ofMinutes(2));
        var told = bench.takeEvents();
        assertEquals(
                List.of(silent(call, Event.Way.TO_CORE)),
                told.stream().filter(Event.Silent.class::isInstance).toList());
        assertTrue(told.getLast() instanceof Event.Lost, told.toString());
    }
}
