package org.wicgate.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code wicgate demo} as a child process, with its data in a folder of its own: started before the
 * first test class that is extended with this, stopped after the last.
 */
final class Demo implements BeforeAllCallback {
    static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";
    static final String PAGE = "http://localhost:8080/";
    static final String SECURE_PAGE = "https://localhost:8443/";
    private static final Admin ADMIN = new Admin("http://127.0.0.1:9090");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Packets that the gateway relayed in the calls that are on. */
    record Relayed(int calls, long toCore, long toAccess) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.create(Demo.class))
                .computeIfAbsent(Peer.class, _ -> start(), Peer.class);
    }

    private static Peer start() {
        if (ADMIN.answers("/health/live")) {
            throw new AssertionError(
                    "something serves " + ADMIN.address() + " already: stop it first");
        }
        if (!Files.exists(Peer.ROOT.resolve("wic-js/dist/index.html"))) {
            throw new AssertionError("no page: (cd wic-js && npm ci && npm run build)");
        }
        Path home = Peer.TARGET.resolve("demo");
        empty(home);
        var demo =
                Program.wicgate(
                        "demo",
                        List.of(),
                        Map.of("WICGATE_DATA_DIR", home.toString()),
                        List.of("demo"));
        try {
            Patience.until(
                    START_LIMIT,
                    () -> "the demo is ready\n" + demo.log(),
                    () -> !demo.alive() || ADMIN.answers("/health/ready"));
            if (!demo.alive()) {
                throw new AssertionError("the demo ended at once\n" + demo.log());
            }
        } catch (AssertionError e) {
            demo.close();
            throw e;
        }
        return demo;
    }

    /** What the gateway itself counts of the calls in progress. */
    static Relayed relayed() {
        JsonNode calls = JSON.readTree(ADMIN.get("/api/v1/calls"));
        JsonNode list = calls.isArray() ? calls : calls.path("calls");
        return new Relayed(list.size(), packets(list, "to_core"), packets(list, "to_access"));
    }

    /** A counter of /metrics by its name and label, as {@code name{label="value"}}. */
    static double metric(String name, String label) {
        return ADMIN.metric(name, label);
    }

    private static long packets(JsonNode calls, String direction) {
        return calls.findValues(direction).stream()
                .mapToLong(one -> one.isObject() ? one.path("packets").asLong() : one.asLong())
                .sum();
    }

    static void empty(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot empty " + folder, e);
        }
    }
}
