package org.wicgate.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What the connections of a lane have to do later, gathered into slots of time: one timer for the
 * loop and not several for each connection, and the Pings of many in one go, so that their Pongs
 * come together and the thread wakes for all of them at once. Lives on its shard's thread.
 */
final class W2Wheel {
    /** So much later than asked a step may run. */
    static final Duration GRAIN = Duration.ofMillis(250);

    /** Runs a step after some nanoseconds. */
    interface Alarm {
        void set(long nanos, Runnable step);
    }

    private final LongSupplier clock;
    private final Alarm alarm;
    private final Bugs bugs;
    private final TreeMap<Long, List<Runnable>> slots = new TreeMap<>();
    private long armedFor = Long.MAX_VALUE;

    W2Wheel(LongSupplier clock, Alarm alarm, Bugs bugs) {
        this.clock = clock;
        this.alarm = alarm;
        this.bugs = bugs;
    }

    /** Runs {@code step} when {@code wait} is over, or a little later. */
    void after(Duration wait, Runnable step) {
        long slot = Math.floorDiv(clock.getAsLong() + wait.toNanos(), GRAIN.toNanos()) + 1;
        slots.computeIfAbsent(slot, _ -> new ArrayList<>()).add(step);
        arm();
    }

    private void arm() {
        if (slots.isEmpty() || slots.firstKey() >= armedFor) {
            return; // an alarm that is set too early finds nothing due and sets the next
        }
        armedFor = slots.firstKey();
        alarm.set(armedFor * GRAIN.toNanos() - clock.getAsLong(), this::due);
    }

    private void due() {
        armedFor = Long.MAX_VALUE;
        long now = Math.floorDiv(clock.getAsLong(), GRAIN.toNanos());
        while (!slots.isEmpty() && slots.firstKey() <= now) {
            for (Runnable step : slots.pollFirstEntry().getValue()) {
                try {
                    step.run();
                } catch (RuntimeException bug) {
                    bugs.caught("W2 later", bug);
                }
            }
        }
        arm();
    }
}
