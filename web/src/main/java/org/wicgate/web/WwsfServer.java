package org.wicgate.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wicgate.waf.Waf;
import org.wicgate.wwsf.Wwsf;

/**
 * The WWSF on HTTP, with the WAF's public documents beside it (TS 24.371 §5.4 NOTE: the two may
 * share a house): the pages of the WIC, the session API, RFC 8414 metadata, JWKS.
 */
public final class WwsfServer implements AutoCloseable {
    private static final String FOR_FIVE_MINUTES = "public, max-age=300";

    private final List<HttpListener> listeners = new ArrayList<>();
    private final Waf waf;
    private final WebFiles pages;
    private final PageHeaders headers;
    private final SessionApi api;
    private final WebCounters counters = new WebCounters();

    private WwsfServer(Wwsf wwsf, Waf waf, WebFiles pages, InstantSource wallClock) {
        this.waf = waf;
        this.pages = pages;
        headers = new PageHeaders(wwsf.settings().w2Uris());
        api = new SessionApi(wwsf, wallClock, counters);
    }

    /**
     * Starts on all addresses, or on none.
     *
     * @throws IOException with one line for a person, when an address cannot be had
     */
    public static WwsfServer start(
            List<ListenAt> addresses, Wwsf wwsf, Waf waf, WebFiles pages, InstantSource wallClock)
            throws IOException {
        var server = new WwsfServer(wwsf, waf, pages, wallClock);
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

    private WebAnswer answer(WebRequest request) {
        return headers.on(
                request.path().startsWith("/api/") ? api.answer(request) : document(request));
    }

    private WebAnswer document(WebRequest request) {
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
            default -> pages.answer(request);
        };
    }

    /** Where it listens, in the order asked for; ports are the real ones. */
    public List<InetSocketAddress> addresses() {
        return listeners.stream().map(HttpListener::address).toList();
    }

    /** Logins, renewals and refusals so far, by what came of them. */
    public Map<String, Long> counts() {
        return counters.snapshot();
    }

    @Override
    public void close() {
        listeners.forEach(HttpListener::close);
    }
}
