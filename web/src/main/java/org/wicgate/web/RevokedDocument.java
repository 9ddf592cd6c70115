package org.wicgate.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The list of revoked tokens and logins that a WAF in another process publishes beside its keys:
 * {@code {"revoked":["id", ...]}}, asked for with the ETag of the last one (RFC 9110 §13.1.2).
 */
public final class RevokedDocument implements RevocationWatch.Source, AutoCloseable {
    /** A longer document is refused whole: 100,000 ids of ours are half of it. */
    public static final int MAX_BYTES = 6 * 1024 * 1024;

    /** In characters; an id of ours has 26. */
    public static final int MAX_ID = 128;

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final JsonMapper JSON = new JsonMapper();

    private final URI uri;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).followRedirects(Redirect.NEVER).build();
    private String tag = "";

    public RevokedDocument(URI uri) {
        this.uri = uri;
    }

    /** Where the list is that belongs to these keys: next to them. */
    public static URI besides(URI jwks) {
        return jwks.resolve("revoked-tokens.json");
    }

    @Override
    public Optional<Set<String>> changed() throws IOException {
        var request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        request.header("Accept", "application/json");
        if (!tag.isEmpty()) {
            request.header("If-None-Match", tag);
        }
        try {
            var body = BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES);
            var answer = Fetch.send(client, request.build(), body, TIMEOUT);
            return switch (answer.statusCode()) {
                case 304 -> Optional.empty();
                case 200 -> {
                    var ids = read(answer.body());
                    tag = answer.headers().firstValue("ETag").orElse("");
                    yield Optional.of(ids);
                }
                default -> throw new IOException("status " + answer.statusCode());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static Set<String> read(byte[] body) throws IOException {
        JsonNode list;
        try {
            list = JSON.readTree(body).path("revoked");
        } catch (JacksonException e) {
            throw new IOException("no JSON", e);
        }
        if (!list.isArray()) {
            throw new IOException("no list named revoked");
        }
        var ids = new LinkedHashSet<String>();
        for (JsonNode id : list) {
            if (!id.isString() || id.asString().isEmpty() || id.asString().length() > MAX_ID) {
                throw new IOException("an id that is none");
            }
            ids.add(id.asString());
        }
        return ids;
    }

    @Override
    public String toString() {
        return uri.toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
