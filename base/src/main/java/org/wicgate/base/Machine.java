package org.wicgate.base;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A protocol core. After every {@link #handle} or {@link #tick}, call {@link #poll} until it
 * returns null: only then has the core said everything.
 *
 * @param <I> what happens to it: a sealed interface of records nested in the machine
 * @param <O> what it wants done: likewise
 */
public interface Machine<I, O> {
    /** Takes one input. {@code now} never goes backwards. Never throws on what a peer sent. */
    void handle(I input, Instant now);

    /** Fires the timers due at {@code now}; harmless when none is. */
    void tick(Instant now);

    /** The next thing to send or report, or null when there is none until the next input. */
    @Nullable O poll();

    /** When {@link #tick} is next wanted; {@link Instant#MAX} for never. */
    Instant deadline();
}
