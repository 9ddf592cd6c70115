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
        return reserve(nowNanos, perSecond, 0) == 0;
    }

    /**
     * Counts one more, for now or for later.
     *
     * @return after how many nanoseconds it is within the rate; negative when that were longer than
     *     {@code patience}, and then it does not count
     */
    long reserve(long nowNanos, int perSecond, long patience) {
        long step = SECOND / perSecond;
        while (true) {
            long due = dueAt.get();
            long next = Math.max(due, nowNanos) + step;
            long wait = Math.max(0, next - nowNanos - SECOND - step / 2);
            if (wait > patience) {
                return -1;
            }
            if (dueAt.compareAndSet(due, next)) {
                return wait;
            }
        }
    }

    /** Whether nothing is owed: a new one would be the same. */
    boolean isIdle(long nowNanos) {
        return dueAt.get() <= nowNanos;
    }
}
