package org.wicgate.net;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Time that never goes backwards: the wall clock as it stood at the start, moved on by the
 * processor's steady counter. {@link #nanos} is the same clock as a count since 1970, for the
 * packet path. It does not follow later steps of the wall clock.
 */
public final class SteadyClock implements InstantSource {
    private static final long SECOND = 1_000_000_000L;

    private final long offset;

    /** Starts at the wall clock's present time. */
    public SteadyClock() {
        Instant wall = Instant.now();
        offset = wall.getEpochSecond() * SECOND + wall.getNano() - System.nanoTime();
    }

    @Override
    public Instant instant() {
        return at(nanos());
    }

    /** Nanoseconds since 1970 on this clock. */
    public long nanos() {
        return System.nanoTime() + offset;
    }

    /** The instant that {@link #nanos} counted. */
    public static Instant at(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }
}
