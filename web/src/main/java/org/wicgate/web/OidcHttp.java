package org.wicgate.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Pattern;
import org.wicgate.base.Decoded;
import org.wicgate.wwsf.oidc.ProviderHttp;

/** Asks an identity provider; blocks, for five seconds at most. Follows no redirect. */
public final class OidcHttp implements ProviderHttp, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long MAX_BYTES = 256 * 1024;
    private static final Pattern ERROR = Pattern.compile("\"error\"\\s*:\\s*\"([a-z_]{1,64})\"");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).followRedirects(Redirect.NEVER).build();

    @Override
    public Decoded<String> get(String uri, String authorization) {
        return send(uri, authorization, HttpRequest.newBuilder());
    }

    @Override
    public Decoded<String> post(String uri, String authorization, String form) {
        return send(
                uri,
                authorization,
                HttpRequest.newBuilder()
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form)));
    }

    private Decoded<String> send(String uri, String authorization, HttpRequest.Builder builder) {
        try {
            builder.uri(URI.create(uri)).timeout(TIMEOUT).header("Accept", "application/json");
            if (!authorization.isEmpty()) {
                builder.header("Authorization", authorization);
            }
            var limited = BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES);
            var answer = Fetch.send(client, builder.build(), limited, TIMEOUT);
            return answer.statusCode() == 200
                    ? new Decoded.Ok<>(answer.body())
                    : new Decoded.Malformed<>(status(answer.statusCode(), answer.body()));
        } catch (IOException | IllegalArgumentException e) {
            return new Decoded.Malformed<>(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Decoded.Malformed<>("interrupted");
        }
    }

    /** Of an error in JSON (RFC 6749 §5.2) its code, which holds no secret. */
    private static String status(int status, String body) {
        var error = ERROR.matcher(body);
        return "status " + status + (error.find() ? ", " + error.group(1) : "");
    }

    @Override
    public void close() {
        client.close();
    }
}
