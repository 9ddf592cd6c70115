package org.wicgate.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.wicgate.sim.Postgres.Database;

/** The databases on which the tests of this module run; each test has one of its own. */
enum Kept {
    SQLITE {
        @Override
        Supplier<Store> empty(Path folder) {
            return () -> Store.open(folder.resolve("wicgate.db"));
        }

        @Override
        Supplier<Store> filled(Path folder, Consumer<Store> fill) {
            byte[] made = FILES.computeIfAbsent(fill, _ -> file(fill));
            try {
                Files.write(folder.resolve("wicgate.db"), made);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return empty(folder);
        }
    },
    POSTGRESQL {
        @Override
        Supplier<Store> empty(Path folder) {
            return filled(folder, MIGRATED);
        }

        @Override
        Supplier<Store> filled(Path folder, Consumer<Store> fill) {
            var made = DATABASES.computeIfAbsent(fill, _ -> database(fill));
            var copy = org.wicgate.sim.Postgres.running().copyOf(made);
            return () -> Store.open(at(copy));
        }
    };

    private static final int CONNECTIONS = 6;
    private static final Consumer<Store> MIGRATED = Store::isAnswering;
    private static final Map<Consumer<Store>, byte[]> FILES = new ConcurrentHashMap<>();
    private static final Map<Consumer<Store>, Database> DATABASES = new ConcurrentHashMap<>();

    /** One with nothing in it; opens as often as asked. */
    abstract Supplier<Store> empty(Path folder);

    /** One with what {@code fill}, a constant, puts into it once for all tests. */
    abstract Supplier<Store> filled(Path folder, Consumer<Store> fill);

    /** Where a database of the tests' server is. */
    static Postgres at(Database database) {
        return new Postgres(database.url(), database.user(), database.password(), CONNECTIONS);
    }

    private static byte[] file(Consumer<Store> fill) {
        try {
            var file = Files.createTempDirectory("store").resolve("wicgate.db");
            try (var store = Store.open(file)) {
                fill.accept(store);
            }
            byte[] made = Files.readAllBytes(file);
            Files.delete(file);
            Files.delete(file.getParent());
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Database database(Consumer<Store> fill) {
        var database = org.wicgate.sim.Postgres.running().empty();
        try (var store = Store.open(at(database))) {
            fill.accept(store);
        }
        return database;
    }
}
