package org.wicgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFileTest {
    @TempDir private Path directory;

    @Test
    void fileIsReadableByItsOwnerOnly() throws IOException {
        try (var store = open()) {
            assertTrue(store.keys().keys().isEmpty());
            try (var files = Files.list(file().getParent())) {
                for (var file : files.toList()) {
                    assertEquals(
                            "rw-------",
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                            file.toString());
                }
            }
        }
    }

    @Test
    void fileThatIsNoDatabaseIsRefusedInOneLine() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(
                file(), "this is not a database, but a letter of some length. ".repeat(99));

        var e = assertThrows(StoreFailure.class, this::open);
        var message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("cannot use the database " + file()), message);
        assertFalse(message.contains("\n"), message);
    }

    private Path file() {
        return directory.resolve("data").resolve("wicgate.db");
    }

    private Store open() {
        return Store.open(file());
    }
}
