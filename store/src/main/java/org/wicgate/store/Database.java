package org.wicgate.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.sqlite.SQLiteConfig;

/** One SQLite file with its connections, and the few shapes of statement that are used on it. */
final class Database implements AutoCloseable {
    private static final int CONNECTIONS = 4;
    private static final int BUSY_MILLIS = 5_000;

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Several statements that happen together or not at all. */
    @FunctionalInterface
    interface Work {
        void on(Connection connection) throws SQLException;
    }

    private final Path file;
    private final HikariDataSource source;

    private Database(Path file, HikariDataSource source) {
        this.file = file;
        this.source = source;
    }

    /** Opens the file, making it and bringing its schema up to date when necessary. */
    static Database open(Path file) {
        makePrivate(file);
        var config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl("jdbc:sqlite:" + file);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setDataSourceProperties(pragmas().toProperties());
        try {
            var source = new HikariDataSource(config);
            migrate(source);
            return new Database(file, source);
        } catch (RuntimeException e) {
            throw new StoreFailure("cannot use the database " + file + ": " + rootMessage(e), e);
        }
    }

    private static void makePrivate(Path file) {
        var absolute = file.toAbsolutePath();
        try {
            Files.createDirectories(absolute.getParent());
            Files.createFile(
                    absolute,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            // Made at an earlier start; its permissions are its owner's business from then on.
            return;
        } catch (IOException e) {
            throw new StoreFailure("cannot make the database " + file + ": " + e, e);
        }
    }

    private static SQLiteConfig pragmas() {
        var pragmas = new SQLiteConfig();
        pragmas.setJournalMode(SQLiteConfig.JournalMode.WAL);
        pragmas.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        pragmas.setBusyTimeout(BUSY_MILLIS);
        pragmas.enforceForeignKeys(true);
        return pragmas;
    }

    private static void migrate(HikariDataSource source) {
        try {
            Flyway.configure(Database.class.getClassLoader())
                    .dataSource(source)
                    .loggers("slf4j")
                    .locations("classpath:org/wicgate/store/migration")
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
        return String.valueOf(root.getMessage());
    }

    /** The rows that a query gives; also of an UPDATE with RETURNING. */
    <T> List<T> query(String sql, Row<T> row, Object... parameters) {
        try (var connection = source.getConnection();
                var statement = prepare(connection, sql, parameters);
                var result = statement.executeQuery()) {
            var rows = new ArrayList<T>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** How many rows a change touched. */
    int change(String sql, Object... parameters) {
        try (var connection = source.getConnection()) {
            return change(connection, sql, parameters);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Likewise, as part of a transaction. */
    static int change(Connection connection, String sql, Object... parameters) throws SQLException {
        try (var statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Does {@code work} in one transaction. */
    void together(Work work) {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                work.on(connection);
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private static PreparedStatement prepare(
            Connection connection, String sql, Object... parameters) throws SQLException {
        var statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private StoreFailure failure(SQLException e) {
        return new StoreFailure("database " + file + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        source.close();
    }
}
