package org.wicgate.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.wicgate.waf.oauth.Codes;

/** Authorization codes in the table {@code waf_code}. */
final class SqlCodes implements Codes {
    /** How long a used or an old one is known, to notice a thief. */
    private static final Duration KNOWN = Duration.ofMinutes(10);

    private static final String COLUMNS =
            "client, redirect_uri, challenge, subject_kind, subject, scope, session, ends";

    private final Database database;

    SqlCodes(Database database) {
        this.database = database;
    }

    @Override
    public void put(String hash, Code code, Instant now) {
        database.together(c -> {
            long over = now.minus(KNOWN).toEpochMilli();
            Database.change(c, "DELETE FROM waf_code WHERE ends <= ?", over);
            Database.change(
                    c,
                    """
                    DELETE FROM waf_code WHERE hash IN
                        (SELECT hash FROM waf_code ORDER BY ends DESC LIMIT 1000000 OFFSET ?)
                    """,
                    MAX - 1);
            return Database.change(
                    c,
                    "INSERT INTO waf_code (hash, "
                            + COLUMNS
                            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    hash,
                    code.client(),
                    code.redirectUri(),
                    code.challenge(),
                    Subjects.kind(code.subject()),
                    Subjects.name(code.subject()),
                    String.join(" ", code.scope()),
                    code.session(),
                    code.expiry().toEpochMilli());
        });
    }

    @Override
    public Use use(String hash) {
        var first =
                database.query(
                        "UPDATE waf_code SET used = 1 WHERE hash = ? AND used = 0 RETURNING "
                                + COLUMNS,
                        SqlCodes::code,
                        hash);
        if (!first.isEmpty()) {
            return new Use.First(first.getFirst());
        }
        var again =
                database.query(
                        "SELECT " + COLUMNS + " FROM waf_code WHERE hash = ?",
                        SqlCodes::code,
                        hash);
        return again.isEmpty() ? new Use.Unknown() : new Use.Again(again.getFirst());
    }

    private static Code code(ResultSet row) throws SQLException {
        return new Code(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                Subjects.of(row.getString(4), row.getString(5)),
                List.of(row.getString(6).split(" ")),
                row.getString(7),
                Instant.ofEpochMilli(row.getLong(8)));
    }
}
