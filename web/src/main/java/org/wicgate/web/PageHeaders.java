package org.wicgate.web;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The headers that keep a page from being turned against its user: no script but our files, no
 * connection but to us and the eP-CSCF, no frame around us.
 */
final class PageHeaders {
    private static final String ONE_YEAR = "max-age=31536000"; // RFC 6797 §6.1.1
    private static final Pattern ORIGIN = Pattern.compile("^(wss?://[A-Za-z0-9.:\\[\\]-]+)");

    private final String policy;
    private final boolean isSecureOnly;

    /**
     * The policy for pages that open WebSockets to {@code w2Uris}.
     *
     * @param isSecureOnly whether nothing is served but https: then browsers may be told so
     */
    PageHeaders(List<String> w2Uris, boolean isSecureOnly) {
        this.isSecureOnly = isSecureOnly;
        Set<String> connect = new LinkedHashSet<>(List.of("'self'"));
        for (String uri : w2Uris) {
            var origin = ORIGIN.matcher(uri);
            if (origin.find()) {
                connect.add(origin.group(1));
            }
        }
        policy =
                String.join(
                        "; ",
                        "default-src 'self'",
                        "connect-src " + String.join(" ", connect),
                        "img-src 'self' data:",
                        "media-src 'self' blob: data: mediastream:",
                        "object-src 'none'",
                        "base-uri 'none'",
                        "form-action 'self'",
                        "frame-ancestors 'none'");
    }

    /** With these headers; what an answer says of itself stays. */
    WebAnswer on(WebAnswer answer) {
        var told = isSecureOnly ? answer.with("Strict-Transport-Security", ONE_YEAR) : answer;
        return told.unless("Content-Security-Policy", policy)
                .with("X-Content-Type-Options", "nosniff")
                .with("X-Frame-Options", "DENY")
                .unless("Referrer-Policy", "no-referrer")
                .with("Permissions-Policy", "microphone=(self), camera=(self), geolocation=()")
                .with("Cross-Origin-Opener-Policy", "same-origin")
                .unless("Cross-Origin-Resource-Policy", "same-origin");
    }
}
