package org.wicgate.store;

import java.nio.file.Path;
import org.wicgate.waf.KeyVault;
import org.wicgate.waf.Revocations;
import org.wicgate.waf.oauth.AuthorizationServer;
import org.wicgate.wwsf.Pool;
import org.wicgate.wwsf.Sessions;
import org.wicgate.wwsf.oidc.KnownUsers;

/**
 * The kept side of WWSF and WAF: a SQLite file or a PostgreSQL database. Safe for many threads and
 * for several programs on one database; each call may block, and fails with {@link StoreFailure}
 * while the database is away.
 */
public final class Store implements AutoCloseable {
    private final Database database;

    private Store(Database database) {
        this.database = database;
    }

    /**
     * Opens the file, making it and bringing its schema up to date when necessary.
     *
     * @throws StoreFailure with a line for a person, when that cannot be done
     */
    public static Store open(Path file) {
        return new Store(Database.open(new SqliteFile(file)));
    }

    /**
     * Opens a database on a server, bringing its schema up to date when necessary.
     *
     * @throws StoreFailure with a line for a person, when that cannot be done
     */
    public static Store open(Postgres server) {
        return new Store(Database.open(server));
    }

    /** Users and their IMS identities: fulfils {@code wwsf.Accounts} and {@code waf.Identities}. */
    public SqlAccounts accounts() {
        return new SqlAccounts(database);
    }

    /** People of an identity provider. */
    public KnownUsers knownUsers() {
        return new SqlKnownUsers(database);
    }

    /** What an operator does with accounts. */
    public AccountAdmin admin() {
        return new AccountAdmin(database);
    }

    /** The identities that the named WWSF lends. */
    public Pool pool(String wwsf) {
        return new SqlPool(database, wwsf);
    }

    /** Who is logged in. */
    public Sessions sessions() {
        return new SqlSessions(database);
    }

    /** Which tokens are dead before their time. */
    public Revocations revocations() {
        return new SqlRevocations(database);
    }

    /** The clients of the WAF. */
    public SqlClients clients() {
        return new SqlClients(database);
    }

    /** What the WAF keeps as an OAuth server. */
    public AuthorizationServer.Kept oauth() {
        return new AuthorizationServer.Kept(
                clients(),
                new SqlCodes(database),
                new SqlFamilies(database),
                new SqlDevices(database),
                new SqlGuests(database));
    }

    /** Where the WAF's keys are kept. */
    public KeyVault keys() {
        return new SqlKeys(database, "waf");
    }

    /** Where the eP-CSCF's keys are kept, for which tokens are encrypted. */
    public KeyVault tokenKeys() {
        return new SqlKeys(database, "epcscf");
    }

    /** Whether the database did what it was asked the last time. */
    public boolean isAnswering() {
        return database.isAnswering();
    }

    /** How many times it did not. */
    public long failures() {
        return database.failures();
    }

    @Override
    public void close() {
        database.close();
    }
}
