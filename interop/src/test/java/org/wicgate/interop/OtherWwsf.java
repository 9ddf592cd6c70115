package org.wicgate.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Somebody else's WWSF, as small as can be; it asks the WAF for the identities of its users. */
final class OtherWwsf implements AutoCloseable {
    private static final String EXCHANGE =
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange"
                    + "&subject_token_type=urn:wicgate:params:oauth:token-type:user&subject_token=";

    private final HttpServer server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final URI waf;
    private final URI w2;
    private final String authorization;

    OtherWwsf(URI waf, URI w2, int port, String client, String secret) throws IOException {
        this.waf = waf;
        this.w2 = w2;
        byte[] pair = (client + ":" + secret).getBytes(UTF_8);
        authorization = "Basic " + Base64.getEncoder().encodeToString(pair);
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/api/session", this::session);
        server.start();
    }

    /** Its own way to know its user: a header. Then the WAF says which IMS identity that is. */
    private void session(HttpExchange exchange) throws IOException {
        try (exchange) {
            String user = exchange.getRequestHeaders().getFirst("X-Own-Session");
            if (user == null) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            var answer = exchange(user);
            var body = json.writeValueAsBytes(answer);
            exchange.sendResponseHeaders(answer.has("error") ? 403 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private ObjectNode exchange(String user) throws IOException {
        var request =
                HttpRequest.newBuilder(waf.resolve("/oauth/token"))
                        .timeout(Duration.ofSeconds(20))
                        .header("Authorization", authorization)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(EXCHANGE + URLEncoder.encode(user, UTF_8)))
                        .build();
        try {
            var told =
                    (ObjectNode) json.readTree(http.send(request, BodyHandlers.ofString()).body());
            told.put("home_domain", Demo.DOMAIN);
            told.putPOJO("w2_uris", List.of(w2.toString()));
            return told;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** What its page gets for a user of its own. */
    String login(String user) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(uri().resolve("/api/session"))
                        .timeout(Duration.ofSeconds(20))
                        .header("X-Own-Session", user)
                        .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    URI uri() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/");
    }

    /** From now on nobody reaches it. */
    void stop() {
        server.stop(0);
    }

    @Override
    public void close() {
        stop();
        http.close();
    }
}
