package org.wicgate.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.oauth.Families;

/** Refresh tokens in the table {@code waf_family}; one row each session, however often renewed. */
final class SqlFamilies implements Families {
    private static final String COLUMNS = "client, subject_kind, subject, scope, session, ends";

    private final Database database;

    SqlFamilies(Database database) {
        this.database = database;
    }

    @Override
    public void put(String id, String hash, Family family, Instant now) {
        database.together(c -> {
            Database.change(c, "DELETE FROM waf_family WHERE ends <= ?", now.toEpochMilli());
            Database.change(
                    c,
                    """
                    DELETE FROM waf_family WHERE id IN
                        (SELECT id FROM waf_family ORDER BY ends DESC LIMIT 1000000 OFFSET ?)
                    """,
                    MAX - 1);
            return Database.change(
                    c,
                    "INSERT INTO waf_family (id, hash, "
                            + COLUMNS
                            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    id,
                    hash,
                    family.client(),
                    Subjects.kind(family.subject()),
                    Subjects.name(family.subject()),
                    String.join(" ", family.scope()),
                    family.session(),
                    family.end().toEpochMilli());
        });
    }

    @Override
    public @Nullable Family find(String id, Instant now) {
        var found =
                database.query(
                        "SELECT " + COLUMNS + " FROM waf_family WHERE id = ? AND ends > ?",
                        SqlFamilies::family,
                        id,
                        now.toEpochMilli());
        return found.isEmpty() ? null : found.getFirst();
    }

    @Override
    public boolean rotate(String id, String hash, String next) {
        String sql = "UPDATE waf_family SET hash = ? WHERE id = ? AND hash = ?";
        return database.change(sql, next, id, hash) == 1;
    }

    @Override
    public void endSession(String session) {
        database.change("DELETE FROM waf_family WHERE session = ?", session);
    }

    private static Family family(ResultSet row) throws SQLException {
        return new Family(
                row.getString(1),
                Subjects.of(row.getString(2), row.getString(3)),
                List.of(row.getString(4).split(" ")),
                row.getString(5),
                Instant.ofEpochMilli(row.getLong(6)));
    }
}
