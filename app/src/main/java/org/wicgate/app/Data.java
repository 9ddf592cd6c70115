package org.wicgate.app;

import java.nio.file.Path;
import org.wicgate.store.Store;

/** Where a configuration keeps its data, for commands beside the running program. */
final class Data {
    private Data() {}

    /** The database of the configuration that was read from {@code file}. */
    static Store store(Path file, Config config) {
        Path folder = file.toAbsolutePath().getParent();
        Path data = (folder == null ? Path.of("") : folder).resolve(config.dataDir());
        return Store.open(data.resolve("wicgate.db"));
    }
}
