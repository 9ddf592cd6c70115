package org.wicgate.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database with its connections, and the few shapes of statement that are used on it. When it is
 * gone every statement fails, after seconds; when it is back they do not.
 */
final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    /** A transaction of somebody else was in the way, and is over: try again. */
    private static final Set<String> LOST_A_RACE = Set.of("40001", "40P01");

    private static final int TRIES = 5;

    /** What is said otherwise by one kind of database than by the other. */
    enum Kind {
        SQLITE("sqlite", ""),
        POSTGRESQL("postgresql", "FOR UPDATE SKIP LOCKED");

        private final String folder;
        private final String takenByNobody;

        Kind(String folder, String takenByNobody) {
            this.folder = folder;
            this.takenByNobody = takenByNobody;
        }
    }

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Several statements that happen together or not at all; may be done again from the start. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final Kind kind;
    private final String name;
    private final HikariDataSource source;
    private final LongAdder failures = new LongAdder();
    private final AtomicBoolean gone = new AtomicBoolean();

    private Database(Kind kind, String name, HikariDataSource source) {
        this.kind = kind;
        this.name = name;
        this.source = source;
    }

    /** Opens it, making it and bringing its schema up to date when necessary. */
    static Database open(SqliteFile file) {
        return open(Kind.SQLITE, file.path().toString(), file.pool());
    }

    /** Opens it, bringing its schema up to date when necessary. */
    static Database open(Postgres server) {
        return open(Kind.POSTGRESQL, server.name(), server.pool());
    }

    private static Database open(Kind kind, String name, HikariConfig pool) {
        pool.setPoolName("store");
        try {
            var source = new HikariDataSource(pool);
            migrate(kind, source);
            return new Database(kind, name, source);
        } catch (RuntimeException e) {
            throw new StoreFailure("cannot use the database " + name + ": " + rootMessage(e), e);
        }
    }

    private static void migrate(Kind kind, HikariDataSource source) {
        try {
            Flyway.configure(Database.class.getClassLoader())
                    .dataSource(source)
                    .loggers("slf4j")
                    .locations("classpath:org/wicgate/store/migration/" + kind.folder)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            source.close();
            throw e;
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return firstLine(root);
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /**
     * Behind a SELECT of the row that an UPDATE is about to take: passes over rows that somebody
     * else is taking. A database with one writer at a time needs no word for it.
     */
    String takenByNobody() {
        return kind.takenByNobody;
    }

    /** The rows that a query gives; also of an UPDATE with RETURNING. */
    <T> List<T> query(String sql, Row<T> row, Object... parameters) {
        return tried(connection -> query(connection, sql, row, parameters));
    }

    /** Likewise, as part of a transaction. */
    static <T> List<T> query(Connection connection, String sql, Row<T> row, Object... parameters)
            throws SQLException {
        try (var statement = prepare(connection, sql, parameters);
                var result = statement.executeQuery()) {
            var rows = new ArrayList<T>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        }
    }

    /** How many rows a change touched. */
    int change(String sql, Object... parameters) {
        return tried(connection -> change(connection, sql, parameters));
    }

    /** Likewise, as part of a transaction. */
    static int change(Connection connection, String sql, Object... parameters) throws SQLException {
        try (var statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Does {@code work} in one transaction. */
    <T> T together(Work<T> work) {
        return tried(connection -> {
            connection.setAutoCommit(false);
            try {
                T done = work.on(connection);
                connection.commit();
                return done;
            } catch (SQLException e) {
                rollBack(connection, e);
                throw e;
            }
        });
    }

    private static void rollBack(Connection connection, SQLException why) {
        try {
            connection.rollback();
        } catch (SQLException broken) { // the connection is: the server does it
            why.addSuppressed(broken);
        }
    }

    private <T> T tried(Work<T> work) {
        for (int left = TRIES - 1; true; left--) {
            try (var connection = source.getConnection()) {
                T done = work.on(connection);
                answered();
                return done;
            } catch (SQLException e) {
                if (left == 0 || !LOST_A_RACE.contains(String.valueOf(e.getSQLState()))) {
                    throw failure(e);
                }
            }
        }
    }

    private static PreparedStatement prepare(
            Connection connection, String sql, Object... parameters) throws SQLException {
        var statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, storable(parameters[i]));
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /** PostgreSQL's texts have no NUL; nothing that is kept has one, so nothing else is found. */
    private static Object storable(Object parameter) {
        return parameter instanceof String text ? text.replace('\0', '\uFFFD') : parameter;
    }

    private StoreFailure failure(SQLException e) {
        failures.increment();
        if (gone.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("database", name)
                    .addKeyValue("why", firstLine(e))
                    .log("the database does not do what it should: who logs in hears 503");
        }
        return new StoreFailure("database " + name + ": " + firstLine(e), e);
    }

    private void answered() {
        if (gone.get() && gone.compareAndSet(true, false)) {
            LOG.atInfo().addKeyValue("database", name).log("the database answers again");
        }
    }

    /** Whether the last statement went well. */
    boolean isAnswering() {
        return !gone.get();
    }

    /** How many statements did not. */
    long failures() {
        return failures.sum();
    }

    @Override
    public void close() {
        source.close();
    }
}
