package org.wicgate.wwsf;

import java.util.function.Supplier;

/**
 * Runs short, non-blocking work so that no other such work runs meanwhile. The WWSF is called by
 * many threads at once; whoever owns them says how they take turns.
 */
public interface OneAtATime {
    /** Runs {@code work} alone and gives its result. */
    <T> T call(Supplier<T> work);

    /** Runs {@code work} alone. */
    default void run(Runnable work) {
        call(() -> {
            work.run();
            return true;
        });
    }
}
