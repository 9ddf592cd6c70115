package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.net.Certificates;
import org.wicgate.net.Credential;

/** {@code wicgate run} as it stands on the open net: https, wss, and no handshake without login. */
class EncryptedHouseTest {
    private static final String UPGRADE =
            """
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Protocol: sip
            """;

    private final Program.Ports ports = Program.Ports.free();
    @TempDir private Path folder = Path.of("");

    /** Both servers show a renewed certificate; what was open goes on as if nothing had been. */
    @Test
    void renewedCertificateIsShownAndASessionOpensTheWebSocket() throws IOException {
        Credential first = place("one");
        Files.createDirectories(folder.resolve("page"));
        Files.writeString(folder.resolve("page/index.html"), "<!doctype html><title>none</title>");
        Path file = Files.writeString(folder.resolve("house.yaml"), yaml());
        Path users = Files.writeString(folder.resolve("users.csv"), "alice,Alices-word-81\n");
        var account = List.of("account", "--config", file.toString(), "import", users.toString());
        try (var peer = Program.wicgate("encrypted-account", Map.of(), account)) {
            assertEquals(0, peer.exit(Program.START_LIMIT), peer::log);
        }
        try (var program = Program.run("encrypted", ports, file);
                var page = new Secure(ports.web(), first);
                var stranger = new Secure(ports.w2(), first);
                var wic = new Secure(ports.w2(), first)) {
            String refused = stranger.ask("GET /ws HTTP/1.1\n" + UPGRADE);
            assertTrue(refused.startsWith("HTTP/1.1 401 "), refused);
            assertTrue(refused.contains("cookie-name=\"wicgate_session\""), refused);

            String login = page.ask(login());
            assertTrue(login.startsWith("HTTP/1.1 200 "), login);
            assertTrue(
                    login.contains("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure"));
            String session = login.replaceAll("(?s).*(wicgate_session=[^;]+);.*", "$1");
            String opened = wic.ask("GET /ws HTTP/1.1\nCookie: " + session + "\n" + UPGRADE);
            assertTrue(opened.startsWith("HTTP/1.1 101 "), opened);

            Credential second = place("two");
            for (int port : List.of(ports.web(), ports.w2())) {
                Patience.until(Patience.USUAL, program::log, () -> Secure.isShown(port, second));
                assertFalse(Secure.isShown(port, first));
            }
            assertTrue(page.ask("GET / HTTP/1.1\n").startsWith("HTTP/1.1 200 "));
            wic.frame("\r\n\r\n");
            assertEquals("\r\n", wic.message());
        }
    }

    private Credential place(String name) throws IOException {
        Path made = folder.resolve(name);
        var credential = Certificates.selfSigned(made, List.of("localhost"));
        for (var part : List.of("certificate.pem", "key.pem")) {
            Path into = folder.resolve(part);
            Files.copy(made.resolve(part), into, StandardCopyOption.REPLACE_EXISTING);
        }
        return credential;
    }

    private static String login() {
        var body = "{\"username\":\"alice\",\"password\":\"Alices-word-81\"}";
        return "POST /api/session HTTP/1.1\nContent-Type: application/json\nContent-Length: "
                + body.length()
                + "\n\n"
                + body;
    }

    private String yaml() {
        return """
        home_domain: %1$s
        epcscf:
          w2:
            listen: [ "wss://localhost:%3$d/ws" ]
            allowed_origins: [ "https://localhost:%2$d" ]
            certificate: "%8$s/certificate.pem"
            key: "%8$s/key.pem"
            require_session: true
          mw: { listen: "sip:127.0.0.1:%4$d", next_hop: "sip:127.0.0.1:%7$d" }
          registration:
            schemes: [ web ]
            authz_server: "https://localhost:%2$d"
            wwsfs: { wwsf: [ "https://localhost:%2$d" ] }
        eimsagw:
          w3: { listen: "127.0.0.1:%5$d" }
          core: { address: "127.0.0.1", ports: "%9$d-%10$d" }
        wwsf:
          listen: [ "https://localhost:%2$d/" ]
          w2_uris: [ "wss://localhost:%3$d/ws" ]
          page: "%8$s/page"
        waf: { issuer: "https://localhost:%2$d" }
        admin: { listen: "http://127.0.0.1:%6$d" }
        data_dir: "%8$s/data"
        """
                .formatted(
                        Demo.DOMAIN,
                        ports.web(),
                        ports.w2(),
                        ports.mw(),
                        ports.w3(),
                        ports.admin(),
                        ports.lab(),
                        folder,
                        ports.firstCore(),
                        ports.lastCore());
    }

    /** One TLS connection that stays open and trusts one certificate. */
    private static final class Secure implements AutoCloseable {
        private final SSLSocket socket;

        Secure(int port, Credential trusted) throws IOException {
            var factory = context(trusted.certificate()).getSocketFactory();
            socket = (SSLSocket) factory.createSocket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) Patience.USUAL.toMillis());
            socket.startHandshake();
        }

        static boolean isShown(int port, Credential credential) {
            try (var _ = new Secure(port, credential)) {
                return true;
            } catch (SSLException another) {
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Gives head and body of the answer. */
        String ask(String request) throws IOException {
            var lines = request.contains("\n\n") ? request : request + "\n";
            var all = lines.replaceFirst("\n", "\nHost: localhost\n").replace("\n", "\r\n");
            socket.getOutputStream().write(all.getBytes(StandardCharsets.UTF_8));
            var answer = new StringBuilder();
            while (answer.indexOf("\r\n\r\n") < 0) {
                answer.append((char) next());
            }
            var length = answer.toString().replaceAll("(?is).*\ncontent-length: *([0-9]+).*", "$1");
            if (length.matches("[0-9]+")) {
                for (int i = Integer.parseInt(length); i > 0; i--) {
                    answer.append((char) next());
                }
            }
            return answer.toString();
        }

        /** Sends a short text in a frame, under a mask of zeros. */
        void frame(String text) throws IOException {
            byte[] frame = new byte[6 + text.length()];
            frame[0] = (byte) 0x81;
            frame[1] = (byte) (0x80 | text.length());
            System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, frame, 6, text.length());
            socket.getOutputStream().write(frame);
        }

        /** The next short frame that is no Ping. */
        String message() throws IOException {
            while (true) {
                int opcode = next() & 0x0F;
                var text =
                        new String(
                                socket.getInputStream().readNBytes(next()),
                                StandardCharsets.US_ASCII);
                if (opcode != 9) {
                    return text;
                }
            }
        }

        private int next() throws IOException {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new EOFException("closed");
            }
            return next;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        private static SSLContext context(X509Certificate trusted) {
            try {
                var store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                store.setCertificateEntry("it", trusted);
                var trust =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trust.init(store);
                var context = SSLContext.getInstance("TLS");
                context.init(null, trust.getTrustManagers(), null);
                return context;
            } catch (GeneralSecurityException | IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
