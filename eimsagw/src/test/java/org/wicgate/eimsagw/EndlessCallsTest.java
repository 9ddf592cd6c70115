package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Event;

/**
 * Calls that come, end in every way and at every stage, and leave nothing. As many as {@code
 * -Dwicgate.calls=1000000} says; one in five hundred has a real handshake.
 */
class EndlessCallsTest {
    private static final int CALLS = Integer.getInteger("wicgate.calls", 10_000);
    private static final int AT_ONCE = 40;
    private static final int WITH_HANDSHAKE = 500;
    private static final int VANISHING = 3_001;
    private static final long ALLOWED = 3L << 20;

    private final Random random = new Random(77);
    private final Bench bench = new Bench();
    private final ArrayDeque<Call> live = new ArrayDeque<>();
    private final ArrayDeque<Integer> places = new ArrayDeque<>();
    private long lost;

    @Test
    void nothingIsLeftOfThem() {
        for (int place = 1; place <= AT_ONCE; place++) {
            places.add(place);
        }
        carry(CALLS / 3);
        long before = heap();
        carry(CALLS - CALLS / 3);
        long grown = heap() - before;

        assertTrue(lost > 0, "some are to vanish");
        assertEquals(0, bench.gateway.counters().contexts());
        assertEquals(0, bench.gateway.counters().streams());
        assertEquals(0, bench.portsTaken());
        assertTrue(bench.mailbox.isEmpty());
        assertEquals(Long.MAX_VALUE, bench.gateway.deadline(), "a timer of a call is left");
        assertTrue(grown < ALLOWED, grown + " bytes of heap are left");
    }

    private void carry(int calls) {
        for (int i = 0; i < calls; i++) {
            if (places.isEmpty()) {
                end(live.remove());
            }
            live.add(begin(places.remove(), i));
            if (random.nextInt(20) == 0) {
                bench.pass(Duration.ofMillis(random.nextInt(300)));
            }
            if (i % VANISHING == VANISHING - 1) {
                bench.pass(Duration.ofSeconds(31)); // longer than ICE and consent wait
            }
            forget();
        }
        while (!live.isEmpty()) {
            end(live.remove());
        }
        bench.pass(Duration.ofMinutes(1));
        forget();
    }

    private Call begin(int place, int number) {
        if (number % WITH_HANDSHAKE == 0) {
            var call = Call.open(bench, place);
            call.wic.send(Call.rtp(number, Call.WIC_SSRC));
            call.fromCore(Call.rtp(number, Call.CORE_SSRC));
            return call;
        }
        var call = Call.reserve(bench, place);
        int stage = random.nextInt(4);
        if (stage > 0) {
            call.describe(stage == 1 ? DtlsRole.CLIENT : DtlsRole.SERVER);
        }
        if (stage > 1) {
            call.checkFrom(call.wic.address());
            call.fromCore(Call.rtp(number, Call.CORE_SSRC));
        }
        if (stage > 2) {
            call.gates(false, random.nextBoolean());
            bench.deliver(Bench.W3, call.wic.address(), Call.rtp(number, Call.WIC_SSRC));
        }
        return call;
    }

    private void end(Call call) {
        call.release();
        call.wic.transport.close();
        bench.settle();
        bench.remove(call.wic);
        places.add(Integer.parseInt(call.id.value().substring("call-".length())));
    }

    private void forget() {
        lost += bench.events.stream().filter(e -> e instanceof Event.Lost).count();
        bench.events.clear();
        bench.toCore.clear();
        bench.toNobody.clear();
    }

    private static long heap() {
        var runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
