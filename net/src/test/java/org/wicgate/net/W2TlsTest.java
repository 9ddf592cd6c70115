package org.wicgate.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.sim.Proves;

/** wss with both libraries that may do it. */
@Timeout(60)
final class W2TlsTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int ALERT = 21;
    private static final int PROTOCOL_VERSION = 70;

    private final Shards shards = Shards.start("tls", 2);
    private final W2Recorder recorder = new W2Recorder();

    @TempDir Path directory;

    @AfterEach
    void stop() {
        shards.close();
    }

    @Test
    void boringSslIsWhatServersUseHere() {
        assertTrue(OpenSsl.isAvailable(), () -> String.valueOf(OpenSsl.unavailabilityCause()));
        assertTrue(OpenSsl.versionString().contains("BoringSSL"), OpenSsl.versionString());
        assertEquals(SslProvider.OPENSSL_REFCNT, Tls.PROVIDER);
    }

    /** The other half of WS-14, no plain WebSocket by default, is in app's ConfigFileTest. */
    @ParameterizedTest
    @ValueSource(strings = {"OPENSSL_REFCNT", "JDK"})
    @Proves("WS-14")
    void versions12And13AreSpokenAndNoneBefore(String provider) throws Exception {
        var tls = new ServerTls(selfSigned(), SslProvider.valueOf(provider));
        try (var server = server(tls)) {
            var address = server.addresses().getFirst();
            assertEquals("TLSv1.2", negotiated(address, "TLSv1.2", ""));
            assertEquals("TLSv1.3", negotiated(address, "TLSv1.3", ""));
            assertEquals(PROTOCOL_VERSION, alertFor(address, 0x0302), "TLS 1.1");
            assertEquals(PROTOCOL_VERSION, alertFor(address, 0x0301), "TLS 1.0");
            String cbc = negotiated(address, "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256");
            assertTrue(cbc.startsWith("refused"), cbc);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPENSSL_REFCNT", "JDK"})
    void renewedCertificateIsShownWithoutDroppingAConnection(String provider) throws Exception {
        Path chain = directory.resolve("chain.pem");
        Path key = directory.resolve("private.pem");
        place("one", chain, key);
        var files = new CredentialFiles(chain, key);
        var tls = new ServerTls(files.read(), SslProvider.valueOf(provider));
        X509Certificate first = tls.credential().certificate();
        var shown = new CompletableFuture<X509Certificate>();
        CredentialWatch.Use use =
                credential -> {
                    tls.show(credential);
                    shown.complete(credential.certificate());
                };
        try (var server = server(tls);
                var _ = CredentialWatch.start(files, Duration.ofMillis(20), use)) {
            var before = phone(server, first);
            assertEquals("opened", before.heard());
            long id = recorder.opened().id();

            place("two", chain, key);
            X509Certificate second = shown.get(30, TimeUnit.SECONDS);
            var after = phone(server, second);
            assertEquals("opened", after.heard());
            recorder.opened();
            var stale = phone(server, first); // believes in the old one alone
            assertTrue(stale.heard().startsWith("closed"), "the old one is not shown any more");

            before.client().send("OPTIONS".getBytes(UTF_8));
            assertEquals("OPTIONS", recorder.message().message());
            assertTrue(server.send(id, "SIP/2.0 200 OK".getBytes(UTF_8)));
            assertEquals("SIP/2.0 200 OK", before.heard());
        }
    }

    private void place(String name, Path chain, Path key) throws IOException {
        Path made = directory.resolve(name);
        var _ = Certificates.selfSigned(made, List.of("localhost"));
        Files.copy(made.resolve("certificate.pem"), chain, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(made.resolve("key.pem"), key, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Credential selfSigned() throws IOException {
        return Certificates.selfSigned(List.of("localhost"));
    }

    private W2Server server(ServerTls tls) throws IOException {
        var listen = new W2Settings.Listen(ANY, "/ws", new W2Settings.Security.Tls(tls));
        var settings =
                new W2Settings(
                        List.of(listen),
                        List.of("*"),
                        W2Settings.Limits.DEFAULT,
                        W2Settings.Timings.DEFAULT);
        return W2Server.start(shards, settings, s -> recorder);
    }

    private static String negotiated(InetSocketAddress server, String version, String suite)
            throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustingAll()}, new SecureRandom());
        try (var socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(server.getAddress(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.setEnabledProtocols(new String[] {version});
            if (!suite.isEmpty()) {
                socket.setEnabledCipherSuites(new String[] {suite});
            }
            socket.startHandshake();
            return socket.getSession().getProtocol();
        } catch (SSLException refused) {
            return "refused: " + refused.getMessage();
        }
    }

    /** The alert that answers a ClientHello of an old version, written by hand: no JDK sends it. */
    private static int alertFor(InetSocketAddress server, int version) throws IOException {
        int[] suites = {0xC009, 0xC013, 0x002F};
        var hello = ByteBuffer.allocate(128).putShort((short) version).put(new byte[32]);
        hello.put((byte) 0).putShort((short) (suites.length * 2));
        for (int suite : suites) {
            hello.putShort((short) suite);
        }
        hello.put((byte) 1).put((byte) 0).flip();
        var record = ByteBuffer.allocate(256).put((byte) 22).putShort((short) 0x0301);
        record.putShort((short) (hello.remaining() + 4)).putInt(1 << 24 | hello.remaining());
        record.put(hello).flip();
        try (var socket = new Socket(server.getAddress(), server.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(record.array(), 0, record.limit());
            var in = new DataInputStream(socket.getInputStream());
            assertEquals(ALERT, in.readUnsignedByte());
            in.skipNBytes(5); // version, length, level
            return in.readUnsignedByte();
        }
    }

    private WebSocketRecorder phone(W2Server server, X509Certificate trusted) throws IOException {
        String at = "wss://localhost:%d/ws".formatted(server.addresses().getFirst().getPort());
        return WebSocketRecorder.connect(shards, URI.create(at), List.of(trusted));
    }

    private static final class TrustingAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
