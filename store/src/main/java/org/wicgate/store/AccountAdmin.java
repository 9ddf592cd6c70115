package org.wicgate.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.TokenVerifier;
import org.wicgate.waf.Waf;

/** What an operator does with accounts. A locked one keeps its password, which then fits nobody. */
public final class AccountAdmin {
    /** Before a hash: {@code PasswordHash} reads none that begins so. */
    static final String LOCK = "!";

    /** No token lives longer, with the clocks that are behind. */
    static final Duration LONGEST = Waf.Settings.MAX_LIFETIME.plus(TokenVerifier.Rules.MAX_SKEW);

    private static final String ALL =
            """
            SELECT a.web_identity, '',
                CASE WHEN substr(a.password_hash, 1, 1) = '!' THEN 1 ELSE 0 END,
                i.impi, i.impu, i.position
            FROM account a JOIN account_identity x ON x.web_identity = a.web_identity
            JOIN ims_impu i ON i.impi = x.impi
            UNION ALL
            SELECT p.name, p.wwsf, 0, i.impi, i.impu, i.position
            FROM pool_member p JOIN ims_impu i ON i.impi = p.impi
            UNION ALL
            SELECT u.wwsf || ':' || u.name, '', 0, i.impi, i.impu, i.position
            FROM wwsf_user u JOIN ims_impu i ON i.impi = u.impi
            ORDER BY 6
            """;

    private record Row(String name, String pool, boolean locked, String impi, String impu) {
        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    row.getString(1),
                    row.getString(2),
                    row.getInt(3) == 1,
                    row.getString(4),
                    row.getString(5));
        }
    }

    private final Database database;

    AccountAdmin(Database database) {
        this.database = database;
    }

    /** All accounts and members of pools, by name. */
    public List<AccountLine> all() {
        Map<String, List<Row>> byName = new TreeMap<>();
        for (var row : database.query(ALL, Row::read)) {
            byName.computeIfAbsent(row.pool + "\n" + row.name, _ -> new ArrayList<>()).add(row);
        }
        return byName.values().stream().map(AccountAdmin::line).toList();
    }

    private static AccountLine line(List<Row> rows) {
        var first = rows.getFirst();
        var impus = rows.stream().map(Row::impu).toList();
        return new AccountLine(
                first.name, first.pool, first.locked, new ImsIdentity(first.impi, impus));
    }

    /**
     * Nobody logs in any more, and who is logged in is not; false when there is no such account.
     */
    public boolean lock(String name, Instant now) {
        int found =
                database.together(c -> {
                    String lock =
                            """
                            UPDATE account SET password_hash = ? || ltrim(password_hash, ?)
                            WHERE web_identity = ?
                            """;
                    int locked = Database.change(c, lock, LOCK, LOCK, name);
                    endSessions(c, name, now);
                    return locked;
                });
        return found == 1;
    }

    /** The old password fits again; false when there is no such account. */
    public boolean unlock(String name) {
        String sql =
                "UPDATE account SET password_hash = ltrim(password_hash, ?) WHERE web_identity = ?";
        return database.change(sql, LOCK, name) == 1;
    }

    /**
     * Another password, and who is logged in is not any more; a locked account stays locked. False
     * when there is no such account.
     */
    public boolean password(String name, String hash, Instant now) {
        int found =
                database.together(c -> {
                    String sql =
                            """
                            UPDATE account SET password_hash =
                                CASE WHEN substr(password_hash, 1, 1) = ? THEN ? ELSE '' END || ?
                            WHERE web_identity = ?
                            """;
                    int changed = Database.change(c, sql, LOCK, LOCK, hash, name);
                    endSessions(c, name, now);
                    return changed;
                });
        return found == 1;
    }

    /** Their tokens are revoked for as long as the longest of them can live. */
    static void endSessions(Connection c, String name, Instant now) throws SQLException {
        Database.change(
                c,
                """
                INSERT INTO revoked (id, matters)
                SELECT name, token_expiry + 60000 FROM web_session
                WHERE subject = ? AND pooled = 0
                ON CONFLICT (id) DO NOTHING
                """,
                name);
        Database.change(c, "DELETE FROM web_session WHERE subject = ? AND pooled = 0", name);
        Database.change(
                c,
                """
                INSERT INTO revoked (id, matters)
                SELECT session, CAST(? AS BIGINT) FROM waf_family
                WHERE subject_kind = 'user' AND subject = ?
                ON CONFLICT (id) DO NOTHING
                """,
                now.plus(LONGEST).toEpochMilli(),
                name);
        for (String table : List.of("waf_family", "waf_code", "waf_device")) {
            String sql = "DELETE FROM " + table + " WHERE subject_kind = 'user' AND subject = ?";
            Database.change(c, sql, name);
        }
    }
}
