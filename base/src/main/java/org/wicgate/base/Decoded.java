package org.wicgate.base;

/**
 * The result of reading bytes that a stranger may have crafted: a value, or why there is none.
 *
 * @param <T> what was to be read
 */
public sealed interface Decoded<T> {
    /** The bytes were well formed. */
    record Ok<T>(T value) implements Decoded<T> {}

    /**
     * The bytes were not; {@code why} is for a log line or a reason phrase, and holds no secret.
     */
    record Malformed<T>(String why) implements Decoded<T> {}
}
