package org.wicgate.wwsf.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.Subject;
import org.wicgate.waf.oauth.Elsewhere;
import org.wicgate.waf.oauth.Form;
import org.wicgate.waf.oauth.Secrets;
import org.wicgate.waf.oauth.Throttle;
import org.wicgate.wwsf.OneAtATime;

/**
 * Lets people in whom an OpenID provider knows. Each way there has a state of its own that is good
 * once, for ten minutes, in the browser that began it; they are kept in memory, so that a restart
 * lets those begin anew who are under way.
 */
public final class ProviderLogin implements Elsewhere {
    static final Duration PATIENCE = Duration.ofMinutes(10);
    static final int MAX_UNDER_WAY = 10_000;
    static final int MAX_OF_ADDRESS = 500;

    private static final int MAX_CODE = 4096;
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final String OVER = "This login took too long, or was begun in another browser.";

    private record UnderWay(
            String browser, String nonce, String verifier, Aim aim, InetAddress from, Instant end) {
        @Override
        public String toString() {
            return "UnderWay[" + end + "]";
        }
    }

    /** What it works with. */
    public record Means(
            ProviderHttp http,
            KnownUsers users,
            Throttle throttle,
            Entropy entropy,
            OneAtATime alone) {}

    private final ProviderSettings settings;
    private final Means means;
    private final Provider provider;
    private final Map<String, UnderWay> underWay = new LinkedHashMap<>();

    public ProviderLogin(ProviderSettings settings, Means means) {
        this.settings = settings;
        this.means = means;
        provider = new Provider(settings, means.http(), means.alone());
    }

    /**
     * Who they are here. The issuer is part of it: another provider may give the same {@code sub}
     * to somebody else (OpenID Connect Core 1.0 §2). No account of the own table has a colon.
     */
    static String webIdentity(String issuer, String sub) {
        return "oidc-" + Secrets.hash(issuer).substring(0, 12) + ":" + sub;
    }

    @Override
    public String title() {
        return settings.title();
    }

    @Override
    public Start start(Aim aim, String browser, InetAddress from, Instant now) {
        var wait = means.throttle().waitFor(from, now);
        if (!wait.isZero()) {
            return new Start.Wait(wait);
        }
        return switch (provider.metadata(now)) {
            case Decoded.Malformed<Metadata>(var why) -> new Start.Away(why);
            case Decoded.Ok<Metadata>(var known) -> go(known, aim, browser, from, now);
        };
    }

    private Start go(Metadata known, Aim aim, String shown, InetAddress from, Instant now) {
        String state = Secrets.make(means.entropy());
        String nonce = Secrets.make(means.entropy());
        String verifier = Secrets.make(means.entropy());
        String browser = SECRET.matcher(shown).matches() ? shown : Secrets.make(means.entropy());
        var begun =
                new UnderWay(Secrets.hash(browser), nonce, verifier, aim, from, now.plus(PATIENCE));
        means.alone().run(() -> keep(Secrets.hash(state), begun, now));
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", settings.clientId());
        query.put("redirect_uri", settings.redirectUri());
        query.put("scope", String.join(" ", settings.scopes()));
        query.put("state", state);
        query.put("nonce", nonce);
        query.put("code_challenge", Secrets.challenge(verifier));
        query.put("code_challenge_method", "S256");
        if (!settings.maxAge().isZero()) {
            query.put("max_age", String.valueOf(settings.maxAge().toSeconds()));
        }
        String to = known.authorization();
        String uri = to + (to.contains("?") ? "&" : "?") + Provider.encoded(query);
        return new Start.Go(uri, browser);
    }

    /** Bounded, and one address cannot take the place of all others. */
    private void keep(String state, UnderWay begun, Instant now) {
        underWay.values().removeIf(other -> !now.isBefore(other.end));
        var ofAddress =
                underWay.entrySet().stream()
                        .filter(e -> e.getValue().from.equals(begun.from))
                        .map(Map.Entry::getKey)
                        .toList();
        if (ofAddress.size() >= MAX_OF_ADDRESS) {
            underWay.remove(ofAddress.getFirst());
        } else if (underWay.size() >= MAX_UNDER_WAY) {
            underWay.remove(underWay.keySet().iterator().next());
        }
        underWay.put(state, begun);
    }

    @Override
    public End end(Form query, String browser, InetAddress from, Instant now) {
        var wait = means.throttle().waitFor(from, now);
        if (!wait.isZero()) {
            return new End.Not("Too many attempts. Wait some minutes.", "too many attempts");
        }
        var begun = take(query.get("state"), browser, now);
        if (begun == null) {
            means.throttle().charge(from, now);
            return new End.Not(OVER, "unknown or used state, or not the browser that began");
        }
        return switch (provider.metadata(now)) {
            case Decoded.Malformed<Metadata>(var why) ->
                    new End.Not(settings.title() + " cannot be reached.", why);
            case Decoded.Ok<Metadata>(var known) -> end(query, known, begun, now);
        };
    }

    /** Good once, whatever comes of it. */
    private @Nullable UnderWay take(String state, String browser, Instant now) {
        String key = Secrets.hash(state);
        var begun =
                means.alone().call(() -> Optional.ofNullable(underWay.remove(key))).orElse(null);
        boolean isTheirs =
                begun != null
                        && now.isBefore(begun.end)
                        && MessageDigest.isEqual(
                                Secrets.hash(browser).getBytes(UTF_8),
                                begun.browser.getBytes(UTF_8));
        return isTheirs ? begun : null;
    }

    private End end(Form query, Metadata known, UnderWay begun, Instant now) {
        String issuer = query.get("iss");
        boolean isMixedUp =
                issuer.isEmpty() ? known.namesIssuer() : !issuer.equals(settings.issuer());
        if (isMixedUp) { // RFC 9207 §2.4
            return not("the answer is of another issuer, or names none");
        }
        if (!query.get("error").isEmpty()) {
            String error = query.get("error").replaceAll("[^A-Za-z0-9_.-]", "?");
            return not("error " + error.substring(0, Math.min(64, error.length())));
        }
        String code = query.get("code");
        if (code.isEmpty() || code.length() > MAX_CODE) {
            return not("the answer has no code");
        }
        return switch (provider.claims(known, code, begun.verifier, begun.nonce, now)) {
            case Decoded.Malformed<Map<String, Object>>(var why) -> not(why);
            case Decoded.Ok<Map<String, Object>>(var claims) -> admitted(claims, begun, now);
        };
    }

    private End admitted(Map<String, Object> claims, UnderWay begun, Instant now) {
        return switch (settings.rule().of(claims)) {
            case Decoded.Malformed<ImsIdentity>(var why) -> entitled(why);
            case Decoded.Ok<ImsIdentity>(var identity) -> {
                String name = webIdentity(settings.issuer(), String.valueOf(claims.get("sub")));
                yield switch (means.users().keep(name, identity, now)) {
                    case WELCOME -> new End.Known(new Subject.WebUser(name), begun.aim);
                    case LOCKED -> entitled(name + " is locked");
                    case TAKEN ->
                            entitled(
                                    "%s would have %s or %s, which is somebody else's here"
                                            .formatted(
                                                    name,
                                                    identity.impi(),
                                                    String.join(", ", identity.impus())));
                };
            }
        };
    }

    private End not(String why) {
        return new End.Not("Logging in with " + settings.title() + " failed. Try again.", why);
    }

    private End entitled(String why) {
        return new End.Not("Your account at " + settings.title() + " has no identity here.", why);
    }
}
