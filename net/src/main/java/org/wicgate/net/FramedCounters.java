package org.wicgate.net;

import java.util.concurrent.atomic.LongAdder;

/** What a {@link FramedServer} has seen, in sums that any thread may read. */
public final class FramedCounters {
    final LongAdder opened = new LongAdder();
    final LongAdder closed = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder unproven = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder stalled = new LongAdder();
    final LongAdder dropped = new LongAdder();

    /** Connections open now. */
    public long open() {
        return opened.sum() - closed.sum();
    }

    /** Connections closed at once, because there were too many. */
    public long refused() {
        return refused.sum();
    }

    /** Connections closed because they were not admitted in time. */
    public long unproven() {
        return unproven.sum();
    }

    /** Connections closed because a frame was too long. */
    public long malformed() {
        return malformed.sum();
    }

    /** Connections closed because the peer did not read for too long. */
    public long stalled() {
        return stalled.sum();
    }

    /** Packets not sent because the peer reads too slowly. */
    public long dropped() {
        return dropped.sum();
    }
}
