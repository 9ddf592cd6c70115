package org.wicgate.wwsf;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The identities that the WWSF lends to users who have none (TS 24.371 §6.1, scenario 3). Each
 * member is lent to one holder at a time, also when several WWSF processes share the pool.
 */
public interface Pool {
    /**
     * Lends the member that has been free for longest.
     *
     * @return its name, or null when all are lent beyond {@code now}
     */
    @Nullable String lease(String holder, Instant now, Instant until);

    /**
     * Moves the end of a lease; to an earlier time as well.
     *
     * @return false when {@code holder} does not hold it, or no longer
     */
    boolean move(String member, String holder, Instant now, Instant until);
}
