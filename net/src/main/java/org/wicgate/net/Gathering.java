package org.wicgate.net;

/**
 * How long a busy loop lets packets gather before it looks again. To sleep and wake for each packet
 * costs more than to carry it: so where many come, they are taken a few at a time, as an interface
 * card does with its interrupts. Where few come none waits.
 */
final class Gathering {
    private static final long WINDOW = 10_000_000;
    private static final int WORTH_IT = 2;

    private final long longest;
    private final long least;
    private long windowEnd;
    private long counted;
    private boolean busy;
    private long lastLook;

    /**
     * @param longest that a packet may wait, in nanoseconds; 0 for none
     */
    Gathering(long longest) {
        this.longest = longest;
        this.least = longest == 0 ? Long.MAX_VALUE : WORTH_IT * WINDOW / longest;
    }

    /** A packet came. */
    void count() {
        counted++;
    }

    /** How long to sleep before the next look at the sockets. */
    long rest(long now) {
        if (now >= windowEnd) {
            busy = counted >= least && now < windowEnd + WINDOW;
            counted = 0;
            windowEnd = now + WINDOW;
        }
        long rest = busy ? lastLook + longest - now : 0;
        lastLook = now + Math.max(0, rest);
        return rest;
    }
}
