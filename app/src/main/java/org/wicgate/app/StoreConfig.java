package org.wicgate.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wicgate.store.Postgres;

/**
 * Where accounts, leases and keys are kept, when not in the file below {@code data_dir}.
 *
 * @param url {@code jdbc:postgresql://HOST[:PORT][,...]/NAME}, with the driver's parameters
 * @param password never logged
 * @param passwordFile a file whose first line is the password, in place of it
 * @param connections of this program at most
 * @param insecure whether it may go to other machines without a certificate that is verified
 */
record StoreConfig(
        @Nullable String url,
        String user,
        String password,
        @Nullable String passwordFile,
        int connections,
        boolean insecure) {
    private static final String SHAPE = "jdbc:postgresql://[^/?#\\s@]+/[^/?#\\s]+([?][!-~]*)?";

    StoreConfig {
        user = Config.or(user, "");
        password = Config.or(password, "");
        connections = connections == 0 ? 10 : connections;
    }

    /** A file below {@code data_dir}. */
    static StoreConfig embedded() {
        return new StoreConfig(null, "", "", null, 0, false);
    }

    /** Adds what is wrong to {@code faults}. */
    void check(Faults faults) {
        if (url == null) {
            return;
        }
        if (!url.matches(SHAPE)) {
            faults.add("store.url", "is not as jdbc:postgresql://HOST:PORT/NAME");
            return;
        }
        if (url.matches(".*[?&](user|password)=.*")) {
            faults.add("store.url", "names a user: that is for store.user and store.password_file");
        }
        boolean isProven = url.matches(".*[?&]sslmode=verify-(full|ca)(&.*)?");
        if (!insecure && !isProven && !isLoopback(url)) {
            faults.add(
                    "store.url",
                    "goes to another machine: add ?sslmode=verify-full&sslrootcert=FILE, or set"
                            + " store.insecure if all the way to it is yours");
        }
        if (user.isEmpty()) {
            faults.add("store.user", "is missing: who we are to the database");
        }
        if (passwordFile != null && !password.isEmpty()) {
            faults.add("store.password_file", "give this or store.password, not both");
        }
        if (passwordFile != null && !Files.isReadable(Path.of(passwordFile))) {
            faults.add("store.password_file", "cannot read " + passwordFile);
        }
        if (connections < 4 || connections > 200) {
            faults.add("store.connections", "must be 4 to 200");
        }
    }

    private static boolean isLoopback(String url) {
        String hosts = url.substring("jdbc:postgresql://".length()).replaceFirst("/.*", "");
        return Arrays.stream(hosts.split(","))
                .map(host -> HostPort.ofUri("http://" + host))
                .allMatch(at -> at != null && at.isLoopback());
    }

    /** The server; null for the file. */
    @Nullable Postgres server() {
        return url == null ? null : new Postgres(url, user, secret(), connections);
    }

    private String secret() {
        if (passwordFile == null) {
            return password;
        }
        try (var lines = Files.lines(Path.of(passwordFile))) {
            return lines.findFirst().orElse("");
        } catch (IOException e) {
            throw new Failure("cannot read store.password_file: " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return "StoreConfig";
    }
}
