package org.wicgate.wwsf.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URLEncoder;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.wwsf.OneAtATime;
import org.wicgate.wwsf.oidc.IdTokens.Verdict;

/**
 * What a provider is asked, with its discovery document and its keys kept for a while. One that
 * gives no answer is left alone for some seconds, so that nobody waits for it in a queue.
 */
final class Provider {
    /** How long the document and the keys are used before they are fetched again. */
    static final Duration MAX_AGE = Duration.ofMinutes(10);

    /** Between two fetches of keys that a token asks for. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** How long one that gave no document is left alone. */
    static final Duration AWAY = Duration.ofSeconds(3);

    private record Fetched<T>(T value, Instant at) {}

    private final ProviderSettings settings;
    private final ProviderHttp http;
    private final OneAtATime alone;

    private @Nullable Fetched<Metadata> metadata;
    private @Nullable Fetched<JWKSet> keys;
    private Instant notBefore = Instant.MIN;
    private String lastFailure = "";

    Provider(ProviderSettings settings, ProviderHttp http, OneAtATime alone) {
        this.settings = settings;
        this.http = http;
        this.alone = alone;
    }

    /** Its document; an old one while it is away. */
    Decoded<Metadata> metadata(Instant now) {
        var had = alone.call(() -> Optional.ofNullable(metadata)).orElse(null);
        if (had != null && now.isBefore(had.at.plus(MAX_AGE))) {
            return new Decoded.Ok<>(had.value);
        }
        String away = alone.call(() -> now.isBefore(notBefore) ? lastFailure : "");
        Decoded<Metadata> fresh =
                away.isEmpty() ? fetchMetadata(now) : new Decoded.Malformed<>(away);
        return fresh instanceof Decoded.Malformed<Metadata> && had != null
                ? new Decoded.Ok<>(had.value)
                : fresh;
    }

    private Decoded<Metadata> fetchMetadata(Instant now) {
        String uri = settings.issuer().replaceAll("/$", "") + Metadata.PATH;
        var read =
                switch (http.get(uri, "")) {
                    case Decoded.Ok<String>(var body) -> Metadata.decode(body, settings.issuer());
                    case Decoded.Malformed<String>(var why) ->
                            new Decoded.Malformed<Metadata>(uri + ": " + why);
                };
        alone.run(() -> {
            switch (read) {
                case Decoded.Ok<Metadata>(var fresh) -> metadata = new Fetched<>(fresh, now);
                case Decoded.Malformed<Metadata>(var why) -> {
                    notBefore = now.plus(AWAY);
                    lastFailure = why;
                }
            }
        });
        return read;
    }

    /** Turns a code into what the provider says of somebody, proven. */
    Decoded<Map<String, Object>> claims(
            Metadata known, String code, String verifier, String nonce, Instant now) {
        return switch (http.post(
                known.token(), authorization(known), form(known, code, verifier))) {
            case Decoded.Malformed<String>(var why) ->
                    new Decoded.Malformed<>("the token endpoint: " + why);
            case Decoded.Ok<String>(var body) -> {
                try {
                    var json = JSONObjectUtils.parse(body);
                    String token = JSONObjectUtils.getString(json, "id_token");
                    String access = JSONObjectUtils.getString(json, "access_token");
                    yield token == null
                            ? new Decoded.Malformed<>("no ID token; waf.oidc.scopes needs openid")
                            : proven(known, token, access == null ? "" : access, nonce, now);
                } catch (ParseException e) {
                    yield new Decoded.Malformed<>("the token endpoint gave no JSON");
                }
            }
        };
    }

    private Decoded<Map<String, Object>> proven(
            Metadata known, String token, String access, String nonce, Instant now) {
        var wanted =
                new IdTokens.Wanted(
                        settings.issuer(), settings.clientId(), nonce, settings.maxAge(), access);
        var verdict = IdTokens.verify(token, keys(known, false, now), wanted, now);
        if (verdict instanceof Verdict.UnknownKey) {
            verdict = IdTokens.verify(token, keys(known, true, now), wanted, now);
        }
        return switch (verdict) {
            case Verdict.Good(var claims) -> completed(known, claims, access);
            case Verdict.Bad(var why) -> new Decoded.Malformed<>(why);
            case Verdict.UnknownKey _ ->
                    new Decoded.Malformed<>(
                            "the ID token is signed with a key that is not in " + known.jwks());
        };
    }

    /** The provider's keys; those that we had while it does not give them. */
    private JWKSet keys(Metadata known, boolean isOneMissing, Instant now) {
        var had = alone.call(() -> Optional.ofNullable(keys)).orElse(null);
        var pause = isOneMissing ? PAUSE : MAX_AGE;
        if (had != null && now.isBefore(had.at.plus(pause))) {
            return had.value;
        }
        var old = had == null ? new JWKSet() : had.value;
        if (!(http.get(known.jwks(), "") instanceof Decoded.Ok<String>(var body))) {
            return old;
        }
        try {
            var fresh = JWKSet.parse(body);
            alone.run(() -> keys = new Fetched<>(fresh, now));
            return fresh;
        } catch (ParseException e) {
            return old;
        }
    }

    /** §5.3: some providers put claims into the ID token, others tell them when asked alone. */
    private Decoded<Map<String, Object>> completed(
            Metadata known, Map<String, Object> claims, String access) {
        boolean isWhole = claims.keySet().containsAll(settings.rule().claims());
        if (isWhole || known.userinfo().isEmpty() || access.isEmpty()) {
            return new Decoded.Ok<>(claims);
        }
        return switch (http.get(known.userinfo(), "Bearer " + access)) {
            case Decoded.Malformed<String>(var why) ->
                    new Decoded.Malformed<>("the userinfo endpoint: " + why);
            case Decoded.Ok<String>(var body) -> {
                try {
                    var more = new HashMap<>(JSONObjectUtils.parse(body));
                    if (!String.valueOf(claims.get("sub")).equals(more.get("sub"))) { // §5.3.2
                        yield new Decoded.Malformed<>("the userinfo endpoint tells of another sub");
                    }
                    more.putAll(claims);
                    yield new Decoded.Ok<>(more);
                } catch (ParseException e) {
                    yield new Decoded.Malformed<>("the userinfo endpoint gave no JSON");
                }
            }
        };
    }

    private boolean isBasic(Metadata known) {
        return !settings.clientSecret().isEmpty() && !known.isSecretInForm();
    }

    private String authorization(Metadata known) {
        if (!isBasic(known)) {
            return "";
        }
        String pair = encoded(settings.clientId()) + ":" + encoded(settings.clientSecret());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    private String form(Metadata known, String code, String verifier) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", settings.redirectUri());
        form.put("code_verifier", verifier);
        if (!isBasic(known)) {
            form.put("client_id", settings.clientId());
            if (!settings.clientSecret().isEmpty()) {
                form.put("client_secret", settings.clientSecret());
            }
        }
        return encoded(form);
    }

    static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(e -> encoded(e.getKey()) + "=" + encoded(e.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }
}
