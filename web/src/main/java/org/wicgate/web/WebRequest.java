package org.wicgate.web;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request, read whole: its body is no longer than {@link HttpListener#MAX_BODY}. */
final class WebRequest {
    private static final int MAX_PARAMETERS = 20;

    private final String method;
    private final String path;
    private final String query;
    private final Map<String, String> headers;
    private final byte[] body;
    private final InetAddress from;
    private final boolean secure;

    /**
     * A request.
     *
     * @param query what stands behind the question mark, as it came; empty for none
     * @param headers by name in lower case; of several with one name, the first
     * @param secure whether it came under TLS
     */
    WebRequest(
            String method,
            String path,
            String query,
            Map<String, String> headers,
            byte[] body,
            InetAddress from,
            boolean secure) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers = Map.copyOf(headers);
        this.body = body;
        this.from = from;
        this.secure = secure;
    }

    String method() {
        return method;
    }

    /** Without the query. */
    String path() {
        return path;
    }

    /** What stands behind the question mark, as it came; empty for none. */
    String rawQuery() {
        return query;
    }

    /** The parameters of the query, decoded; of several with one name, the first. */
    Map<String, String> query() {
        var out = new HashMap<String, String>();
        for (String pair : query.split("&", MAX_PARAMETERS)) {
            String[] parts = pair.split("=", 2);
            String name = decoded(parts[0]);
            String value = parts.length == 2 ? decoded(parts[1]) : "";
            if (name != null && value != null && !name.isEmpty()) {
                out.putIfAbsent(name, value);
            }
        }
        return out;
    }

    /** Text without its percent signs; null when they stand for nothing. */
    static @Nullable String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The value of a header, empty when it is absent. */
    String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    boolean has(String name) {
        return headers.containsKey(name.toLowerCase(Locale.ROOT));
    }

    byte[] body() {
        return body;
    }

    InetAddress from() {
        return from;
    }

    boolean isSecure() {
        return secure;
    }

    /** A cookie's value, empty when it is absent (RFC 6265 §4.2.1). */
    String cookie(String name) {
        return cookie(header("Cookie"), name);
    }

    /** A cookie's value in a Cookie header, empty when it is absent. */
    static String cookie(String header, String name) {
        for (String pair : header.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                return pair.substring(equals + 1).strip();
            }
        }
        return "";
    }
}
