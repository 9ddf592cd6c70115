package org.wicgate.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code wicgate demo} as a child process, with its data in a folder of its own: started before the
 * first test class that is marked {@link UsesDemo}, stopped after the last. No other class gets at
 * it.
 */
final class Demo implements BeforeAllCallback, AfterAllCallback {
    static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";
    private static final Admin ADMIN = new Admin("http://127.0.0.1:9090");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Of the class that has it; its methods run one after another. */
    private static volatile @Nullable Thread user;

    /** Packets that the gateway relayed in the calls that are on. */
    record Relayed(int calls, long toCore, long toAccess) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!context.getRequiredTestClass().isAnnotationPresent(UsesDemo.class)) {
            throw new AssertionError("the demo is for classes with @UsesDemo");
        }
        context.getRoot()
                .getStore(Namespace.create(Demo.class))
                .computeIfAbsent(Peer.class, _ -> start(), Peer.class);
        user = Thread.currentThread();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        user = null;
    }

    /** Fails where the demo may be somebody else's at this moment. */
    static void inUse() {
        if (!Thread.currentThread().equals(user)) {
            throw new AssertionError("the test class needs @UsesDemo, or a Program of its own");
        }
    }

    static String page() {
        inUse();
        return "http://localhost:8080/";
    }

    static String securePage() {
        inUse();
        return "https://localhost:8443/";
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
                    Program.START_LIMIT,
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
        inUse();
        JsonNode calls = JSON.readTree(ADMIN.get("/api/v1/calls"));
        JsonNode list = calls.isArray() ? calls : calls.path("calls");
        return new Relayed(list.size(), packets(list, "to_core"), packets(list, "to_access"));
    }

    /** A counter of /metrics by its name and label, as {@code name{label="value"}}. */
    static double metric(String name, String label) {
        inUse();
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
