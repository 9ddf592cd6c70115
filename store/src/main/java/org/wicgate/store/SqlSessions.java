package org.wicgate.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.Subject;
import org.wicgate.wwsf.Sessions;

/** Logins in the table {@code web_session}, which a restart does not end. */
final class SqlSessions implements Sessions {
    private static final String COLUMNS = "subject, pooled, name, ends, token_expiry";

    private final Database database;

    SqlSessions(Database database) {
        this.database = database;
    }

    @Override
    public void put(String hash, Session session, Instant now) {
        database.together(c -> {
            Database.change(c, "DELETE FROM web_session WHERE ends <= ?", now.toEpochMilli());
            Database.change(
                    c,
                    """
                    DELETE FROM web_session WHERE hash IN
                        (SELECT hash FROM web_session ORDER BY ends DESC LIMIT 1000000 OFFSET ?)
                    """,
                    MAX - 1);
            boolean pooled = session.subject() instanceof Subject.PoolMember;
            return Database.change(
                    c,
                    "INSERT INTO web_session (hash, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)",
                    hash,
                    name(session.subject()),
                    pooled ? 1 : 0,
                    session.name(),
                    session.end().toEpochMilli(),
                    session.tokenExpiry().toEpochMilli());
        });
    }

    @Override
    public @Nullable Session find(String hash, Instant now) {
        return only(
                database.query(
                        "SELECT " + COLUMNS + " FROM web_session WHERE hash = ? AND ends > ?",
                        SqlSessions::session,
                        hash,
                        now.toEpochMilli()));
    }

    @Override
    public boolean renew(String hash, Instant tokenExpiry) {
        String sql = "UPDATE web_session SET token_expiry = ? WHERE hash = ?";
        return database.change(sql, tokenExpiry.toEpochMilli(), hash) == 1;
    }

    @Override
    public @Nullable Session remove(String hash) {
        return only(
                database.query(
                        "DELETE FROM web_session WHERE hash = ? RETURNING " + COLUMNS,
                        SqlSessions::session,
                        hash));
    }

    private static @Nullable Session only(List<Session> found) {
        return found.isEmpty() ? null : found.getFirst();
    }

    private static String name(Subject subject) {
        return switch (subject) {
            case Subject.WebUser(var name) -> name;
            case Subject.PoolMember(var name) -> name;
            case Subject.UserOf _ ->
                    throw new IllegalArgumentException("a session of another WWSF: " + subject);
        };
    }

    private static Session session(ResultSet row) throws SQLException {
        String name = row.getString(1);
        boolean pooled = row.getInt(2) == 1;
        return new Session(
                pooled ? new Subject.PoolMember(name) : new Subject.WebUser(name),
                row.getString(3),
                Instant.ofEpochMilli(row.getLong(4)),
                Instant.ofEpochMilli(row.getLong(5)));
    }
}
