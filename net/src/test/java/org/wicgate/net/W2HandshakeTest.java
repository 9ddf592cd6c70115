package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wicgate.sim.Proves;

@Timeout(60)
final class W2HandshakeTest {
    private static Shards shards;

    private W2Recorder recorder;
    private W2Server server;
    private InetSocketAddress address;

    @BeforeAll
    static void startShards() {
        shards = Shards.start("w2", 2);
    }

    @AfterAll
    static void stopShards() {
        shards.close();
    }

    @BeforeEach
    void start() throws IOException {
        recorder = new W2Recorder();
        server = W2Server.start(shards, settings(new W2Admission.Anybody()), shard -> recorder);
        address = server.addresses().getFirst();
    }

    private static W2Settings settings(W2Admission admission) {
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var listen = new W2Settings.Listen(any, "/ws", new W2Settings.Security.Plain());
        return new W2Settings(
                List.of(listen),
                List.of("https://phone.example", "http://localhost:8080"),
                W2Settings.Limits.DEFAULT,
                W2Settings.Timings.DEFAULT,
                admission);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The key and its answer are RFC 6455 §1.3's own. */
    @Test
    @Proves("WS-01")
    void handshakeIsAnsweredWithTheAcceptOfItsKey() throws Exception {
        try (var client = new RawWebSocket(address)) {
            String answer = client.handshake();

            assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
            assertTrue(has(answer, "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), answer);
            assertTrue(has(answer, "upgrade: websocket"), answer);
            assertTrue(has(answer, "connection: upgrade"), answer);
            var opened = recorder.opened();
            assertEquals(client.local(), opened.remote());
            assertEquals("/ws", opened.path());
        }
    }

    @Test
    @Proves("WS-02")
    void subprotocolSipIsSelectedOutOfSeveralAndItsAbsenceRefused() throws Exception {
        try (var client = new RawWebSocket(address)) {
            String answer = client.handshake("Sec-WebSocket-Protocol: chat, sip");
            assertTrue(has(answer, "sec-websocket-protocol: sip\r\n"), answer);
            recorder.opened();
        }
        assertEquals(
                400, refusal("subprotocol sip must be offered", "Sec-WebSocket-Protocol: chat"));
        assertEquals(400, refusal("subprotocol sip must be offered", "Sec-WebSocket-Protocol:"));
    }

    @Test
    @Proves("WS-03")
    void otherVersionIsToldTheOneWeSpeak() throws Exception {
        try (var client = new RawWebSocket(address)) {
            String answer = client.handshake("Sec-WebSocket-Version: 8");
            assertTrue(answer.startsWith("HTTP/1.1 426 "), answer);
            assertTrue(has(answer, "sec-websocket-version: 13"), answer);
        }
    }

    @Test
    @Proves("WS-04")
    void foreignOriginIsForbiddenAndOurOwnAdmitted() throws Exception {
        assertEquals(403, refusal("https://evil.example", "Origin: https://evil.example"));
        assertEquals(403, refusal("not in allowed_origins", "Origin: null"));
        try (var client = new RawWebSocket(address)) {
            String answer = client.handshake("Origin: https://phone.example");
            assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
            assertEquals("https://phone.example", recorder.opened().origin());
        }
    }

    @Test
    void cookiesOfTheHandshakeAreHandedOnAndNotPrinted() throws Exception {
        try (var client = new RawWebSocket(address)) {
            client.handshake("Cookie: session=tell-nobody");
            var opened = recorder.opened();
            assertEquals("session=tell-nobody", opened.cookies());
            assertTrue(!opened.toString().contains("tell-nobody"), opened.toString());
        }
    }

    /** RFC 7118 §7: cookies are read, 401 is answered, and nobody else is the worse for it. */
    @Test
    @Proves("WS-11")
    void whenASessionIsDemandedItsCookieOpensAndItsAbsenceIs401() throws Exception {
        var asked = new ArrayBlockingQueue<String>(10);
        var answers = new CompletableFuture<Boolean>();
        var admission =
                new W2Admission.WithSession(
                        "Cookie realm=\"ims.example\"",
                        cookies -> {
                            asked.add(cookies);
                            return cookies.contains("slow")
                                    ? answers
                                    : CompletableFuture.completedFuture(
                                            cookies.contains("session=good"));
                        });
        try (var strict = W2Server.start(shards, settings(admission), shard -> recorder)) {
            var at = strict.addresses().getFirst();
            try (var client = new RawWebSocket(at)) {
                String answer = client.handshake("Cookie: theme=dark; session=good");
                assertTrue(answer.startsWith("HTTP/1.1 101 "), answer);
                assertEquals("theme=dark; session=good", recorder.opened().cookies());
                client.text("OPTIONS");
                assertEquals("OPTIONS", recorder.message().message());
            }
            recorder.closed();
            for (String cookie : List.of("Cookie: session=bad", "Cookie:")) {
                try (var client = new RawWebSocket(at)) {
                    String answer = client.handshake(cookie);
                    assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
                    assertTrue(has(answer, "www-authenticate: Cookie realm=\"ims.ex"), answer);
                }
            }
            try (var client = new RawWebSocket(at)) {
                String answer = client.handshake("Cookie: x", "Origin: https://evil.example");
                assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
            }
            assertEquals(3, asked.size(), "who is refused anyway is not looked up");
            try (var client = new RawWebSocket(at)) {
                answers.completeExceptionally(new IOException("database"));
                String answer = client.handshake("Cookie: slow");
                assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
            }
            assertTrue(recorder.isSilent());
        }
    }

    @Test
    void secondHandshakeOfOneConnectionIsNotHeard() throws Exception {
        try (var client = new RawWebSocket(address)) {
            String twice =
                    """
                    GET /ws HTTP/1.1
                    Host: localhost
                    Upgrade: websocket
                    Connection: Upgrade
                    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                    Sec-WebSocket-Version: 13
                    Sec-WebSocket-Protocol: sip

                    """
                            .replace("\n", "\r\n");
            client.exchange(twice + twice);
            long first = recorder.opened().id();
            client.reset();
            assertEquals(first, recorder.closed().id());
            assertTrue(recorder.isSilent(), "never a second opening");
        }
    }

    @Test
    void brokenHandshakesAreRefusedAndSayWhy() throws Exception {
        assertEquals(400, refusal("16 bytes in base64", "Sec-WebSocket-Key: short"));
        assertEquals(400, refusal("16 bytes in base64", "Sec-WebSocket-Key:"));
        assertEquals(400, refusal("Connection: Upgrade", "Connection: keep-alive"));
        assertEquals(400, refusal("Host", "Host:"));
        assertEquals(426, refusal("not plain HTTP", "Upgrade:"));
        assertEquals(404, asked("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        assertEquals(405, asked("PUT /ws HTTP/1.1\r\nHost: x\r\n\r\n"));
        assertEquals(400, asked("\u0001\u0002\u0003\r\n\r\n"));
        String tooLong = "Cookie: " + "x".repeat(20_000);
        assertEquals(431, asked("GET /ws HTTP/1.1\r\n" + tooLong + "\r\n\r\n"));
        assertEquals(9, server.counters().refused());
        assertTrue(recorder.isSilent());
    }

    @Test
    void takenPortIsToldInOneLine() {
        var settings = W2Settings.plain(address, "/ws");
        try (var second = W2Server.start(shards, settings, shard -> recorder)) {
            throw new AssertionError("listens twice: " + second.addresses());
        } catch (IOException refused) {
            assertEquals(PortInUse.class, refused.getClass());
            String host = address.getHostString();
            assertEquals(
                    "TCP port %d on %s is already in use by another program"
                            .formatted(address.getPort(), host),
                    refused.getMessage());
        }
    }

    private int refusal(String why, String... changes) throws IOException {
        try (var client = new RawWebSocket(address)) {
            String answer = client.handshake(changes);
            assertTrue(answer.contains(why), answer);
            return status(answer);
        }
    }

    private int asked(String request) throws IOException {
        try (var client = new RawWebSocket(address)) {
            return status(client.exchange(request));
        }
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    private static boolean has(String answer, String line) {
        return answer.toLowerCase(java.util.Locale.ROOT)
                .contains(line.toLowerCase(java.util.Locale.ROOT));
    }
}
