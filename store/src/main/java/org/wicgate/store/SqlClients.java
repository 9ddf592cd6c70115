package org.wicgate.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.oauth.Client;
import org.wicgate.waf.oauth.Clients;
import org.wicgate.waf.oauth.GrantType;

/** The WAF's clients in the table {@code waf_client}. */
public final class SqlClients implements Clients {
    private static final String COLUMNS =
            "id, title, secret_hash, jwks, redirect_uris, origins, scope, grants, introspects";

    private final Database database;

    SqlClients(Database database) {
        this.database = database;
    }

    @Override
    public @Nullable Client find(String id) {
        var found =
                database.query(
                        "SELECT " + COLUMNS + " FROM waf_client WHERE id = ?",
                        SqlClients::client,
                        id);
        return found.isEmpty() ? null : found.getFirst();
    }

    @Override
    public boolean hasOrigin(String origin) {
        return !origin.contains(" ")
                && database
                        .query("SELECT origins FROM waf_client", row -> row.getString(1))
                        .stream()
                        .anyMatch(origins -> list(origins).contains(origin));
    }

    /** All of them, by name. */
    public List<Client> all() {
        return database.query(
                "SELECT " + COLUMNS + " FROM waf_client ORDER BY id", SqlClients::client);
    }

    /** Adds one; false when one of that identity is there. */
    public boolean add(Client client) {
        int added =
                database.change(
                        "INSERT INTO waf_client ("
                                + COLUMNS
                                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        client.id(),
                        client.title(),
                        client.secretHash(),
                        client.jwks(),
                        String.join(" ", client.redirectUris()),
                        String.join(" ", client.origins()),
                        String.join(" ", client.scope()),
                        client.grants().stream()
                                .map(GrantType::wire)
                                .sorted()
                                .collect(Collectors.joining(" ")),
                        client.introspects() ? 1 : 0);
        return added == 1;
    }

    /** Another secret, from now on; false when there is no such client, or it is public. */
    public boolean secret(String id, String hash) {
        String sql = "UPDATE waf_client SET secret_hash = ? WHERE id = ? AND secret_hash <> ''";
        return database.change(sql, hash, id) == 1;
    }

    /** Other keys in place of a secret or keys, from now on; false when there is no such client. */
    public boolean keys(String id, String jwks) {
        String sql =
                """
                UPDATE waf_client SET jwks = ?, secret_hash = ''
                WHERE id = ? AND (secret_hash <> '' OR jwks <> '')
                """;
        return database.change(sql, jwks, id) == 1;
    }

    @Override
    public boolean firstUse(String hash, Instant end, Instant now) {
        database.change("DELETE FROM waf_assertion WHERE ends <= ?", now.toEpochMilli());
        String sql = "INSERT INTO waf_assertion (hash, ends) VALUES (?, ?) ON CONFLICT DO NOTHING";
        return database.change(sql, hash, end.toEpochMilli()) == 1;
    }

    /** Ends one with all its sessions; false when there is none. */
    public boolean remove(String id, Instant now) {
        int removed =
                database.together(c -> {
                    Database.change(
                            c,
                            """
                            INSERT INTO revoked (id, matters)
                            SELECT session, CAST(? AS BIGINT) FROM waf_family WHERE client = ?
                            ON CONFLICT (id) DO NOTHING
                            """,
                            now.plus(AccountAdmin.LONGEST).toEpochMilli(),
                            id);
                    for (String table : List.of("waf_family", "waf_code", "waf_device")) {
                        Database.change(c, "DELETE FROM " + table + " WHERE client = ?", id);
                    }
                    return Database.change(c, "DELETE FROM waf_client WHERE id = ?", id);
                });
        return removed == 1;
    }

    private static Client client(ResultSet row) throws SQLException {
        return new Client(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                list(row.getString(5)),
                list(row.getString(6)),
                list(row.getString(7)),
                grants(row.getString(8)),
                row.getInt(9) == 1);
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(" ", -1)).filter(part -> !part.isEmpty()).toList();
    }

    private static Set<GrantType> grants(String text) {
        return list(text).stream().map(SqlClients::grant).collect(Collectors.toUnmodifiableSet());
    }

    private static GrantType grant(String wire) {
        var type = GrantType.of(wire);
        if (type == null) {
            throw new IllegalStateException("the database has a grant " + wire);
        }
        return type;
    }
}
