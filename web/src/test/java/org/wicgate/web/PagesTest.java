package org.wicgate.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.net.Certificates;
import org.wicgate.sim.Proves;

class PagesTest {
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
    }

    @Test
    @Proves("WWSF-02")
    void pagesComeOverHttpsFromAServerThatProvesItself() throws Exception {
        var credential = Certificates.selfSigned(List.of("localhost"));
        var plain = ListenAt.plain(House.anyPort());
        var tls = ListenAt.tls(House.anyPort(), credential.key(), credential.chain());
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

    private static HttpClient trusting(X509Certificate certificate) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("it", certificate);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }
}
