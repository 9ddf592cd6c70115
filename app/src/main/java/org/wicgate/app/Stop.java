package org.wicgate.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for Ctrl-C or SIGTERM, and lets the program close what it has before the process ends. */
final class Stop {
    private static final CountDownLatch ASKED = new CountDownLatch(1);
    private static final CountDownLatch CLOSED = new CountDownLatch(1);

    private Stop() {}

    /** Returns when the process is asked to end. */
    static void await() throws InterruptedException {
        var hook = new Thread(Stop::ask, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        ASKED.await();
    }

    /** Tells the waiting hook that everything is closed, so that the process may end. */
    static void closed() {
        CLOSED.countDown();
    }

    private static void ask() {
        ASKED.countDown();
        try {
            if (!CLOSED.await(10, TimeUnit.SECONDS)) {
                System.err.println("wicgate: did not stop in 10 s, ending anyway");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
