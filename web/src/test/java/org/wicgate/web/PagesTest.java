package org.wicgate.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.net.Certificates;
import org.wicgate.net.Credential;
import org.wicgate.sim.Proves;

class PagesTest {
    private static final String STRICT = "strict-transport-security";

    @TempDir private Path directory;
    private Path pages;

    @BeforeEach
    void write() throws IOException {
        pages = Files.createDirectories(directory.resolve("dist"));
        Files.writeString(pages.resolve("index.html"), "<!doctype html><title>WIC</title>");
        Files.createDirectories(pages.resolve("js"));
        Files.writeString(pages.resolve("js/app.js"), "export {};");
        Files.writeString(pages.resolve(".secret"), "hidden");
        Files.writeString(directory.resolve("outside.txt"), "outside");
    }

    @Test
    void filesAreServedWithTheirTypeAndNotTwice() throws IOException {
        try (var house = new House(WebFiles.of(pages), ListenAt.plain(House.anyPort()))) {
            var index = house.get("/");
            assertEquals("<!doctype html><title>WIC</title>", index.body());
            assertEquals(
                    "text/html; charset=utf-8",
                    index.headers().firstValue("Content-Type").orElse(""));
            assertEquals(index.body(), house.get("/index.html?x=1").body());

            var script = house.get("/js/app.js");
            assertEquals(
                    "text/javascript; charset=utf-8",
                    script.headers().firstValue("Content-Type").orElse(""));
            var etag = script.headers().firstValue("ETag").orElse("");
            var again = house.get("/js/app.js", "If-None-Match", etag);
            assertEquals(304, again.statusCode());
            assertEquals("", again.body());

            var head = HttpRequest.newBuilder(house.uri("/js/app.js")).HEAD();
            assertEquals(200, house.send(head).statusCode());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.secret",
                "/../outside.txt",
                "/js/../../outside.txt",
                "/%2e%2e/outside.txt",
                "/..%2foutside.txt",
                "/js",
                "/js/",
                "//index.html",
                "/index.html%00.js"
            })
    void nothingElseIsServed(String path) throws IOException {
        try (var house = new House(WebFiles.of(pages), ListenAt.plain(House.anyPort()))) {
            var status = house.get(path).statusCode();
            assertTrue(status == 404 || status == 400, () -> path + " gave " + status);
        }
    }

    @Test
    void directoryWithoutAPageIsRefusedAtTheStart() {
        var e = assertThrows(IOException.class, () -> WebFiles.of(pages.resolve("js")));
        assertEquals("no index.html in " + pages.resolve("js"), e.getMessage());
        e = assertThrows(IOException.class, () -> WebFiles.of(pages.resolve("gone")));
        assertEquals(
                "there is no folder " + pages.resolve("gone") + " with the pages", e.getMessage());
    }

    @Test
    void directoryMayBeASymbolicLink() throws IOException {
        Path current = Files.createSymbolicLink(directory.resolve("current"), pages);
        try (var house = new House(WebFiles.of(current), ListenAt.plain(House.anyPort()))) {
            assertEquals("<!doctype html><title>WIC</title>", house.get("/").body());
            assertEquals(200, house.get("/js/app.js").statusCode());
        }
    }

    @Test
    @Proves({"WWSF-01", "WWSF-02"})
    void pagesComeOverHttpsFromAServerThatProvesItself() throws Exception {
        var credential = Certificates.selfSigned(List.of("localhost"));
        var plain = ListenAt.plain(House.anyPort());
        var tls = ListenAt.tls(House.anyPort(), () -> shown(credential));
        try (var house = new House(WebFiles.of(pages), plain, tls);
                var trusting = trusting(credential.certificate());
                var strict = HttpClient.newHttpClient()) {
            int port = house.server.addresses().get(1).getPort();
            var uri = URI.create("https://localhost:" + port + "/");
            var request = HttpRequest.newBuilder(uri).build();

            var answer = trusting.send(request, BodyHandlers.ofString());
            assertEquals("<!doctype html><title>WIC</title>", answer.body());
            assertThrows(
                    SSLHandshakeException.class,
                    () -> strict.send(request, BodyHandlers.discarding()));

            var login =
                    HttpRequest.newBuilder(uri.resolve("/api/session"))
                            .header("Content-Type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            "{\"username\":\"alice\",\"password\":\"alice\"}"))
                            .build();
            var cookie =
                    trusting.send(login, BodyHandlers.ofString())
                            .headers()
                            .firstValue("Set-Cookie")
                            .orElse("");
            assertTrue(cookie.endsWith("; Secure"), cookie);
            assertEquals(200, house.get("/").statusCode());
        }
    }

    @Test
    void renewedCertificateIsShownAndOpenConnectionsGoOn() throws Exception {
        var first = Certificates.selfSigned(List.of("localhost"));
        var second = Certificates.selfSigned(List.of("localhost"));
        var shown = new AtomicReference<>(shown(first));
        var plain = ListenAt.plain(House.anyPort());
        var tls = ListenAt.tls(House.anyPort(), shown::get);
        try (var house = new House(WebFiles.of(pages), plain, tls)) {
            int port = house.server.addresses().get(1).getPort();
            try (var before = new Keeper(port, first.certificate())) {
                assertTrue(before.asks().startsWith("HTTP/1.1 200"));
                shown.set(shown(second));
                try (var after = new Keeper(port, second.certificate())) {
                    assertTrue(after.asks().startsWith("HTTP/1.1 200"));
                }
                assertThrows(
                        SSLHandshakeException.class, () -> new Keeper(port, first.certificate()));
                assertTrue(before.asks().startsWith("HTTP/1.1 200"), "as if nothing was");
            }
        }
    }

    /** RFC 6797: told when there is nothing but https, or the page on plain localhost were lost. */
    @Test
    void browsersAreToldToStayWithHttpsWhereThereIsNothingElse() throws Exception {
        var credential = Certificates.selfSigned(List.of("localhost"));
        var tls = ListenAt.tls(House.anyPort(), () -> shown(credential));
        var plain = ListenAt.plain(House.anyPort());
        try (var secure = new House(WebFiles.of(pages), tls);
                var both = new House(WebFiles.of(pages), tls, plain);
                var one = keeper(secure, credential);
                var other = keeper(both, credential)) {
            assertTrue(one.asks().toLowerCase(Locale.ROOT).contains(STRICT + ": max-age=31536000"));
            assertFalse(other.asks().toLowerCase(Locale.ROOT).contains(STRICT));
        }
    }

    private static Keeper keeper(House house, Credential credential) throws Exception {
        int port = house.server.addresses().getFirst().getPort();
        return new Keeper(port, credential.certificate());
    }

    private static ListenAt.Credential shown(Credential credential) {
        return new ListenAt.Credential(credential.key(), credential.chain());
    }

    /** One connection that stays open; trusts one certificate. */
    private static final class Keeper implements AutoCloseable {
        private final SSLSocket socket;

        Keeper(int port, X509Certificate trusted) throws Exception {
            var factory = context(trusted).getSocketFactory();
            socket = (SSLSocket) factory.createSocket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            socket.startHandshake();
        }

        /** Gets a small file; gives the answer's head. */
        String asks() throws IOException {
            var request = "GET /js/app.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new StringBuilder();
            while (answer.indexOf("export {};") < 0) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new EOFException(answer.toString());
                }
                answer.append((char) next);
            }
            return answer.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static HttpClient trusting(X509Certificate certificate) throws Exception {
        return HttpClient.newBuilder().sslContext(context(certificate)).build();
    }

    private static SSLContext context(X509Certificate certificate) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("it", certificate);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
