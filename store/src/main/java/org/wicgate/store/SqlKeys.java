package org.wicgate.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.wicgate.waf.KeyVault;

/**
 * Keys of one purpose in the table {@code signing_key}: {@code waf}, {@code waf-2}, {@code
 * waf-3}...
 */
final class SqlKeys implements KeyVault {
    private final Database database;
    private final String first;

    SqlKeys(Database database, String first) {
        this.database = database;
        this.first = first;
    }

    @Override
    public List<Kept> keys() {
        String sql =
                "SELECT purpose, jwk, made FROM signing_key WHERE purpose = ? OR purpose LIKE ?";
        return database.query(sql, this::kept, first, first + "-%").stream()
                .sorted(Comparator.comparingInt(Kept::generation))
                .toList();
    }

    @Override
    public void keep(Kept key) {
        database.change(
                "INSERT INTO signing_key (purpose, jwk, made) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                purpose(key.generation()),
                key.jwk(),
                key.made().toEpochMilli());
    }

    @Override
    public void forget(int generation) {
        database.change("DELETE FROM signing_key WHERE purpose = ?", purpose(generation));
    }

    private String purpose(int generation) {
        return generation == 1 ? first : first + "-" + generation;
    }

    private Kept kept(ResultSet row) throws SQLException {
        String purpose = row.getString(1);
        int generation =
                purpose.equals(first) ? 1 : Integer.parseInt(purpose.substring(first.length() + 1));
        return new Kept(generation, row.getString(2), Instant.ofEpochMilli(row.getLong(3)));
    }
}
