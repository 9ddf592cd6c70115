package org.wicgate.interop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
    private static final String ADMIN = "http://127.0.0.1:9090";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    /** Packets that the gateway relayed in the calls that are on. */
    record Relayed(int calls, long toCore, long toAccess) {}

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(Namespace.create(Demo.class))
                .computeIfAbsent(Peer.class, _ -> start(), Peer.class);
    }

    private static Peer start() {
        if (answers("/health/live")) {
            throw new AssertionError("something serves " + ADMIN + " already: stop it first");
        }
        if (!Files.exists(Peer.ROOT.resolve("wic-js/dist/index.html"))) {
            throw new AssertionError("no page: (cd wic-js && npm ci && npm run build)");
        }
        Path home = Peer.TARGET.resolve("demo");
        empty(home);
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var demo =
                Peer.start(
                        "demo",
                        "openjdk-25-jdk",
                        home,
                        List.of(
                                java,
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dwicgate.home=" + Peer.ROOT,
                                "-cp",
                                Peer.ROOT.resolve("app/target/lib") + "/*",
                                "org.wicgate.app.Main",
                                "demo"),
                        Map.of("WICGATE_DATA_DIR", home.toString()),
                        Peer.Redirected.BOTH);
        try {
            Patience.until(
                    START_LIMIT,
                    () -> "the demo is ready\n" + demo.log(),
                    () -> !demo.alive() || answers("/health/ready"));
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
        JsonNode calls = JSON.readTree(get("/api/v1/calls"));
        JsonNode list = calls.isArray() ? calls : calls.path("calls");
        return new Relayed(list.size(), packets(list, "to_core"), packets(list, "to_access"));
    }

    /** A counter of /metrics by its name and label, as {@code name{label="value"}}. */
    static double metric(String name, String label) {
        var line =
                Pattern.compile(
                        "^" + name + "\\{[^}]*" + Pattern.quote(label) + "[^}]*} ([0-9.eE+]+)$",
                        Pattern.MULTILINE);
        return line.matcher(get("/metrics"))
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }

    private static long packets(JsonNode calls, String direction) {
        return calls.findValues(direction).stream()
                .mapToLong(one -> one.isObject() ? one.path("packets").asLong() : one.asLong())
                .sum();
    }

    private static boolean answers(String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create(ADMIN + path)).build();
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String get(String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create(ADMIN + path)).build();
            var answer = HTTP.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new AssertionError(path + " answers " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError(path + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static void empty(Path folder) {
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
