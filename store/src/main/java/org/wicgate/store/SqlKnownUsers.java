package org.wicgate.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.Subject;
import org.wicgate.wwsf.oidc.KnownUsers;

/** People of an identity provider, as accounts whose password fits nobody. */
final class SqlKnownUsers implements KnownUsers {
    private static final String NO_PASSWORD = "-";

    /** An identity that is, in any letter case, already that of somebody else. */
    private static final String OF_ANOTHER =
            """
            SELECT i.impi FROM ims_impu i WHERE (lower(i.impu) = ? OR lower(i.impi) = ?)
            AND NOT EXISTS
                (SELECT 1 FROM account_identity a WHERE a.impi = i.impi AND a.web_identity = ?)
            """;

    private final Database database;
    private final SqlAccounts accounts;

    SqlKnownUsers(Database database) {
        this.database = database;
        accounts = new SqlAccounts(database);
    }

    @Override
    public Kept keep(String webIdentity, ImsIdentity identity, Instant now) {
        var account = accounts.find(webIdentity);
        if (account != null && account.passwordHash().startsWith(AccountAdmin.LOCK)) {
            return Kept.LOCKED;
        }
        var had = accounts.of(new Subject.WebUser(webIdentity));
        if (identity.equals(had)) {
            return Kept.WELCOME;
        }
        return database.together(c -> settle(c, webIdentity, identity, had, now))
                .orElseGet(() -> keep(webIdentity, identity, now));
    }

    /** One at a time, in all programs; empty when another one has just settled it otherwise. */
    private static Optional<Kept> settle(
            Connection c,
            String webIdentity,
            ImsIdentity identity,
            @Nullable ImsIdentity had,
            Instant now)
            throws SQLException {
        Database.change(c, "UPDATE turn SET taken = taken + 1 WHERE name = 'known_users'");
        for (String impu : identity.impus()) {
            if (isOfAnother(c, webIdentity, identity, impu)) {
                return Optional.of(Kept.TAKEN);
            }
        }
        var has =
                Database.query(
                        c,
                        "SELECT impi FROM account_identity WHERE web_identity = ?",
                        row -> row.getString(1),
                        webIdentity);
        if (!has.equals(had == null ? List.of() : List.of(had.impi()))) {
            return Optional.empty();
        }
        if (had != null) {
            AccountAdmin.endSessions(c, webIdentity, now);
            for (String table : List.of("account_identity", "ims_identity")) {
                Database.change(c, "DELETE FROM " + table + " WHERE impi = ?", had.impi());
            }
        }
        SqlAccounts.addIdentity(c, identity);
        Database.change(
                c,
                """
                INSERT INTO account (web_identity, password_hash) VALUES (?, ?)
                ON CONFLICT DO NOTHING
                """,
                webIdentity,
                NO_PASSWORD);
        Database.change(
                c,
                "INSERT INTO account_identity (web_identity, impi) VALUES (?, ?)",
                webIdentity,
                identity.impi());
        return Optional.of(Kept.WELCOME);
    }

    private static boolean isOfAnother(
            Connection c, String webIdentity, ImsIdentity identity, String impu)
            throws SQLException {
        return !Database.query(
                        c,
                        OF_ANOTHER,
                        row -> row.getString(1),
                        impu.toLowerCase(Locale.ROOT),
                        identity.impi().toLowerCase(Locale.ROOT),
                        webIdentity)
                .isEmpty();
    }
}
