package org.wicgate.app;

import java.nio.file.Path;
import org.wicgate.store.Store;
import org.wicgate.store.StoreFailure;

/** Where a configuration keeps its data. */
final class Data {
    private Data() {}

    /** The database of the configuration that was read from {@code file}, for a command. */
    static Store store(Path file, Config config) {
        Path folder = file.toAbsolutePath().getParent();
        Path data = (folder == null ? Path.of("") : folder).resolve(config.dataDir());
        try {
            return open(config, data);
        } catch (StoreFailure e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }

    /** The same for the program whose data folder is {@code data}. */
    static Store open(Config config, Path data) {
        var server = config.store().server();
        return server == null ? Store.open(data.resolve("wicgate.db")) : Store.open(server);
    }
}
