package org.wicgate.waf.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.regex.Pattern;
import org.wicgate.base.Entropy;
import org.wicgate.waf.Subject;
import org.wicgate.waf.oauth.Codes.Code;
import org.wicgate.waf.oauth.Reply.Refused;

/** RFC 6749 §3.2: turns what a client was granted into tokens. */
final class TokenEndpoint {
    /** The user of a WWSF by the name that the WWSF has for them. */
    static final String USER = "urn:wicgate:params:oauth:token-type:user";

    static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

    private static final int MAX_USER = 128;
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

    private final Tokens tokens;
    private final Codes codes;
    private final DeviceEndpoint devices;
    private final Entropy entropy;
    private final String audience;

    TokenEndpoint(
            Tokens tokens, Codes codes, DeviceEndpoint devices, Entropy entropy, String audience) {
        this.tokens = tokens;
        this.codes = codes;
        this.devices = devices;
        this.entropy = entropy;
        this.audience = audience;
    }

    /** Answers a client that is known by now. */
    Reply answer(Client client, Form form, Instant now) {
        String named = form.get("grant_type");
        if (named.isEmpty()) {
            return new Refused(OauthError.INVALID_REQUEST, "no grant_type");
        }
        var type = GrantType.of(named);
        if (type == null) {
            return new Refused(OauthError.UNSUPPORTED_GRANT_TYPE, "unknown grant_type");
        }
        if (!client.grants().contains(type)) {
            return new Refused(OauthError.UNAUTHORIZED_CLIENT, "not a grant of this client");
        }
        return switch (type) {
            case AUTHORIZATION_CODE -> code(client, form, now);
            case REFRESH_TOKEN ->
                    form.has("refresh_token")
                            ? tokens.next(client, form.get("refresh_token"), form, now)
                            : new Refused(OauthError.INVALID_REQUEST, "no refresh_token");
            case CLIENT_CREDENTIALS -> pool(client, form, now);
            case TOKEN_EXCHANGE -> exchange(client, form, now);
            case DEVICE_CODE -> devices.token(client, form, now);
        };
    }

    private Reply code(Client client, Form form, Instant now) {
        if (!form.has("code") || !form.has("redirect_uri") || !form.has("code_verifier")) {
            return new Refused(
                    OauthError.INVALID_REQUEST, "needs code, redirect_uri and code_verifier");
        }
        return switch (codes.use(Secrets.hash(form.get("code")))) {
            case Codes.Use.Unknown _ -> new Refused(OauthError.INVALID_GRANT, "unknown or over");
            case Codes.Use.Again(var code) -> {
                tokens.end(code.client(), code.subject(), code.session(), now);
                yield new Refused(OauthError.INVALID_GRANT, "used before: its session is over");
            }
            case Codes.Use.First(var code) ->
                    isFor(code, client, form, now)
                            ? tokens.first(
                                    client, code.subject(), code.scope(), code.session(), now)
                            : new Refused(OauthError.INVALID_GRANT, "not given to this request");
        };
    }

    private static boolean isFor(Code code, Client client, Form form, Instant now) {
        String verifier = form.get("code_verifier");
        return code.client().equals(client.id())
                && code.redirectUri().equals(form.get("redirect_uri"))
                && now.isBefore(code.expiry())
                && VERIFIER.matcher(verifier).matches()
                && MessageDigest.isEqual(
                        Secrets.challenge(verifier).getBytes(UTF_8),
                        code.challenge().getBytes(UTF_8));
    }

    private Reply pool(Client client, Form form, Instant now) {
        var scope = Scopes.asked(form, client.scope());
        if (client.isPublic()) { // RFC 6749 §4.4
            return new Refused(OauthError.UNAUTHORIZED_CLIENT, "a public client proves nothing");
        }
        return scope == null
                ? new Refused(OauthError.INVALID_SCOPE, "more than this client may have")
                : tokens.lent(client, scope, now);
    }

    private Reply exchange(Client client, Form form, Instant now) {
        if (client.isPublic()) {
            return new Refused(OauthError.UNAUTHORIZED_CLIENT, "a public client proves nothing");
        }
        String user = form.get("subject_token");
        if (user.isEmpty()
                || user.length() > MAX_USER
                || !form.get("subject_token_type").equals(USER)) {
            return new Refused(OauthError.INVALID_REQUEST, "needs a subject_token of type " + USER);
        }
        if (form.has("actor_token")
                || (form.has("requested_token_type")
                        && !form.get("requested_token_type").equals(ACCESS_TOKEN))) {
            return new Refused(OauthError.INVALID_REQUEST, "gives access tokens, without an actor");
        }
        boolean elsewhere = form.has("audience") && !form.get("audience").equals(audience);
        if (elsewhere || form.has("resource")) {
            return new Refused(OauthError.INVALID_TARGET, "tokens here are for " + audience);
        }
        var scope = Scopes.asked(form, client.scope());
        if (scope == null) {
            return new Refused(OauthError.INVALID_SCOPE, "more than this client may have");
        }
        var subject = new Subject.UserOf(client.id(), user);
        var reply = tokens.first(client, subject, scope, entropy.token(26), now);
        if (reply instanceof Reply.Done(var body)) {
            var more = new LinkedHashMap<>(body);
            more.put("issued_token_type", ACCESS_TOKEN);
            return new Reply.Done(more);
        }
        // RFC 8693 §2.2.2: a subject token that is not acceptable for whatever reason
        return reply instanceof Refused(var error, var why) && error == OauthError.INVALID_GRANT
                ? new Refused(OauthError.INVALID_REQUEST, why)
                : reply;
    }
}
