package org.wicgate.wic;

import java.time.Duration;
import java.time.Instant;

/** One clock as Instant and as nanoseconds since 1970: signalling has the one, media the other. */
final class Nanos {
    private static final long SECOND = 1_000_000_000L;

    private Nanos() {}

    static long of(Instant at) {
        return at.equals(Instant.MAX)
                ? Long.MAX_VALUE
                : at.getEpochSecond() * SECOND + at.getNano();
    }

    static Instant at(long nanos) {
        return nanos == Long.MAX_VALUE
                ? Instant.MAX
                : Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }

    static long of(Duration duration) {
        return duration.toNanos();
    }
}
