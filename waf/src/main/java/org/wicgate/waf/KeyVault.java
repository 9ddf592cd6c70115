package org.wicgate.waf;

import org.jspecify.annotations.Nullable;

/** Where the signing key outlives the process. The text is a private JWK: a secret. */
public interface KeyVault {
    /** The key kept, as JWK JSON; null when none was made yet. */
    @Nullable String signingKey();

    /**
     * Keeps {@code jwk} unless a key is there already.
     *
     * @return the key that is kept now: of two processes that start at once, one wins for both
     */
    String keepSigningKey(String jwk);
}
