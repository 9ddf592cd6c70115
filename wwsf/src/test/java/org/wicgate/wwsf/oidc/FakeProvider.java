package org.wicgate.wwsf.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.wicgate.base.Decoded;
import org.wicgate.waf.oauth.Form;

/** A provider without a network, which lies as a test wants it. */
final class FakeProvider implements ProviderHttp {
    static final String ISSUER = "https://op.example/realm";
    static final String CLIENT = "wicgate";
    static final String SECRET = "a secret of ours, and it is long enough for HS256";

    final Map<String, Object> document = new LinkedHashMap<>();
    final List<String> asked = new ArrayList<>();
    final List<String> forms = new ArrayList<>();
    private final Map<String, Form> codes = new LinkedHashMap<>();
    private List<RSAKey> published;
    RSAKey signing;
    JWSAlgorithm alg = JWSAlgorithm.RS256;
    UnaryOperator<JWTClaimsSet.Builder> twist = claims -> claims;
    UnaryOperator<String> token = jwt -> jwt;
    String userinfo = "{}";
    boolean isAway;
    Instant now = Instant.parse("2026-11-20T12:00:00Z");

    FakeProvider() {
        signing = key("one");
        published = List.of(signing);
        document.put("issuer", ISSUER);
        document.put("authorization_endpoint", "https://op.example/auth?tenant=1");
        document.put("token_endpoint", "https://op.example/token");
        document.put("userinfo_endpoint", "https://op.example/me");
        document.put("jwks_uri", "https://op.example/keys");
    }

    static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    /** Signs with another key from now on, and publishes it. */
    void rotate(String id) {
        signing = key(id);
        published = List.of(published.getFirst(), signing);
    }

    /** A person logs in; gives what the browser brings back. */
    String loggedIn(String uri) {
        var request = form(uri.substring(uri.indexOf('?') + 1));
        String code = "code-" + codes.size();
        codes.put(code, request);
        return "code=" + code + "&state=" + request.get("state");
    }

    static Form form(String text) {
        if (Form.decode(text) instanceof Decoded.Ok<Form>(var form)) {
            return form;
        }
        throw new AssertionError("no form: " + text);
    }

    @Override
    public Decoded<String> get(String uri, String authorization) {
        asked.add(uri);
        if (isAway) {
            return new Decoded.Malformed<>("connection refused");
        }
        return switch (uri) {
            case ISSUER + Metadata.PATH -> ok(JSONObjectUtils.toJSONString(document));
            case "https://op.example/keys" ->
                    ok(new JWKSet(List.copyOf(published)).toPublicJWKSet().toString());
            case "https://op.example/me" ->
                    authorization.equals("Bearer access")
                            ? ok(userinfo)
                            : new Decoded.Malformed<>("status 401");
            default -> throw new AssertionError(uri);
        };
    }

    @Override
    public Decoded<String> post(String uri, String authorization, String form) {
        asked.add(uri);
        forms.add(authorization + " " + form);
        var given = form(form);
        var request = codes.remove(given.get("code"));
        if (request == null) {
            return new Decoded.Malformed<>("status 400, invalid_grant");
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("access_token", "access");
        body.put("id_token", token.apply(idToken(request.get("nonce"))));
        return ok(JSONObjectUtils.toJSONString(body));
    }

    private String idToken(String nonce) {
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(CLIENT)
                        .subject("248289761001")
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(300)))
                        .claim("auth_time", now.getEpochSecond())
                        .claim("nonce", nonce)
                        .claim("preferred_username", "erin")
                        .claim("groups", List.of("staff", "voice"));
        return signed(twist.apply(claims).build());
    }

    private String signed(JWTClaimsSet claims) {
        if (alg.getName().equals("none")) {
            return new PlainJWT(claims).serialize();
        }
        try {
            JWSSigner signer =
                    JWSAlgorithm.Family.HMAC_SHA.contains(alg)
                            ? new MACSigner(SECRET)
                            : new RSASSASigner(signing);
            var header = new JWSHeader.Builder(alg).keyID(signing.getKeyID()).build();
            var jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static Decoded<String> ok(String body) {
        return new Decoded.Ok<>(body);
    }
}
