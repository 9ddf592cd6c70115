package org.wicgate.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A browser as far as logging in goes: cookies, redirects, pages that lead on, forms. */
final class Visitor implements AutoCloseable {
    private static final Pattern LEADS_ON = Pattern.compile("content=\"0; url=([^\"]+)\"");
    private static final Pattern FORM = Pattern.compile("<form[^>]* action=\"([^\"]+)\"");
    private static final int MAX_STEPS = 12;

    private record Cookie(String host, String path, String name, String value) {
        boolean isFor(URI uri) {
            return host.equals(uri.getHost()) && uri.getPath().startsWith(path);
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Cookie> cookies = new ArrayList<>();

    /** One question, and no step further. */
    HttpResponse<String> get(URI uri) {
        return send(HttpRequest.newBuilder(uri));
    }

    /** A form of the page that is shown, likewise. */
    HttpResponse<String> post(URI uri, Map<String, String> fields) {
        String form =
                fields.entrySet().stream()
                        .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), UTF_8))
                        .collect(Collectors.joining("&"));
        return send(
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Origin", uri.getScheme() + "://" + uri.getAuthority())
                        .POST(BodyPublishers.ofString(form)));
    }

    /** Goes where it is led, up to a page to read or an address that begins so. */
    HttpResponse<String> follow(HttpResponse<String> answer, String until) {
        var at = answer;
        for (int i = 0; i < MAX_STEPS; i++) {
            var next = next(at);
            if (next == null || next.toString().startsWith(until)) {
                return at;
            }
            at = get(next);
        }
        throw new AssertionError("led in a circle: " + at.uri());
    }

    /** Logs in at the form that is shown, as the provider of the tests has it. */
    HttpResponse<String> logIn(HttpResponse<String> page, String name, String until) {
        var form = FORM.matcher(page.body());
        if (!form.find()) {
            throw new AssertionError("no form at " + page.uri() + "\n" + page.body());
        }
        var fields = Map.of("prompt", "login", "login", name, "password", "any");
        return follow(post(page.uri().resolve(form.group(1)), fields), until);
    }

    /** Where an answer leads; null when it is a page to read. */
    static @Nullable URI next(HttpResponse<String> answer) {
        var location = answer.headers().firstValue("Location");
        var page = LEADS_ON.matcher(answer.body());
        String to =
                location.orElseGet(() -> page.find() ? page.group(1).replace("&amp;", "&") : "");
        return to.isEmpty() ? null : answer.uri().resolve(to);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        var uri = request.build().uri();
        String mine =
                cookies.stream()
                        .filter(cookie -> cookie.isFor(uri))
                        .map(cookie -> cookie.name + "=" + cookie.value)
                        .collect(Collectors.joining("; "));
        if (!mine.isEmpty()) {
            request.header("Cookie", mine);
        }
        try {
            var answer =
                    http.send(
                            request.timeout(Duration.ofSeconds(20)).build(),
                            BodyHandlers.ofString());
            answer.headers().allValues("Set-Cookie").forEach(header -> keep(uri, header));
            return answer;
        } catch (IOException e) {
            throw new AssertionError(uri.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The JDK's own jar takes a cookie with Max-Age for one of 1997, and puts it in quotes. */
    private void keep(URI uri, String header) {
        String[] parts = header.split(";\\s*", -1);
        String[] pair = parts[0].split("=", 2);
        String path =
                Arrays.stream(parts)
                        .filter(part -> part.toLowerCase(Locale.ROOT).startsWith("path="))
                        .map(part -> part.substring(5))
                        .findFirst()
                        .orElse("/");
        cookies.removeIf(other ->
                other.host.equals(uri.getHost())
                        && other.name.equals(pair[0])
                        && other.path.equals(path));
        cookies.add(new Cookie(uri.getHost(), path, pair[0], pair[1]));
    }

    @Override
    public void close() {
        http.close();
    }
}
