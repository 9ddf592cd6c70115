package org.wicgate.waf;

import org.jspecify.annotations.Nullable;

/** Keeps a key as long as the test runs. */
final class MemoryVault implements KeyVault {
    private @Nullable String kept;

    @Override
    public @Nullable String signingKey() {
        return kept;
    }

    @Override
    public String keepSigningKey(String jwk) {
        if (kept == null) {
            kept = jwk;
        }
        return kept;
    }
}
