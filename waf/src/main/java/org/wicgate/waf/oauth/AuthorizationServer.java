package org.wicgate.waf.oauth;

import com.nimbusds.jose.JWSAlgorithm;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.wicgate.base.Entropy;
import org.wicgate.waf.JwtSignatures;
import org.wicgate.waf.Verdict;
import org.wicgate.waf.Waf;
import org.wicgate.waf.WwsfClient;
import org.wicgate.waf.oauth.Reply.Refused;

/**
 * The endpoints of the WAF, each as a question and an answer. May be called by many at once; each
 * call may block. {@code now} is wall time.
 */
public final class AuthorizationServer {
    /** Where people log in, below the issuer. */
    public static final String AUTHORIZE_PATH = "/oauth/authorize";

    /** Where clients get tokens. */
    public static final String TOKEN_PATH = "/oauth/token";

    /** Where an eP-CSCF asks what a token says. */
    public static final String INTROSPECT_PATH = "/oauth/introspect";

    /** Where a device begins. */
    public static final String DEVICE_AUTHORIZATION_PATH = "/oauth/device_authorization";

    /** Where a person sets out to their identity provider, for a session at the WWSF. */
    public static final String ELSEWHERE_PATH = "/oauth/oidc";

    /** Where they come back. */
    public static final String BACK_PATH = "/oauth/oidc/callback";

    /** Where a person lets a device in. */
    public static final String DEVICE_PATH = "/oauth/device";

    /**
     * How long things last.
     *
     * @param refreshLifetime of a session that is not ended, whatever is refreshed
     * @param leaseTime how long a pool identity stays with a session that is silent
     * @param afterEnd how long a pool identity stays unused after the end of its session; zero
     *     until the last token is dead
     */
    public record Settings(Duration refreshLifetime, Duration leaseTime, Duration afterEnd) {
        /** RFC 6749 §4.1.2 has ten minutes at most. */
        Duration codeLifetime() {
            return Duration.ofMinutes(1);
        }

        Duration deviceLifetime() {
            return Duration.ofMinutes(10);
        }

        Duration restTime(Waf waf) {
            var dead = waf.tokenLifetime().plusMinutes(1);
            return afterEnd.isZero() || dead.compareTo(afterEnd) < 0 ? dead : afterEnd;
        }
    }

    /** What is kept, and where. */
    public record Kept(
            Clients clients, Codes codes, Families families, Devices devices, Guests guests) {}

    private final Waf waf;
    private final Clients clients;
    private final ClientAuthentication authentication;
    private final AuthorizeEndpoint authorize;
    private final DeviceEndpoint device;
    private final ElsewhereEndpoint elsewhere;
    private final TokenEndpoint token;
    private final Tokens tokens;
    private final Throttle throttle;
    private volatile Consumer<String> revoked = _ -> {};

    /** One that lets in whom {@code signIn} knows. */
    public AuthorizationServer(
            Settings settings,
            Waf waf,
            Kept kept,
            SignIn signIn,
            Throttle throttle,
            Entropy entropy) {
        this.waf = waf;
        this.throttle = throttle;
        clients = kept.clients();
        String issuer = waf.rules().issuer();
        authentication = new ClientAuthentication(clients, issuer);
        authorize = new AuthorizeEndpoint(settings, issuer, clients, kept.codes(), signIn, entropy);
        tokens =
                new Tokens(
                        settings,
                        waf,
                        kept.families(),
                        kept.guests(),
                        entropy,
                        id -> revoked.accept(id));
        device =
                new DeviceEndpoint(
                        settings, issuer + DEVICE_PATH, tokens, kept, signIn, throttle, entropy);
        elsewhere = new ElsewhereEndpoint(signIn, authorize, device);
        token = new TokenEndpoint(tokens, kept.codes(), device, entropy, waf.rules().audience());
    }

    /** Who is told at once which session or token is revoked. */
    public void onRevoked(Consumer<String> listener) {
        revoked = listener;
    }

    /** Whether a page of this web origin belongs to a client. */
    public boolean hasOrigin(String origin) {
        return clients.hasOrigin(origin);
    }

    /** RFC 6749 §3.1: a browser comes with a client's request. */
    public Reply authorize(Form request) {
        return authorize.ask(request);
    }

    /** The login page comes back. */
    public Reply login(Form form, InetAddress from, Instant now) {
        return authorize.login(form, from, now);
    }

    /** Somebody sets out to their identity provider; {@code browser} is the cookie they show. */
    public Reply leave(Elsewhere.Aim aim, String browser, InetAddress from, Instant now) {
        return elsewhere.leave(aim, browser, from, now);
    }

    /** Somebody is back from there. */
    public Reply back(Form query, String browser, InetAddress from, Instant now) {
        return elsewhere.back(query, browser, from, now);
    }

    /** RFC 6749 §3.2. */
    public Reply token(String authorization, Form form, InetAddress from, Instant now) {
        return asClient(
                authorization, form, from, now, (client, f) -> token.answer(client, f, now));
    }

