package org.wicgate.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.Subject;
import org.wicgate.waf.oauth.Devices;

/** Devices that wait, in the table {@code waf_device}. */
final class SqlDevices implements Devices {
    /** How long one that is over is known, so that it hears that it is. */
    private static final Duration KNOWN = Duration.ofMinutes(10);

    private static final String COLUMNS =
            "client, scope, ends, interval_seconds, asked, state, subject_kind, subject";

    private final Database database;

    SqlDevices(Database database) {
        this.database = database;
    }

    @Override
    public boolean put(String hash, String userCode, Device device, Instant now) {
        long over = now.minus(KNOWN).toEpochMilli();
        database.change("DELETE FROM waf_device WHERE ends <= ?", over);
        int added =
                database.change(
                        """
                        INSERT INTO waf_device
                            (hash, user_code, client, scope, ends, interval_seconds, asked, state)
                        SELECT ?, ?, ?, ?, ?, ?, ?, 'pending'
                        WHERE (SELECT count(*) FROM waf_device) < ?
                        ON CONFLICT DO NOTHING
                        """,
                        hash,
                        userCode,
                        device.client(),
                        String.join(" ", device.scope()),
                        device.expiry().toEpochMilli(),
                        (int) device.interval().toSeconds(),
                        device.asked().toEpochMilli(),
                        MAX);
        return added == 1;
    }

    @Override
    public @Nullable Device find(String hash) {
        return only(
                database.query(
                        "SELECT " + COLUMNS + " FROM waf_device WHERE hash = ?",
                        SqlDevices::device,
                        hash));
    }

    @Override
    public @Nullable Device byUserCode(String userCode, Instant now) {
        return only(
                database.query(
                        "SELECT "
                                + COLUMNS
                                + " FROM waf_device"
                                + " WHERE user_code = ? AND ends > ? AND state = 'pending'",
                        SqlDevices::device,
                        userCode,
                        now.toEpochMilli()));
    }

    @Override
    public void asked(String hash, Instant now, Duration interval) {
        database.change(
                "UPDATE waf_device SET asked = ?, interval_seconds = ? WHERE hash = ?",
                now.toEpochMilli(),
                (int) interval.toSeconds(),
                hash);
    }

    @Override
    public boolean decide(String userCode, State state, Instant now) {
        boolean allowed = state instanceof State.Allowed;
        String sql =
                """
                UPDATE waf_device SET state = ?, subject_kind = ?, subject = ?
                WHERE user_code = ? AND ends > ? AND state = 'pending'
                """;
        var subject = state instanceof State.Allowed(var who) ? who : new Subject.WebUser("");
        int decided =
                database.change(
                        sql,
                        allowed ? "allowed" : "denied",
                        Subjects.kind(subject),
                        Subjects.name(subject),
                        userCode,
                        now.toEpochMilli());
        return decided == 1;
    }

    @Override
    public boolean remove(String hash) {
        return database.change("DELETE FROM waf_device WHERE hash = ?", hash) == 1;
    }

    private static @Nullable Device only(List<Device> found) {
        return found.isEmpty() ? null : found.getFirst();
    }

    private static Device device(ResultSet row) throws SQLException {
        State state =
                switch (row.getString(6)) {
                    case "allowed" ->
                            new State.Allowed(Subjects.of(row.getString(7), row.getString(8)));
                    case "denied" -> new State.Denied();
                    default -> new State.Pending();
                };
        return new Device(
                row.getString(1),
                List.of(row.getString(2).split(" ")),
                Instant.ofEpochMilli(row.getLong(3)),
                Duration.ofSeconds(row.getLong(4)),
                Instant.ofEpochMilli(row.getLong(5)),
                state);
    }
}
