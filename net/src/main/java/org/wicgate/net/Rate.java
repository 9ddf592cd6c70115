package org.wicgate.net;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * So many a second, with as many at once after a pause. One number, the time at which all that was
 * let through would have been due; several threads may take.
 */
final class Rate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong dueAt;

    Rate(long nowNanos) {
        dueAt = new AtomicLong(nowNanos);
    }

    /** Whether one more is within the rate; if so it counts. */
    boolean take(long nowNanos, int perSecond) {
        long step = SECOND / perSecond;
        while (true) {
            long due = dueAt.get();
            long next = Math.max(due, nowNanos) + step;
            if (next - nowNanos > SECOND + step / 2) {
                return false;
            }
            if (dueAt.compareAndSet(due, next)) {
                return true;
            }
        }
    }

    /** Whether nothing is owed: a new one would be the same. */
    boolean isIdle(long nowNanos) {
        return dueAt.get() <= nowNanos;
    }
}