    /** RFC 8628 §3.1. */
    public Reply deviceAuthorization(
            String authorization, Form form, InetAddress from, Instant now) {
        return asClient(
                authorization, form, from, now, (client, f) -> device.begin(client, f, from, now));
    }

    /** RFC 8628 §3.3: a person opens the page for devices. */
    public Reply device(Form query, InetAddress from, Instant now) {
        return device.open(query, from, now);
    }

    /** The page for devices comes back. */
    public Reply decide(Form form, InetAddress from, Instant now) {
        return device.decide(form, from, now);
    }

    /** RFC 7662: what an access token says, for an eP-CSCF with its own credentials. */
    public Reply introspect(String authorization, Form form, InetAddress from, Instant now) {
        return asClient(authorization, form, from, now, (client, f) -> introspect(client, f, now));
    }

    private Reply introspect(Client client, Form form, Instant now) {
        if (client.isPublic() || !client.introspects()) {
            return new Refused(OauthError.UNAUTHORIZED_CLIENT, "this client may not introspect");
        }
        if (!form.has("token")) {
            return new Refused(OauthError.INVALID_REQUEST, "no token");
        }
        return switch (waf.verify(form.get("token"), now)) {
            case Verdict.Valid(var claims) -> new Reply.Done(Introspection.active(claims));
            case Verdict.Invalid _, Verdict.Unknown _ -> new Reply.Done(Map.of("active", false));
        };
    }

    /**
     * RFC 7009. An access token may be given up by whoever has it; a refresh token by its client
     * alone, and it takes its whole session with it (§2.1).
     */
    public Reply revoke(String authorization, Form form, InetAddress from, Instant now) {
        if (!form.has("token")) {
            return new Refused(OauthError.INVALID_REQUEST, "no token");
        }
        boolean isNamed = !authorization.isEmpty() || form.has("client_id");
        if (!isNamed) {
            giveUp(form.get("token"), now);
            return new Reply.Done(Map.of());
        }
        return asClient(authorization, form, from, now, (client, f) -> revoke(client, f, now));
    }

    private Reply revoke(Client client, Form form, Instant now) {
        String token = form.get("token");
        if (tokens.giveUp(token, client, now)) {
            return new Reply.Done(Map.of());
        }
        boolean ofAnother =
                waf.verify(token, now) instanceof Verdict.Valid(var claims)
                        && !claims.wwsf().equals(client.id());
        if (ofAnother) {
            return new Refused(OauthError.INVALID_GRANT, "the token of another client");
        }
        giveUp(token, now);
        return new Reply.Done(Map.of());
    }

    private void giveUp(String token, Instant now) {
        String id = waf.revoke(token, now);
        if (!id.isEmpty()) {
            revoked.accept(id);
        }
    }

    private Reply asClient(
            String authorization,
            Form form,
            InetAddress from,
            Instant now,
            BiFunction<Client, Form, Reply> then) {
        var wait = throttle.waitFor(from, now);
        if (!wait.isZero()) {
            return new Reply.Busy(wait);
        }
        return switch (authentication.of(authorization, form, now)) {
            case ClientAuthentication.Result.Known(var client) -> then.apply(client, form);
            case ClientAuthentication.Result.Unknown(var refusal) -> {
                throttle.charge(from, now);
                yield refusal;
            }
        };
    }

    /** RFC 8414 §2. */
    public Map<String, Object> metadata() {
        String issuer = waf.rules().issuer();
        var methods = List.of("client_secret_basic", "client_secret_post", ClientAssertion.METHOD);
        var orNone = new ArrayList<>(methods);
        orNone.add("none");
        var algs = JwtSignatures.ALGS.stream().map(JWSAlgorithm::getName).toList();
        var json = new LinkedHashMap<String, Object>();
        json.put("issuer", issuer);
        json.put("authorization_endpoint", issuer + AUTHORIZE_PATH);
        json.put("token_endpoint", issuer + TOKEN_PATH);
        json.put("jwks_uri", issuer + Waf.JWKS_PATH);
        json.put("revocation_endpoint", issuer + Waf.REVOCATION_PATH);
        json.put("introspection_endpoint", issuer + INTROSPECT_PATH);
        json.put("device_authorization_endpoint", issuer + DEVICE_AUTHORIZATION_PATH);
        json.put("scopes_supported", WwsfClient.ALL_SCOPES);
        json.put("response_types_supported", List.of("code"));
        json.put("response_modes_supported", List.of("query"));
        json.put(
                "grant_types_supported",
                Arrays.stream(GrantType.values()).map(GrantType::wire).toList());
        json.put("code_challenge_methods_supported", List.of("S256"));
        json.put("token_endpoint_auth_methods_supported", orNone);
        json.put("token_endpoint_auth_signing_alg_values_supported", algs);
        json.put("revocation_endpoint_auth_methods_supported", orNone);
        json.put("revocation_endpoint_auth_signing_alg_values_supported", algs);
        json.put("introspection_endpoint_auth_methods_supported", methods);
        json.put("introspection_endpoint_auth_signing_alg_values_supported", algs);
        json.put("authorization_response_iss_parameter_supported", true);
        return json;
    }
}
