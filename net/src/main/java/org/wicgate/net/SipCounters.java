package org.wicgate.net;

import java.util.concurrent.atomic.LongAdder;

/** What SIP over UDP and TCP has seen, in sums that any thread may read. */
public final class SipCounters {
    final LongAdder received = new LongAdder();
    final LongAdder sent = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder refused = new LongAdder();

    /** Messages received, well formed. */
    public long received() {
        return received.sum();
    }

    /** Messages handed to the system. */
    public long sent() {
        return sent.sum();
    }

    /** Messages received that were not SIP. */
    public long malformed() {
        return malformed.sum();
    }

    /** Transport failures reported. */
    public long failed() {
        return failed.sum();
    }

    /** Messages lost because the owner's inbox was full. */
    public long dropped() {
        return dropped.sum();
    }

    /** Connections refused because of what the peer showed under TLS. */
    public long refused() {
        return refused.sum();
    }
}
