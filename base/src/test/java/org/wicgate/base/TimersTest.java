package org.wicgate.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.Random;
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

    @Test
    void manyTimersStartedMovedAndStoppedFireInOrder() {
        var random = new Random(7);
        var expected = new HashMap<String, Instant>();
        for (int i = 0; i < 5_000; i++) {
            String key = "t" + random.nextInt(300);
            if (random.nextInt(4) == 0) {
                timers.stop(key);
                expected.remove(key);
            } else {
                Instant at = T0.plusSeconds(random.nextInt(1_000));
                timers.start(key, at);
                expected.put(key, at);
            }
            assertEquals(expected.size(), timers.size());
        }

        Instant last = T0;
        while (timers.size() > 0) {
            Instant at = timers.deadline();
            String key = timers.due(at);
            assertEquals(at, expected.remove(key));
            assertEquals(false, at.isBefore(last));
            last = at;
        }
        assertEquals(0, expected.size());
        assertEquals(Instant.MAX, timers.deadline());
    }

    @Test
    void aTimerStartedAgainForTheSameTimeKeepsItsPlace() {
        timers.start("first", T0.plusSeconds(1));
        timers.start("second", T0.plusSeconds(1));
        timers.start("first", T0.plusSeconds(1));

        assertEquals("first", timers.due(T0.plusSeconds(1)));
        assertEquals("second", timers.due(T0.plusSeconds(1)));
    }
}
