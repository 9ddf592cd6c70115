package org.wicgate.store;

import java.time.Instant;
import java.util.List;
import org.wicgate.waf.Revocations;

/** What is revoked, in the table {@code revoked}, until it does not matter any more. */
final class SqlRevocations implements Revocations {
    private final Database database;

    SqlRevocations(Database database) {
        this.database = database;
    }

    @Override
    public void revoke(String id, Instant until, Instant now) {
        database.together(c -> {
            Database.change(c, "DELETE FROM revoked WHERE matters <= ?", now.toEpochMilli());
            return Database.change(
                    c,
                    """
                    INSERT INTO revoked (id, matters) VALUES (?, ?)
                    ON CONFLICT (id) DO UPDATE SET matters = excluded.matters
                    WHERE excluded.matters > revoked.matters
                    """,
                    id,
                    until.toEpochMilli());
        });
    }

    @Override
    public boolean isRevoked(String id) {
        return !database.query("SELECT 1 FROM revoked WHERE id = ?", row -> true, id).isEmpty();
    }

    @Override
    public List<String> current(Instant now) {
        return database.query(
                "SELECT id FROM revoked WHERE matters > ? ORDER BY id",
                row -> row.getString(1),
                now.toEpochMilli());
    }
}
