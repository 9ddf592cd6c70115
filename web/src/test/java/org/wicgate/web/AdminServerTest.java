package org.wicgate.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile List<String> unready = List.of("Mw is not listening");
    private final List<Boolean> drained = new CopyOnWriteArrayList<>();
    private AdminServer server;

    @BeforeEach
    void open() throws IOException {
        server =
                AdminServer.start(
                        House.anyPort(),
                        new AdminServer.Sources(
                                () -> unready,
                                () -> "wicgate_calls 2\n",
                                Map.of(
                                        "/api/v1/calls",
                                        () -> List.of(Map.of("id", "c1", "state", "talking")),
                                        "/api/v1/broken",
                                        () -> {
                                            throw new IllegalStateException("secret detail");
                                        }),
                                Map.of(
                                        "/api/v1/calls/{id}/timeline",
                                        AdminServerTest::timeline,
                                        "/api/v1/calls/recent",
                                        (_, query) -> query),
                                Map.of(
                                        "/api/v1/gateways/{id}/drain",
                                        (id, on) -> id.equals("media 0") && drained.add(on))));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void liveAtOnceAndReadyWhenNothingIsMissing() throws Exception {
        assertEquals(200, get("/health/live").statusCode());
        var notYet = get("/health/ready");
        assertEquals(503, notYet.statusCode());
        assertTrue(notYet.body().contains("\"reasons\":[\"Mw is not listening\"]"), notYet.body());

        unready = List.of();
        assertEquals(200, get("/health/ready").statusCode());
        assertEquals("{\"status\":\"UP\"}", get("/health/ready").body());
    }

    @Test
    void metricsAreTextAndApiDocumentsAreJson() throws Exception {
        var metrics = get("/metrics");
        assertEquals("wicgate_calls 2\n", metrics.body());
        assertTrue(
                metrics.headers().firstValue("Content-Type").orElse("").startsWith("text/plain"));
        var calls = get("/api/v1/calls").body();
        assertTrue(calls.contains("\"state\":\"talking\""), calls);
        assertTrue(get("/").body().contains("/api/v1/calls"));
        assertEquals(404, get("/api/v1/nothing").statusCode());
    }

    private static @Nullable Object timeline(String id, Map<String, String> query) {
        if (id.equals("none")) {
            return null;
        }
        return query.containsKey("as") ? "text of " + id : Map.of("call", id);
    }

    @Test
    void documentsThatDependOnWhatIsAsked() throws Exception {
        assertEquals("{\"call\":\"c1\"}", get("/api/v1/calls/c1/timeline").body());
        String strange = get("/api/v1/calls/a%2Fb%40c%3F%20+/timeline").body();
        assertEquals("{\"call\":\"a/b@c? +\"}", strange);
        var text = get("/api/v1/calls/c1/timeline?as=text");
        assertEquals("text of c1", text.body());
        assertTrue(text.headers().firstValue("Content-Type").orElse("").startsWith("text/plain"));
        assertEquals("{\"a\":\"b c&\"}", get("/api/v1/calls/recent?a=b+c%26&a=x&=y").body());
        assertTrue(get("/").body().contains("/api/v1/calls/{id}/timeline"));
        for (String none :
                List.of("/calls/none/timeline", "/calls//timeline", "/calls/a/b/timeline")) {
            assertEquals(404, get("/api/v1" + none).statusCode(), none);
        }
    }

    @Test
    void failingSourceIs500WithoutDetails() throws Exception {
        var answer = get("/api/v1/broken");
        assertEquals(500, answer.statusCode());
        assertFalse(answer.body().contains("secret"), answer.body());
        assertEquals(200, get("/health/live").statusCode());
    }

    @Test
    void whatCanBeTurnedOnIsTurnedOnByPutAndOffByDelete() throws Exception {
        assertEquals(200, send("PUT", "/api/v1/gateways/media%200/drain"));
        assertEquals(200, send("DELETE", "/api/v1/gateways/media%200/drain"));
        assertEquals(404, send("PUT", "/api/v1/gateways/media%201/drain"));
        assertEquals(405, send("POST", "/api/v1/gateways/media%200/drain"));
        assertEquals(405, send("PUT", "/api/v1/calls"));
        assertEquals(List.of(true, false), drained);
    }

    private int send(String method, String path) throws Exception {
        var request = HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody());
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @Test
    void onlyReadingIsAllowed() throws Exception {
        var post =
                HttpRequest.newBuilder(uri("/metrics")).POST(HttpRequest.BodyPublishers.noBody());
        assertEquals(405, client.send(post.build(), BodyHandlers.discarding()).statusCode());
    }

    @Test
    void requestForAnotherNameIsRefused() throws IOException {
        assertEquals("421", status("GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
        assertEquals("200", status("GET /metrics HTTP/1.1\r\nHost: localhost:9090\r\n\r\n"));
        assertEquals("200", status("GET /metrics HTTP/1.1\r\nHost: [::1]:9090\r\n\r\n"));
    }

    @Test
    void rubbishIs400AndTheNextRequestIsServed() throws Exception {
        assertEquals("400", status("\0\1\2 nonsense\r\n\r\n"));
        assertEquals(
                "400", status("GET /metrics HTTP/1.1\r\nHost: localhost\r\nBad Header\r\n\r\n"));
        assertEquals(200, get("/health/live").statusCode());
    }

    @Test
    void stoppingLetsARequestFinishAndFreesThePort() throws Exception {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var slow =
                new AdminServer.Sources(
                        List::of,
                        () -> {
                            entered.countDown();
                            try {
                                leave.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return "late\n";
                        },
                        Map.of(),
                        Map.of(),
                        Map.of());
        var stopping = AdminServer.start(House.anyPort(), slow);
        var address = stopping.address();
        var uri = URI.create("http://127.0.0.1:" + address.getPort() + "/metrics");
        var answer = client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        entered.await();
        var stopper = Thread.ofVirtual().start(stopping::close);
        leave.countDown();

        assertEquals("late\n", answer.get(5, TimeUnit.SECONDS).body());
        stopper.join();
        AdminServer.start(address, slow).close();
    }

    private String status(String request) throws IOException {
        try (var socket = new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            var text = new String(line, StandardCharsets.ISO_8859_1);
            return text.substring(Math.max(0, text.length() - 3));
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }
}
