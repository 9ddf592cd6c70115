package org.wicgate.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** One answer; immutable. */
final class WebAnswer {
    private static final JsonMapper JSON = new JsonMapper();

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    private WebAnswer(int status, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** An answer with a body that the caller does not change any more. */
    static WebAnswer of(int status, String contentType, byte[] body) {
        return new WebAnswer(status, Map.of("Content-Type", contentType), body);
    }

    static WebAnswer text(int status, String contentType, String body) {
        return of(status, contentType, body.getBytes(UTF_8));
    }

    /** A map, list or record as JSON. */
    static WebAnswer json(int status, Object body) {
        return of(status, "application/json", JSON.writeValueAsBytes(body));
    }

    static WebAnswer empty(int status) {
        return new WebAnswer(status, Map.of(), new byte[0]);
    }

    /** RFC 9457 §3; {@code detail} tells nothing that the caller must not know. */
    static WebAnswer problem(int status, String title, String detail) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "about:blank");
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        return of(status, "application/problem+json", JSON.writeValueAsBytes(body));
    }

    /** This answer with one more header. */
    WebAnswer with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new WebAnswer(status, more, body);
    }

    /** Likewise, unless it has one of that name. */
    WebAnswer unless(String name, String value) {
        return headers.containsKey(name) ? this : with(name, value);
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body;
    }
}
