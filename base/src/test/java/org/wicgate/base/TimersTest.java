package org.wicgate.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimersTest {
    private static final Instant T0 = Instant.EPOCH;

    private final Timers<String> timers = new Timers<>();

    @Test
    void timersFireInOrderOfTimeThenOfStart() {
        timers.start("late", T0.plusSeconds(2));
        timers.start("early", T0.plusSeconds(1));
        timers.start("second", T0.plusSeconds(1));

        assertEquals(T0.plusSeconds(1), timers.deadline());
        assertNull(timers.due(T0));
        assertEquals("early", timers.due(T0.plusSeconds(5)));
        assertEquals("second", timers.due(T0.plusSeconds(5)));
        assertEquals("late", timers.due(T0.plusSeconds(5)));
        assertEquals(Instant.MAX, timers.deadline());
    }

    @Test
    void aMovedTimerFiresOnceAtItsNewTime() {
        timers.start("t", T0.plusSeconds(1));
        timers.start("t", T0.plusSeconds(3));

        assertNull(timers.due(T0.plusSeconds(2)));
        assertEquals("t", timers.due(T0.plusSeconds(3)));
        assertNull(timers.due(T0.plusSeconds(9)));
    }

    @Test
    void aTimerMovedTenThousandTimesLeavesNothingBehind() {
        for (int i = 0; i < 10_000; i++) {
            timers.start("t", T0.plusSeconds(i));
        }
        timers.stop("t");

        assertEquals(0, timers.size());
        assertEquals(Instant.MAX, timers.deadline());
    }
}
