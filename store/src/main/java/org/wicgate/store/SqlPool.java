package org.wicgate.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.wwsf.Pool;

/**
 * Leases in the table {@code pool_member}. Each is taken by one statement, which SQLite runs alone
 * and for which PostgreSQL locks the row: no two holders, in whatever process, get the same member.
 */
final class SqlPool implements Pool {
    private final Database database;
    private final String wwsf;

    SqlPool(Database database, String wwsf) {
        this.database = database;
        this.wwsf = wwsf;
    }

    @Override
    public @Nullable String lease(String holder, Instant now, Instant until) {
        var lent =
                database.query(
                        """
                        UPDATE pool_member SET holder = ?, lent_until = ?
                        WHERE name = (SELECT name FROM pool_member
                                      WHERE wwsf = ? AND lent_until <= ?
                                      ORDER BY lent_until, name LIMIT 1 %s)
                        RETURNING name
                        """
                                .formatted(database.takenByNobody()),
                        row -> row.getString(1),
                        holder,
                        until.toEpochMilli(),
                        wwsf,
                        now.toEpochMilli());
        return lent.isEmpty() ? null : lent.getFirst();
    }

    @Override
    public boolean move(String member, String holder, Instant now, Instant until) {
        int moved =
                database.change(
                        """
                        UPDATE pool_member SET lent_until = ?
                        WHERE name = ? AND wwsf = ? AND holder = ? AND lent_until > ?
                        """,
                        until.toEpochMilli(),
                        member,
                        wwsf,
                        holder,
                        now.toEpochMilli());
        return moved == 1;
    }
}
