package org.wicgate.dtls;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Virtual threads that a test can wait for. */
final class TrackedThreads implements Threads {
    private final List<Thread> started = new ArrayList<>();

    @Override
    public synchronized void start(Runnable task) {
        started.add(Thread.startVirtualThread(task));
    }

    /** Waits until no task is left: fails when one blocks. */
    void join() throws InterruptedException {
        for (int i = 0; i < count(); i++) {
            assertTrue(at(i).join(Duration.ofSeconds(20)), "a thread is still held");
        }
    }

    synchronized int count() {
        return started.size();
    }

    private synchronized Thread at(int index) {
        return started.get(index);
    }
}
