package org.wicgate.store;

import org.jspecify.annotations.Nullable;
import org.wicgate.waf.KeyVault;

/** The WAF's key in the table {@code signing_key}. */
final class SqlKeys implements KeyVault {
    private static final String PURPOSE = "waf";

    private final Database database;

    SqlKeys(Database database) {
        this.database = database;
    }

    @Override
    public @Nullable String signingKey() {
        var found =
                database.query(
                        "SELECT jwk FROM signing_key WHERE purpose = ?",
                        row -> row.getString(1),
                        PURPOSE);
        return found.isEmpty() ? null : found.getFirst();
    }

    @Override
    public String keepSigningKey(String jwk) {
        database.change(
                "INSERT INTO signing_key (purpose, jwk) VALUES (?, ?) ON CONFLICT DO NOTHING",
                PURPOSE,
                jwk);
        String kept = signingKey();
        return kept == null ? jwk : kept;
    }
}
