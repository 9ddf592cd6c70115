package org.wicgate.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Health, metrics and the read side of the admin API, for the operator's machine only. A request
 * that names another host than the one listened on is refused, so that a web page cannot reach in
 * by DNS rebinding.
 */
public final class AdminServer implements AutoCloseable {
    /**
     * What there is to tell; each supplier is called for each request, on a request thread.
     *
     * @param unready why this node is not ready; empty when it is
     * @param metrics in the text format of Prometheus
     * @param api JSON documents (maps, lists, records) by path, such as {@code /api/v1/calls}
     * @param lookups documents that depend on what is asked, by path, which may have one {@code
     *     {id}} between slashes
     * @param switches what PUT turns on and DELETE off again, by path as of lookups; no page of
     *     another site can have a browser send either
     */
    public record Sources(
            Supplier<List<String>> unready,
            Supplier<String> metrics,
            Map<String, Supplier<Object>> api,
            Map<String, Lookup> lookups,
            Map<String, Switch> switches) {
        public Sources {
            api = Map.copyOf(api);
            lookups = Map.copyOf(lookups);
            switches = Map.copyOf(switches);
        }
    }

    /** Finds a document. */
    @FunctionalInterface
    public interface Lookup {
        /**
         * A map or list for JSON, or a text; null when there is no such thing.
         *
         * @param id what stood in the place of {@code {id}} in the path; else empty
         * @param query the parameters behind the question mark, each once
         */
        @Nullable Object find(String id, Map<String, String> query);
    }

    /** Turns something on or off. */
    @FunctionalInterface
    public interface Switch {
        /** Whether there is such a thing as {@code id}, which is on or off now. */
        boolean turn(String id, boolean on);
    }

    private final HttpListener listener;

    private AdminServer(HttpListener listener) {
        this.listener = listener;
    }

    /**
     * Starts to listen.
     *
     * @throws IOException with one line for a person, when the address cannot be had
     */
    public static AdminServer start(InetSocketAddress address, Sources sources) throws IOException {
        return new AdminServer(
                HttpListener.start(
                        ListenAt.plain(address), request -> answer(address, sources, request)));
    }

    private static WebAnswer answer(
            InetSocketAddress listening, Sources sources, WebRequest request) {
        if (!isForUs(listening, request.header("Host"))) {
            return WebAnswer.problem(421, "Misdirected Request", "That is not my name.");
        }
        var answer =
                switch (request.method()) {
                    case "GET", "HEAD" -> document(sources, request);
                    case "PUT" -> turned(sources, request, true);
                    case "DELETE" -> turned(sources, request, false);
                    default -> notAllowed();
                };
        return answer.with("Cache-Control", "no-store").with("X-Content-Type-Options", "nosniff");
    }

    private static WebAnswer turned(Sources sources, WebRequest request, boolean on) {
        for (var each : sources.switches().entrySet()) {
            String id = idIn(request.path(), each.getKey());
            if (id != null) {
                return each.getValue().turn(id, on)
                        ? WebAnswer.json(200, Map.of("on", on))
                        : WebAnswer.problem(404, "Not Found", "There is no " + id + ".");
            }
        }
        return notAllowed();
    }

    private static WebAnswer notAllowed() {
        return WebAnswer.problem(405, "Method Not Allowed", "Use GET.").with("Allow", "GET, HEAD");
    }

    private static boolean isForUs(InetSocketAddress listening, String host) {
        if (!listening.getAddress().isLoopbackAddress()) {
            return true;
        }
        int colon = host.lastIndexOf(':');
        boolean hasPort = colon > 0 && host.indexOf(']', colon) < 0;
        String name = hasPort ? host.substring(0, colon) : host;
        return name.equals("localhost")
                || name.equals("127.0.0.1")
                || name.equals("[::1]")
                || name.equals(listening.getHostString());
    }

    private static WebAnswer document(Sources sources, WebRequest request) {
        String path = request.path();
        return switch (path) {
            case "/health/live" -> WebAnswer.json(200, Map.of("status", "UP"));
            case "/health/ready" -> readiness(sources.unready().get());
            case "/metrics" ->
                    WebAnswer.text(
                            200,
                            "text/plain; version=0.0.4; charset=utf-8",
                            sources.metrics().get());
            case "/", "/api/v1" -> index(sources);
            default -> {
                var source = sources.api().get(path);
                yield source == null
                        ? lookedUp(sources, request)
                        : WebAnswer.json(200, source.get());
            }
        };
    }

    private static WebAnswer lookedUp(Sources sources, WebRequest request) {
        for (var lookup : sources.lookups().entrySet()) {
            String id = idIn(request.path(), lookup.getKey());
            Object found = id == null ? null : lookup.getValue().find(id, request.query());
            if (found != null) {
                return found instanceof String text
                        ? WebAnswer.text(200, "text/plain; charset=utf-8", text)
                        : WebAnswer.json(200, found);
            }
        }
        return WebAnswer.problem(404, "Not Found", "See / for what there is.");
    }

    /** What stands in the place of the pattern's {id}, decoded; null when the path is another. */
    private static @Nullable String idIn(String path, String pattern) {
        int at = pattern.indexOf("{id}");
        if (at < 0) {
            return path.equals(pattern) ? "" : null;
        }
        String before = pattern.substring(0, at);
        String behind = pattern.substring(at + "{id}".length());
        int end = path.length() - behind.length();
        if (end <= before.length() || !path.startsWith(before) || !path.endsWith(behind)) {
            return null;
        }
        String id = path.substring(before.length(), end);
        return id.contains("/") ? null : WebRequest.decoded(id.replace("+", "%2B"));
    }

    private static WebAnswer readiness(List<String> reasons) {
        return reasons.isEmpty()
                ? WebAnswer.json(200, Map.of("status", "UP"))
                : WebAnswer.json(503, Map.of("status", "DOWN", "reasons", reasons));
    }

    private static WebAnswer index(Sources sources) {
        var paths = new TreeSet<>(sources.api().keySet());
        paths.addAll(sources.lookups().keySet());
        paths.addAll(sources.switches().keySet());
        paths.addAll(List.of("/health/live", "/health/ready", "/metrics"));
        return WebAnswer.json(200, Map.of("paths", paths));
    }

    /** Where it listens; the port is the real one. */
    public InetSocketAddress address() {
        return listener.address();
    }

    @Override
    public void close() {
        listener.close();
    }
}
