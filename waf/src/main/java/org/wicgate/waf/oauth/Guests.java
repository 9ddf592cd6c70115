package org.wicgate.waf.oauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The pools of identities that WWSFs lend (TS 24.371 §6.1, scenario 3). May block. */
public interface Guests {
    /** Lends a member of this WWSF's pool; null when all are lent, or there is no pool. */
    @Nullable String lease(String wwsf, String holder, Instant now, Instant until);

    /** Moves the end of a lease; false when {@code holder} holds it no longer. */
    boolean move(String wwsf, String member, String holder, Instant now, Instant until);
}
