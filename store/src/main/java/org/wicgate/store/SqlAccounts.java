package org.wicgate.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.Identities;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.Subject;
import org.wicgate.wwsf.Account;
import org.wicgate.wwsf.Accounts;

/** Users, pool members and the IMS identities that they speak for. */
public final class SqlAccounts implements Accounts, Identities {
    private static final String OF_USER =
            """
            SELECT i.impi, i.impu FROM account_identity a JOIN ims_impu i ON i.impi = a.impi
            WHERE a.web_identity = ? ORDER BY i.position
            """;
    private static final String OF_MEMBER =
            """
            SELECT i.impi, i.impu FROM pool_member p JOIN ims_impu i ON i.impi = p.impi
            WHERE p.name = ? ORDER BY i.position
            """;

    private static final String OF_USER_OF =
            """
            SELECT i.impi, i.impu FROM wwsf_user u JOIN ims_impu i ON i.impi = u.impi
            WHERE u.wwsf = ? AND u.name = ? ORDER BY i.position
            """;

    private record Identity(String impi, String impu) {}

    private final Database database;

    SqlAccounts(Database database) {
        this.database = database;
    }

    @Override
    public @Nullable Account find(String webIdentity) {
        var found =
                database.query(
                        "SELECT web_identity, password_hash FROM account WHERE web_identity = ?",
                        row -> new Account(row.getString(1), row.getString(2)),
                        webIdentity);
        return found.isEmpty() ? null : found.getFirst();
    }

    @Override
    public @Nullable ImsIdentity of(Subject subject) {
        var rows =
                switch (subject) {
                    case Subject.WebUser(var name) -> identity(OF_USER, name);
                    case Subject.PoolMember(var name) -> identity(OF_MEMBER, name);
                    case Subject.UserOf(var wwsf, var name) -> identity(OF_USER_OF, wwsf, name);
                };
        return rows.isEmpty()
                ? null
                : new ImsIdentity(rows.getFirst().impi, rows.stream().map(Identity::impu).toList());
    }

    private List<Identity> identity(String sql, Object... names) {
        return database.query(sql, row -> new Identity(row.getString(1), row.getString(2)), names);
    }

    /** Adds a user; one of that name who is there already stays as they are. */
    public void addUser(Account account, ImsIdentity identity) {
        database.together(c -> {
            addIdentity(c, identity);
            Database.change(
                    c,
                    """
                    INSERT INTO account (web_identity, password_hash) VALUES (?, ?)
                    ON CONFLICT DO NOTHING
                    """,
                    account.webIdentity(),
                    account.passwordHash());
            return Database.change(
                    c,
                    """
                    INSERT INTO account_identity (web_identity, impi) VALUES (?, ?)
                    ON CONFLICT DO NOTHING
                    """,
                    account.webIdentity(),
                    identity.impi());
        });
    }

    /** Adds a member to the pool of a WWSF; one of that name stays as it is. */
    public void addPoolMember(String wwsf, String name, ImsIdentity identity) {
        database.together(c -> {
            addIdentity(c, identity);
            return Database.change(
                    c,
                    """
                    INSERT INTO pool_member (name, wwsf, impi) VALUES (?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """,
                    name,
                    wwsf,
                    identity.impi());
        });
    }

    /** Adds somebody whom a WWSF authenticates itself; one of that name there stays. */
    public void addUserOf(String wwsf, String name, ImsIdentity identity) {
        database.together(c -> {
            addIdentity(c, identity);
            return Database.change(
                    c,
                    """
                    INSERT INTO wwsf_user (wwsf, name, impi) VALUES (?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """,
                    wwsf,
                    name,
                    identity.impi());
        });
    }

    static void addIdentity(Connection connection, ImsIdentity identity) throws SQLException {
        Database.change(
                connection,
                "INSERT INTO ims_identity (impi) VALUES (?) ON CONFLICT DO NOTHING",
                identity.impi());
        int position = 0;
        for (String impu : identity.impus()) {
            Database.change(
                    connection,
                    """
                    INSERT INTO ims_impu (impi, position, impu) VALUES (?, ?, ?)
                    ON CONFLICT DO NOTHING
                    """,
                    identity.impi(),
                    position++,
                    impu);
        }
    }
}
