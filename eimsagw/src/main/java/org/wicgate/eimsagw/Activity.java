package org.wicgate.eimsagw;

/**
 * Whether RTP comes in one direction of a stream: its first packet, and silence where there should
 * be some (TS 23.334 §5.10), each found once.
 */
final class Activity {
    private final long limitNanos;
    private long lastNanos;
    private boolean isExpected;
    private boolean isBegun;
    private boolean isToldSilent;

    /**
     * @param limitNanos how long it may be silent; 0 for as long as it likes
     */
    Activity(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /** A packet passed; whether it was the first. */
    boolean passed(long nowNanos) {
        lastNanos = nowNanos;
        if (isBegun) {
            return false;
        }
        isBegun = true;
        return true;
    }

    /** Whether packets should come from now on. */
    void expect(boolean expected, long nowNanos) {
        if (expected && !isExpected) {
            lastNanos = nowNanos;
        }
        isExpected = expected;
    }

    /** When it will have been silent for too long; {@link Long#MAX_VALUE} for never. */
    long deadline() {
        boolean counts = isExpected && !isToldSilent && limitNanos > 0;
        return counts ? lastNanos + limitNanos : Long.MAX_VALUE;
    }

    /** Whether it has just been silent for too long; true once. */
    boolean fellSilent(long nowNanos) {
        if (deadline() > nowNanos) {
            return false;
        }
        isToldSilent = true;
        return true;
    }
}
