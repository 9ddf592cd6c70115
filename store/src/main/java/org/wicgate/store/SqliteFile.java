package org.wicgate.store;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.sqlite.SQLiteConfig;

/** A database in one file, which is made when it is not there, for its owner only. */
record SqliteFile(Path path) {
    private static final int CONNECTIONS = 4;
    private static final int BUSY_MILLIS = 5_000;

    HikariConfig pool() {
        makePrivate();
        var config = new HikariConfig();
        config.setJdbcUrl("jdbc:sqlite:" + path);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setDataSourceProperties(pragmas().toProperties());
        return config;
    }

    private void makePrivate() {
        var absolute = path.toAbsolutePath();
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
            throw new StoreFailure("cannot make the database " + path + ": " + e, e);
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
}
