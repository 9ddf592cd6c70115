package org.wicgate.net;

import java.util.concurrent.atomic.LongAdder;

/** What the WebSocket server has seen, in sums that any thread may read. */
public final class W2Counters {
    final LongAdder opened = new LongAdder();
    final LongAdder closed = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder sent = new LongAdder();
    final LongAdder dead = new LongAdder();
    final LongAdder overrun = new LongAdder();
    final LongAdder violated = new LongAdder();

    /** Connections open now. */
    public long open() {
        return opened.sum() - closed.sum();
    }

    /** Connections that passed the handshake. */
    public long opened() {
        return opened.sum();
    }

    /** Handshakes refused, whatever the reason. */
    public long refused() {
        return refused.sum();
    }

    /** Messages received. */
    public long received() {
        return received.sum();
    }

    /** Messages sent. */
    public long sent() {
        return sent.sum();
    }

    /** Connections given up because no answer came to a Ping. */
    public long dead() {
        return dead.sum();
    }

    /** Connections cut off because the client did not read. */
    public long overrun() {
        return overrun.sum();
    }

    /** Connections closed because the client broke a rule or a limit. */
    public long violated() {
        return violated.sum();
    }
}
