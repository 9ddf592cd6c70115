package org.wicgate.store;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
        if (identity.impus().stream().anyMatch(impu -> isOfAnother(webIdentity, identity, impu))) {
            return Kept.TAKEN;
        }
        database.together(c -> {
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
            return Database.change(
                    c,
                    "INSERT INTO account_identity (web_identity, impi) VALUES (?, ?)",
                    webIdentity,
                    identity.impi());
        });
        return Kept.WELCOME;
    }

    private boolean isOfAnother(String webIdentity, ImsIdentity identity, String impu) {
        return !database.query(
                        OF_ANOTHER,
                        row -> row.getString(1),
                        impu.toLowerCase(Locale.ROOT),
                        identity.impi().toLowerCase(Locale.ROOT),
                        webIdentity)
                .isEmpty();
    }
}
