package org.wicgate.app;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.wicgate.sim.Postgres;
import org.wicgate.store.Store;

/** The databases that commands work on. */
enum KeptIn {
    SQLITE {
        @Override
        Place place(Path folder) {
            return new Place("", () -> Store.open(folder.resolve("data/wicgate.db")));
        }
    },
    POSTGRESQL {
        @Override
        Place place(Path folder) {
            var made = Postgres.running().empty();
            String yaml =
                    "store: { url: \"%s\", user: %s, password: %s }\n"
                            .formatted(made.url(), made.user(), made.password());
            var server =
                    new org.wicgate.store.Postgres(made.url(), made.user(), made.password(), 4);
            return new Place(yaml, () -> Store.open(server));
        }
    };

    /**
     * An empty one.
     *
     * @param yaml what names it in a configuration
     */
    record Place(String yaml, Supplier<Store> store) {}

    /** A new one, for a configuration in this folder. */
    abstract Place place(Path folder);
}
