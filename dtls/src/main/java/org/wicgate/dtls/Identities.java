package org.wicgate.dtls;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

/**
 * Certificates one after another, so that calls of different days cannot be told to be of one
 * server by its certificate, and a key that leaks is of one interval. Who begins an association
 * takes the present one and keeps it as long as it lasts. Any thread may take one; one thread turns
 * them.
 *
 * @param <I> what a certificate and its key are kept in
 */
public final class Identities<I> {
    private final Function<Instant, I> maker;
    private final Duration every;
    private volatile I present;
    private Instant due;

    /**
     * Makes the first.
     *
     * @param maker makes one that is valid from a given time on
     * @param every how long one is given to new associations; zero for ever
     */
    public Identities(Function<Instant, I> maker, Duration every, Instant now) {
        this.maker = maker;
        this.every = every;
        this.present = maker.apply(now);
        this.due = next(now);
    }

    /** The one for what begins now. */
    public I present() {
        return present;
    }

    /** When {@link #turn} is next wanted; {@link Instant#MAX} for never. */
    public Instant deadline() {
        return due;
    }

    /** Makes another when it is time, which takes some milliseconds; whether it was. */
    public boolean turn(Instant now) {
        if (now.isBefore(due)) {
            return false;
        }
        present = maker.apply(now);
        due = next(now);
        return true;
    }

    private Instant next(Instant now) {
        return every.isZero() ? Instant.MAX : now.plus(every);
    }
}
