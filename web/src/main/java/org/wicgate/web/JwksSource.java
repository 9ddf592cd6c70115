package org.wicgate.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.base.Decoded;
import org.wicgate.waf.PublicKeys;
import org.wicgate.waf.TokenVerifier;
import org.wicgate.waf.Verdict;

/**
 * Verifies tokens with the keys of a WAF in another process (reference point W5). The keys are
 * fetched when first needed, when they are old, and when a token names one that we do not have; at
 * most once in {@link #MIN_INTERVAL}, whatever strangers send. While the WAF is away the keys that
 * we have stay good. Blocks: call it from a virtual thread.
 */
public final class JwksSource implements AutoCloseable {
    /** How long keys are used before they are fetched again. */
    public static final Duration MAX_AGE = Duration.ofMinutes(10);

    /** No two fetches are closer together than this. */
    public static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

    private static final Verdict UNKNOWN_KEY = new Verdict.Invalid(Verdict.Reason.UNKNOWN_KEY);

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long MAX_BYTES = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(JwksSource.class);

    private final URI jwks;
    private final TokenVerifier verifier;
    private final InstantSource wallClock;
    private final HttpClient client;
    private final ReentrantLock fetching = new ReentrantLock();

    private volatile PublicKeys keys = PublicKeys.NONE;
    private volatile Instant goodUntil = Instant.MIN;
    private Instant nextFetch = Instant.MIN;

    /**
     * Nothing is fetched yet.
     *
     * @param jwks where the WAF publishes its keys
     */
    public JwksSource(URI jwks, TokenVerifier.Rules rules, InstantSource wallClock) {
        this.jwks = jwks;
        this.wallClock = wallClock;
        verifier = new TokenVerifier(rules);
        client =
                HttpClient.newBuilder()
                        .connectTimeout(TIMEOUT)
                        .followRedirects(Redirect.NEVER)
                        .build();
    }

    /** Judges a token. */
    public Verdict verify(String token) {
        Instant now = wallClock.instant();
        if (!now.isBefore(goodUntil)) {
            refresh(now);
        }
        var used = keys;
        var verdict = verifier.verify(token, used, now);
        if (verdict.equals(UNKNOWN_KEY)) {
            fetch(now, used);
            verdict = verifier.verify(token, keys, now);
        }
        boolean nobodyCanTell = keys.ids().isEmpty() && verdict.equals(UNKNOWN_KEY);
        return nobodyCanTell ? new Verdict.Unknown() : verdict;
    }

    /** One fetches; who has old keys does not wait for it, for it may be slow to fail. */
    private void refresh(Instant now) {
        var old = keys;
        if (old == PublicKeys.NONE) {
            fetch(now, old);
        } else if (fetching.tryLock()) {
            try {
                fetch(now, old);
            } finally {
                fetching.unlock();
            }
        }
    }

    /** Fetches, unless somebody else did since {@code used} was looked at, or just before. */
    private void fetch(Instant now, PublicKeys used) {
        fetching.lock();
        try {
            if (used != keys || now.isBefore(nextFetch)) {
                return;
            }
            nextFetch = now.plus(MIN_INTERVAL);
            switch (download()) {
                case Decoded.Ok<PublicKeys>(var fresh) -> {
                    keys = fresh;
                    goodUntil = now.plus(MAX_AGE);
                }
                case Decoded.Malformed<PublicKeys>(var why) ->
                        LOG.atWarn()
                                .addKeyValue("jwks", jwks)
                                .addKeyValue("why", why)
                                .log("keys of the WAF not fetched, the old ones stay");
            }
        } finally {
            fetching.unlock();
        }
    }

    private Decoded<PublicKeys> download() {
        var request =
                HttpRequest.newBuilder(jwks)
                        .timeout(TIMEOUT)
                        .header("Accept", "application/jwk-set+json, application/json")
                        .build();
        try {
            var answer =
                    Fetch.send(
                            client,
                            request,
                            BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES),
                            TIMEOUT);
            return answer.statusCode() == 200
                    ? PublicKeys.decode(answer.body())
                    : new Decoded.Malformed<>("status " + answer.statusCode());
        } catch (IOException e) {
            return new Decoded.Malformed<>(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Decoded.Malformed<>("interrupted");
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
