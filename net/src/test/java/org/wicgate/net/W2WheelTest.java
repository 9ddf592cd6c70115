package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

class W2WheelTest {
    private record Due(long at, Runnable step) {}

    private final PriorityQueue<Due> alarms =
            new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    private final List<String> ran = new ArrayList<>();
    private final Bugs bugs = new Bugs();
    private long now = Duration.ofSeconds(1000).toNanos();
    private int set;
    private final W2Wheel wheel = new W2Wheel(() -> now, this::alarm, bugs);

    private void alarm(long nanos, Runnable step) {
        set++;
        alarms.add(new Due(now + nanos, step));
    }

    private void pass(Duration time) {
        long end = now + time.toNanos();
        for (var due = alarms.peek(); due != null && due.at <= end; due = alarms.peek()) {
            alarms.remove();
            now = Math.max(now, due.at);
            due.step.run();
        }
        now = end;
    }

    @Test
    void eachStepRunsInItsTurnAndNeverTooEarly() {
        wheel.after(Duration.ofSeconds(25), () -> ran.add("ping"));
        wheel.after(Duration.ofSeconds(10), () -> ran.add("pong"));
        pass(Duration.ofSeconds(10).minusNanos(1));
        assertEquals(List.of(), ran);
        pass(W2Wheel.GRAIN.plusNanos(1));
        assertEquals(List.of("pong"), ran);
        pass(Duration.ofSeconds(15));
        assertEquals(List.of("pong", "ping"), ran);
        assertTrue(alarms.isEmpty());
    }

    @Test
    void manyConnectionsNeedFewAlarms() {
        for (int i = 0; i < 10_000; i++) {
            now += Duration.ofMillis(1).toNanos() / 10;
            wheel.after(Duration.ofSeconds(25), () -> ran.add("ping"));
        }
        pass(Duration.ofSeconds(26));
        assertEquals(10_000, ran.size());
        assertTrue(set <= 6, set + " alarms for one second of connections");
    }

    @Test
    void aStepMayAskForTheNextAndABugCostsOnlyItself() {
        wheel.after(
                Duration.ofSeconds(1),
                () -> {
                    wheel.after(Duration.ofSeconds(1), () -> ran.add("second"));
                    throw new IllegalStateException("a bug");
                });
        wheel.after(Duration.ofSeconds(1), () -> ran.add("first"));
        pass(Duration.ofSeconds(3));
        assertEquals(List.of("first", "second"), ran);
        assertEquals(1, bugs.count());
    }
}
