package org.wicgate.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class WebSocketClientTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Shards shards = Shards.start("ws", 2);
    private final W2Recorder recorder = new W2Recorder();
    @TempDir Path directory;

    @AfterEach
    void stop() {
        shards.close();
    }

    @Test
    void messagesGoBothWaysAndGoodbyesAreTold() throws Exception {
        try (var server = W2Server.start(shards, W2Settings.plain(ANY, "/ws"), s -> recorder)) {
            var client = connect("ws", server.addresses().getFirst(), List.of());
            assertEquals("opened", client.heard());
            long id = recorder.opened().id();
            client.client().send("REGISTER".getBytes(UTF_8));
            assertEquals("REGISTER", recorder.message().message());
            assertTrue(server.send(id, "SIP/2.0 200 OK".getBytes(UTF_8)));
            assertEquals("SIP/2.0 200 OK", client.heard());
            client.client().close(1000, "done");
            assertEquals(new W2Recorder.Told.Closed(id, 1000, "done"), recorder.closed());
            assertTrue(client.heard().startsWith("closed 1000 "));

            var vanishing = connect("ws", server.addresses().getFirst(), List.of());
            assertEquals("opened", vanishing.heard());
            long second = recorder.opened().id();
            vanishing.client().abort();
            assertEquals(second, recorder.closed().id());
        }
    }

    /** Against a server that upgrades, with the right accept, but says nothing of sip. */
    @Test
    void serverThatDoesNotSelectSipIsLeft() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var address = (InetSocketAddress) server.getLocalSocketAddress();
            var client = connect("ws", address, List.of());
            try (var socket = server.accept()) {
                socket.setSoTimeout(10_000);
                var request = new StringBuilder();
                while (request.indexOf("\r\n\r\n") < 0) {
                    request.append((char) socket.getInputStream().read());
                }
                socket.getOutputStream().write(upgradeWithoutSip(request.toString()));
                String told = client.heard();
                assertTrue(told.startsWith("closed 1006 Invalid subprotocol"), told);
                assertEquals(-1, socket.getInputStream().read());
            }
        }
    }

    @Test
    void refusalIsToldWithTheServersReason() throws Exception {
        var listen = new W2Settings.Listen(ANY, "/ws", new W2Settings.Security.Plain());
        var settings =
                new W2Settings(
                        List.of(listen),
                        List.of("https://only.example"),
                        W2Settings.Limits.DEFAULT,
                        W2Settings.Timings.DEFAULT);
        try (var server = W2Server.start(shards, settings, s -> recorder)) {
            var client = connect("ws", server.addresses().getFirst(), List.of());
            String told = client.heard();
            assertTrue(told.contains("403 Forbidden"), told);
            assertTrue(told.contains("allowed_origins"), told);
        }
    }

    @Test
    void wssWorksWithTheCertificateMadeAtTheFirstStartAndNoOther() throws Exception {
        Credential credential = Certificates.selfSigned(directory, List.of("localhost"));
        try (var server = secureServer(credential)) {
            var address = server.addresses().getFirst();
            var client = connect("wss", address, credential.chain());
            assertEquals("opened", client.heard());
            assertTrue(recorder.opened().secure());

            var other = Certificates.selfSigned(List.of("localhost")).chain();
            String told = connect("wss", address, other).heard();
            assertTrue(told.startsWith("closed 1006 TLS: "), told);
        }
    }

    /** The other half of the statement, that plain ws is off by default, is the configuration's. */
    @Test
    void credentialIsKeptPrivatelyAndReadAgain() throws Exception {
        Credential made = Certificates.selfSigned(directory, List.of("localhost", "127.0.0.1"));
        Credential kept = Certificates.selfSigned(directory, List.of("localhost"));
        assertEquals(made, kept);
        assertEquals("EC", kept.key().getAlgorithm());
        assertEquals(2, kept.certificate().getSubjectAlternativeNames().size());
        var owner = PosixFilePermissions.fromString("rw-------");
        assertEquals(owner, Files.getPosixFilePermissions(directory.resolve("key.pem")));
        assertTrue(!kept.toString().contains("PRIVATE"), kept.toString());
    }

    private W2Server secureServer(Credential credential) throws IOException {
        var listen =
                new W2Settings.Listen(
                        ANY, "/ws", new W2Settings.Security.Tls(new ServerTls(credential)));
        var settings =
                new W2Settings(
                        List.of(listen),
                        List.of("*"),
                        W2Settings.Limits.DEFAULT,
                        W2Settings.Timings.DEFAULT);
        return W2Server.start(shards, settings, s -> recorder);
    }

    private WebSocketRecorder connect(
            String scheme, InetSocketAddress server, List<X509Certificate> trusted)
            throws IOException {
        var at = URI.create(scheme + "://localhost:" + server.getPort() + "/ws");
        return WebSocketRecorder.connect(shards, at, trusted);
    }

    private static byte[] upgradeWithoutSip(String request) throws Exception {
        String name = "sec-websocket-key: ";
        int at = request.toLowerCase(java.util.Locale.ROOT).indexOf(name) + name.length();
        String key = request.substring(at, request.indexOf("\r\n", at));
        var sha1 = java.security.MessageDigest.getInstance("SHA-1");
        byte[] sum = sha1.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(UTF_8));
        String accept = java.util.Base64.getEncoder().encodeToString(sum);
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: "
                        + accept
                        + "\r\n\r\n")
                .getBytes(UTF_8);
    }
}
