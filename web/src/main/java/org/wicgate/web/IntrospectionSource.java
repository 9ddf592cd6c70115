package org.wicgate.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.waf.TokenClaims;
import org.wicgate.waf.TokenVerifier;
import org.wicgate.waf.Verdict;

/**
 * Verifies tokens by asking the WAF what they say (RFC 7662). An answer is good for {@link #FRESH};
 * while the WAF is away, for as long as the token lives: who was let in stays in. Blocks: call it
 * from a virtual thread.
 */
public final class IntrospectionSource implements AutoCloseable {
    /** How long nobody is asked again; a revocation is known by then at the latest. */
    public static final Duration FRESH = Duration.ofSeconds(30);

    /** When there are more, the one that was seen longest ago is forgotten. */
    static final int MAX_KNOWN = 50_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long MAX_BYTES = 64 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(IntrospectionSource.class);

    /**
     * Whom to ask, and as whom.
     *
     * @param secret never logged
     */
    public record At(URI uri, String client, String secret) {
        @Override
        public String toString() {
            return client + " at " + uri;
        }
    }

    private record Known(TokenClaims claims, Instant asked) {}

    private final At at;
    private final TokenVerifier.Rules rules;
    private final InstantSource wallClock;
    private final String authorization;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).followRedirects(Redirect.NEVER).build();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private volatile boolean away;

    /** Asks nothing yet. */
    public IntrospectionSource(At at, TokenVerifier.Rules rules, InstantSource wallClock) {
        this.at = at;
        this.rules = rules;
        this.wallClock = wallClock;
        String pair =
                URLEncoder.encode(at.client(), UTF_8) + ":" + URLEncoder.encode(at.secret(), UTF_8);
        authorization = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    /** Judges a token. */
    public Verdict verify(String token) {
        if (token.length() > TokenVerifier.Rules.MAX_TOKEN) {
            return new Verdict.Invalid(Verdict.Reason.TOO_LARGE);
        }
        Instant now = wallClock.instant();
        String hash = hash(token);
        var before = held(() -> known.get(hash));
        if (before != null && now.isBefore(before.asked.plus(FRESH))) {
            return rules.judge(before.claims, now);
        }
        try {
            var claims = ask(token);
            away = false;
            if (claims.isEmpty()) {
                held(() -> known.remove(hash));
                return new Verdict.Invalid(
                        before == null ? Verdict.Reason.BAD_SIGNATURE : Verdict.Reason.REVOKED);
            }
            var verdict = rules.judge(claims.get(), now);
            if (verdict instanceof Verdict.Valid) {
                remember(hash, new Known(claims.get(), now));
            }
            return verdict;
        } catch (IOException e) {
            tell(e);
            return before == null ? new Verdict.Unknown() : rules.judge(before.claims, now);
        }
    }

    private void tell(IOException why) {
        if (!away) {
            LOG.atWarn()
                    .addKeyValue("waf", at)
                    .addKeyValue("why", why.toString())
                    .log("the WAF does not introspect: tokens seen before stay good, new ones not");
        }
        away = true;
    }

    private void remember(String hash, Known claims) {
        held(() -> {
            known.put(hash, claims);
            if (known.size() > MAX_KNOWN) {
                known.remove(known.keySet().iterator().next());
            }
            return claims;
        });
    }

    private @Nullable Known held(Supplier<@Nullable Known> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private Optional<TokenClaims> ask(String token) throws IOException {
        var request =
                HttpRequest.newBuilder(at.uri())
                        .timeout(TIMEOUT)
                        .header("Authorization", authorization)
                        .header("Accept", "application/json")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                BodyPublishers.ofString(
                                        "token_type_hint=access_token&token="
                                                + URLEncoder.encode(token, UTF_8)));
        try {
            var body = BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BYTES);
            var answer = Fetch.send(client, request.build(), body, TIMEOUT);
            if (answer.statusCode() != 200) {
                throw new IOException("status " + answer.statusCode());
            }
            return IntrospectedClaims.read(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String hash(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
