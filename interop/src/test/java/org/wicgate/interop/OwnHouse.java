package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;

/** Every role by a file of one's own, with accounts that the command line put into its database. */
final class OwnHouse {
    /** TS 35.208 §4.3.1: the card of dave. */
    static final String K = "465b5ce8b199b49faa5f0a2ee238a6bc";

    static final String OPC = "cd63cb71954a9f4e48a5994e37a02baf";

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String name;
    private final Program.Ports ports = Program.Ports.free();
    private final Path file;

    /**
     * @param subscribers of the lab core: user parts
     * @param phones its phones: {@code carol: password}
     */
    OwnHouse(String name, Path folder, String subscribers, String phones) throws IOException {
        this.name = name;
        Files.createDirectories(folder.resolve("page"));
        Files.writeString(folder.resolve("page/index.html"), "<!doctype html><title>none</title>");
        file = Files.writeString(folder.resolve(name + ".yaml"), yaml(folder, subscribers, phones));
    }

    private String yaml(Path folder, String subscribers, String phones) {
        return """
        home_domain: %1$s
        epcscf:
          w2: { listen: [ "ws://localhost:%3$d/ws", "wss://localhost:%15$d/ws" ], allowed_origins: [ "http://localhost:%2$d" ] }
          mw: { listen: "sip:127.0.0.1:%4$d", next_hop: "sip:127.0.0.1:%7$d", udp_limit: 65535 }
          registration:
            schemes: [ web, ims ]
            authz_server: "https://localhost:8443"
            wwsfs: { wwsf: [ "http://localhost:%2$d" ] }
            pools: { wwsf: [ "sip:guest-!.*!@%1$s" ] }
        eimsagw:
          w3: { listen: "127.0.0.1:%5$d" }
          core: { address: "127.0.0.1", ports: "%8$d-%9$d" }
        wwsf:
          listen: [ "http://localhost:%2$d/" ]
          w2_uris: [ "ws://localhost:%3$d/ws" ]
          page: "%10$s"
        waf: { issuer: "https://localhost:8443" }
        lab:
          listen: "sip:127.0.0.1:%7$d"
          trusted: [ "127.0.0.1:%4$d" ]
          media: { address: "127.0.0.1", ports: "%11$d-%12$d" }
          subscribers: [ %13$s ]
          phones: { %14$s }
          cards: { dave: [ "%16$s", "%17$s" ] }
        admin: { listen: "http://127.0.0.1:%6$d" }
        log: { level: debug }
        """
                .formatted(
                        Demo.DOMAIN,
                        ports.web(),
                        ports.w2(),
                        ports.mw(),
                        ports.w3(),
                        ports.admin(),
                        ports.lab(),
                        ports.firstCore(),
                        ports.lastCore(),
                        folder.resolve("page"),
                        ports.first() + 100,
                        ports.first() + 199,
                        subscribers,
                        phones,
                        ports.echo(),
                        K,
                        OPC);
    }

    /** Changes its file before it starts. */
    void rewrite(UnaryOperator<String> change) throws IOException {
        Files.writeString(file, change.apply(Files.readString(file)));
    }

    Program.Ports ports() {
        return ports;
    }

    /** W2 under TLS, with the certificate made at the first start. */
    URI securely() {
        return URI.create("wss://localhost:" + ports.echo() + "/ws");
    }

    Path certificate() {
        return file.resolveSibling("data").resolve("tls/certificate.pem");
    }

    /** {@code wicgate account ARGUMENTS}, which must succeed; gives what it said. */
    String account(String... arguments) {
        return command("account", arguments);
    }

    /** {@code wicgate client ARGUMENTS}, likewise. */
    String client(String... arguments) {
        return command("client", arguments);
    }

    private String command(String what, String... arguments) {
        var command = new ArrayList<>(List.of(what, "--config", file.toString()));
        command.addAll(List.of(arguments));
        try (var peer = Program.wicgate(name + "-" + what, Map.of(), command)) {
            assertEquals(0, peer.exit(Program.START_LIMIT), peer::log);
            return peer.log();
        }
    }

    /** The program, ready. */
    Program start() {
        return Program.run(name, ports, file);
    }

    /** What a page asks of the WWSF. */
    HttpResponse<String> ask(String method, String path, String cookie, String json) {
        var request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + ports.web() + path))
                        .timeout(Duration.ofSeconds(20))
                        .header("Content-Type", json.contains("=") ? FORM : "application/json")
                        .method(method, BodyPublishers.ofString(json));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The session cookie that an answer sets. */
    static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    /** A member of a JSON answer. */
    static String field(HttpResponse<String> answer, String name) {
        return new JsonMapper().readTree(answer.body()).path(name).asString();
    }
}
