package org.wicgate.interop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what real peers do in their own time. */
final class Patience {
    static final Duration USUAL = Duration.ofSeconds(20);
    private static final long STEP_MILLIS = 50;

    private Patience() {}

    /** Looks again and again until the claim holds; fails with {@code what} when it does not. */
    static void until(Duration limit, Supplier<String> what, BooleanSupplier claim) {
        long end = System.nanoTime() + limit.toNanos();
        while (!claim.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + limit + ": " + what.get());
            }
            pause(Duration.ofMillis(STEP_MILLIS));
        }
    }

    /** Lets media flow for a while. */
    static void pause(Duration time) {
        try {
            var never = new CountDownLatch(1);
            if (never.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("counted down by nobody");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
