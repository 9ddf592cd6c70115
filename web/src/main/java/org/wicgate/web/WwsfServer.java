package org.wicgate.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.base.Unavailable;
import org.wicgate.waf.Waf;
import org.wicgate.waf.oauth.AuthorizationServer;
import org.wicgate.wwsf.Wwsf;

/**
 * The WWSF on HTTP, with the WAF's public documents beside it (TS 24.371 §5.4 NOTE: the two may
 * share a house): the pages of the WIC, the session API, RFC 8414 metadata, JWKS, the endpoints of
 * OAuth.
 */
public final class WwsfServer implements AutoCloseable {
    /** The cookie that names a session. */
    public static final String SESSION_COOKIE = SessionApi.COOKIE;

    private static final String FOR_FIVE_MINUTES = "public, max-age=300";
    private static final Logger LOG = LoggerFactory.getLogger(WwsfServer.class);

    private final List<HttpListener> listeners = new ArrayList<>();
    private final Waf waf;
    private final WebFiles pages;
    private final W5 w5;
    private final PageHeaders headers;
    private final SessionApi api;
    private final AuthorizationServer oauth;
    private final OauthApi oauthApi;
    private final WebCounters counters = new WebCounters();

    private final InstantSource wallClock;
    private volatile Consumer<String> revoked = _ -> {};

    private WwsfServer(
            List<ListenAt> addresses,
            Wwsf wwsf,
            Waf waf,
            AuthorizationServer oauth,
            W5 w5,
            WebFiles pages,
            InstantSource wallClock) {
        this.waf = waf;
        this.w5 = w5;
        this.wallClock = wallClock;
        this.pages = pages;
        headers = new PageHeaders(wwsf.settings().w2Uris(), isSecure(addresses));
        var gate = new LoginGate(counters);
        api = new SessionApi(wwsf, wallClock, counters, gate, id -> revoked.accept(id));
        this.oauth = oauth;
        oauth.onRevoked(id -> revoked.accept(id));
        String realm = wwsf.settings().homeDomain();
        oauthApi = new OauthApi(oauth, api::entered, realm, wallClock, counters, gate);
    }

    /**
     * Starts on all addresses, or on none.
     *
     * @param w5 where eP-CSCFs of other processes come from, and to
     * @throws IOException with one line for a person, when an address cannot be had
     */
    public static WwsfServer start(
            List<ListenAt> addresses,
            Wwsf wwsf,
            Waf waf,
            AuthorizationServer oauth,
            W5 w5,
            WebFiles pages,
            InstantSource wallClock)
            throws IOException {
        var server = new WwsfServer(addresses, wwsf, waf, oauth, w5, pages, wallClock);
        try {
            for (ListenAt at : addresses) {
                server.listeners.add(HttpListener.start(at, server::answer));
            }
            for (ListenAt at : w5.listen()) {
                server.listeners.add(HttpListener.start(at, server::answerOnW5));
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
        boolean isForW5 = W5.isIts(request.path());
        if (isForW5 && !w5.listen().isEmpty()) {
            return headers.on(
                    WebAnswer.problem(404, "Not Found", "This is for eP-CSCFs, and elsewhere."));
        }
        return headers.on(isForW5 ? toEpCscf(request) : found(request));
    }

    private WebAnswer answerOnW5(WebRequest request) {
        return headers.on(
                W5.isIts(request.path())
                        ? toEpCscf(request)
                        : WebAnswer.problem(404, "Not Found", "This address is for eP-CSCFs."));
    }

    private WebAnswer toEpCscf(WebRequest request) {
        if (w5.isAllowed(request.from())) {
            return found(request);
        }
        counters.count("w5_refused");
        LOG.atWarn()
                .addKeyValue("from", request.from().getHostAddress())
                .addKeyValue("path", request.path())
                .log("refused on W5: is it an eP-CSCF, it belongs into waf.w5.allow");
        return WebAnswer.problem(403, "Forbidden", "This is for eP-CSCFs.")
                .with("Cache-Control", "no-store");
    }

    /** Who keeps what is kept says in the log that it is away; here everybody hears the same. */
    private WebAnswer found(WebRequest request) {
        String path = request.path();
        try {
            return path.startsWith("/api/")
                    ? api.answer(request)
                    : path.startsWith("/oauth/") ? oauthApi.answer(request) : document(request);
        } catch (Unavailable e) {
            counters.count("unavailable");
            return WebAnswer.problem(
                            503, "Service Unavailable", "The database does not answer. Try later.")
                    .with("Cache-Control", "no-store")
                    .with("Retry-After", "5");
        }
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
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return WebAnswer.problem(405, "Method Not Allowed", "Use GET.")
                    .with("Allow", "GET, HEAD");
        }
        return switch (request.path()) {
            case Waf.METADATA_PATH ->
                    WebAnswer.json(200, oauth.metadata()).with("Cache-Control", FOR_FIVE_MINUTES);
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
