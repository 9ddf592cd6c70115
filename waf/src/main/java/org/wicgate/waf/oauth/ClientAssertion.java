package org.wicgate.waf.oauth;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.waf.JwtSignatures;

/**
 * A client's word that it is itself, signed with a key of which we have the public half (RFC 7523
 * §2.2, {@code private_key_jwt}): no secret goes over the line or is kept here.
 */
final class ClientAssertion {
    static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    static final String METHOD = "private_key_jwt";

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final int MAX_LENGTH = 8192;
    private static final int MAX_ID = 128;

    private final SignedJWT jwt;
    private final JWTClaimsSet claims;

    private ClientAssertion(SignedJWT jwt, JWTClaimsSet claims) {
        this.jwt = jwt;
        this.claims = claims;
    }

    /** Reads one; nothing of it is proven yet. */
    static Decoded<ClientAssertion> decode(String text) {
        if (text.length() > MAX_LENGTH) {
            return new Decoded.Malformed<>("the assertion is too long");
        }
        try {
            var jwt = SignedJWT.parse(text);
            var claims = jwt.getJWTClaimsSet();
            String subject = claims.getSubject();
            return subject == null || !subject.equals(claims.getIssuer())
                    ? new Decoded.Malformed<>(
                            "iss and sub of the assertion name the client (RFC 7523 §3)")
                    : new Decoded.Ok<>(new ClientAssertion(jwt, claims));
        } catch (ParseException | IllegalArgumentException e) {
            return new Decoded.Malformed<>("the assertion is no signed JWT");
        }
    }

    /** Whose word it would be. */
    String client() {
        return claims.getSubject();
    }

    /** What makes it unique among those of its client. */
    String id() {
        return claims.getJWTID();
    }

    /** From when on nobody takes it. */
    Instant end() {
        return claims.getExpirationTime().toInstant().plus(SKEW);
    }

    /** Why it proves nothing; null when it does, but for being used before. */
    @Nullable String wrong(Client client, List<String> audience, Instant now) {
        try {
            var check = JwtSignatures.check(jwt, JWKSet.parse(client.jwks()));
            if (check != JwtSignatures.Check.GOOD) {
                return "the assertion is not signed by a key of the client";
            }
        } catch (ParseException e) {
            return "no key of the client is known";
        }
        if (claims.getAudience().stream().noneMatch(audience::contains)) {
            return "the assertion is for somebody else: aud is the issuer or the token endpoint";
        }
        String id = claims.getJWTID();
        if (id == null || id.isEmpty() || id.length() > MAX_ID) {
            return "the assertion has no jti, or a long one";
        }
        Date expiry = claims.getExpirationTime();
        Date notBefore = claims.getNotBeforeTime();
        if (expiry == null || expiry.toInstant().isAfter(now.plus(LONGEST))) {
            return "the assertion needs an exp, ten minutes ahead at most";
        }
        boolean isEarly = notBefore != null && notBefore.toInstant().isAfter(now.plus(SKEW));
        return isEarly || !now.isBefore(end())
                ? "the assertion has expired, or is not good yet; look at the clocks"
                : null;
    }
}
