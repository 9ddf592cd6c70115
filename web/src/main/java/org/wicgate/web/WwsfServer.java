package org.wicgate.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.wicgate.waf.Waf;
import org.wicgate.wwsf.Wwsf;

/**
 * The WWSF on HTTP, with the WAF's public documents beside it (TS 24.371 §5.4 NOTE: the two may
 * share a house): the pages of the WIC, the session API, RFC 8414 metadata, JWKS.
 */
public final class WwsfServer implements AutoCloseable {
    /** The cookie that names a session. */
    public static final String SESSION_COOKIE = SessionApi.COOKIE;

    private static final String FOR_FIVE_MINUTES = "public, max-age=300";

    private final List<HttpListener> listeners = new ArrayList<>();
    private final Waf waf;
    private final WebFiles pages;
    private final PageHeaders headers;
    private final SessionApi api;
    private final WebCounters counters = new WebCounters();

    private final InstantSource wallClock;
    private volatile Consumer<String> revoked = _ -> {};

    private WwsfServer(
            List<ListenAt> addresses, Wwsf wwsf, Waf waf, WebFiles pages, InstantSource wallClock) {
        this.waf = waf;
        this.wallClock = wallClock;
        this.pages = pages;
        headers = new PageHeaders(wwsf.settings().w2Uris(), isSecure(addresses));
        api = new SessionApi(wwsf, wallClock, counters, id -> revoked.accept(id));
    }

    /**
     * Starts on all addresses, or on none.
     *
     * @throws IOException with one line for a person, when an address cannot be had
     */
    public static WwsfServer start(
            List<ListenAt> addresses, Wwsf wwsf, Waf waf, WebFiles pages, InstantSource wallClock)
            throws IOException {
        var server = new WwsfServer(addresses, wwsf, waf, pages, wallClock);
        try {
            for (ListenAt at : addresses) {
                server.listeners.add(HttpListener.start(at, server::answer));
            }
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static boolean isSecure(List<ListenAt> addresses) {
        return addresses.stream().allMatch(at -> at.security() instanceof ListenAt.Security.Tls);
    }

    private WebAnswer answer(WebRequest request) {
        return headers.on(
                request.path().startsWith("/api/") ? api.answer(request) : document(request));
    }

    /** RFC 7009 §2: who has a token may give it up; 200 whatever became of it. */
    private WebAnswer revoke(WebRequest request) {
        if (!request.method().equals("POST")) {
            return WebAnswer.problem(405, "Method Not Allowed", "Use POST.").with("Allow", "POST");
        }
        for (String pair : new String(request.body(), UTF_8).split("&", -1)) {
            if (pair.startsWith("token=")) {
                String token = URLDecoder.decode(pair.substring("token=".length()), UTF_8);
                String id = waf.revoke(token, wallClock.instant());
                if (!id.isEmpty()) {
                    counters.count("token_revoked");
                    revoked.accept(id);
                }
                return WebAnswer.empty(200).with("Cache-Control", "no-store");
            }
        }
        return WebAnswer.text(400, "application/json", "{\"error\":\"invalid_request\"}")
                .with("Cache-Control", "no-store");
    }

    /** Every eP-CSCF asks for it every two seconds: the list goes out only when it changed. */
    private WebAnswer revokedIds(String theyHave) {
        var ids = waf.revoked(wallClock.instant());
        String tag = "\"" + Integer.toHexString(ids.hashCode()) + "-" + ids.size() + "\"";
        var answer =
                theyHave.equals(tag)
                        ? WebAnswer.empty(304)
                        : WebAnswer.json(200, Map.of("revoked", ids));
        return answer.with("Cache-Control", "no-cache").with("ETag", tag);
    }

    private WebAnswer document(WebRequest request) {
        if (request.path().equals(Waf.REVOCATION_PATH)) {
            return revoke(request);
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return WebAnswer.problem(405, "Method Not Allowed", "Use GET.")
                    .with("Allow", "GET, HEAD");
        }
        return switch (request.path()) {
            case Waf.METADATA_PATH ->
                    WebAnswer.text(200, "application/json", waf.metadata())
                            .with("Cache-Control", FOR_FIVE_MINUTES);
            case Waf.JWKS_PATH ->
                    WebAnswer.text(200, "application/jwk-set+json", waf.jwks())
                            .with("Cache-Control", FOR_FIVE_MINUTES);
            case Waf.REVOKED_PATH -> revokedIds(request.header("If-None-Match"));
            default -> pages.answer(request);
        };
    }

    /** Who is told at once which token or session is revoked, on the thread of the request. */
    public void onRevoked(Consumer<String> listener) {
        revoked = listener;
    }

    /** Where it listens, in the order asked for; ports are the real ones. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream().map(HttpListener::address).toList();
    }

    /** Logins, renewals and refusals so far, by what came of them. */
    public Map<String, Long> counts() {
        return counters.snapshot();
    }

    /**
     * Whether somebody is logged in, for an eP-CSCF that asks at the handshake of a WebSocket.
     *
     * @param cookies a Cookie header as it came; empty for none
     */
    public boolean hasSession(String cookies) {
        return api.hasSession(cookies);
    }

    @Override
    public void close() {
        listeners.forEach(HttpListener::close);
    }
}
