package org.wicgate.net;

import java.util.concurrent.atomic.AtomicLong;

/** What one media loop did, in sums that any thread may read; only the loop's thread writes. */
public final class MediaCounters {
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong blocked = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /** Datagrams received. */
    public long received() {
        return received.get();
    }

    /** Datagrams handed to the system. */
    public long sent() {
        return sent.get();
    }

    /** Datagrams dropped because the socket's buffer was full. */
    public long blocked() {
        return blocked.get();
    }

    /** Datagrams dropped because the system refused them: no route, no permission. */
    public long failed() {
        return failed.get();
    }

    void countReceived() {
        received.lazySet(received.get() + 1);
    }

    void countSent() {
        sent.lazySet(sent.get() + 1);
    }

    void countBlocked() {
        blocked.lazySet(blocked.get() + 1);
    }

    void countFailed() {
        failed.lazySet(failed.get() + 1);
    }
}
