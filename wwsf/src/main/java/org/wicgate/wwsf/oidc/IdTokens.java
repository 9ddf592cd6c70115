package org.wicgate.wwsf.oidc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.JwtSignatures;

/** Says whether an ID token is to be believed (OpenID Connect Core 1.0 §3.1.3.7). Stateless. */
final class IdTokens {
    static final Duration SKEW = Duration.ofSeconds(60);
    private static final int MAX_TOKEN = 32 * 1024;

    /**
     * What a token must be good for.
     *
     * @param accessToken that came with it; empty for none
     */
    record Wanted(
            String issuer, String clientId, String nonce, Duration maxAge, String accessToken) {
        @Override
        public String toString() {
            return "Wanted[" + issuer + "]";
        }
    }

    /** What came of it; {@code why} holds no secret. */
    sealed interface Verdict {
        /** It says this. */
        record Good(Map<String, Object> claims) implements Verdict {}

        /** It says nothing. */
        record Bad(String why) implements Verdict {}

        /** It names a key that is not among these. */
        record UnknownKey() implements Verdict {}
    }

    private IdTokens() {}

    static Verdict verify(String token, JWKSet keys, Wanted wanted, Instant now) {
        if (token.length() > MAX_TOKEN) {
            return new Verdict.Bad("the ID token is too long");
        }
        try {
            var jwt = SignedJWT.parse(token); // refuses alg "none", which is no JWS
            var alg = jwt.getHeader().getAlgorithm();
            switch (JwtSignatures.check(jwt, keys)) {
                case ALG_REFUSED -> {
                    return new Verdict.Bad(
                            "the ID token is signed with " + alg + ", which is refused");
                }
                case UNKNOWN_KEY -> {
                    return new Verdict.UnknownKey();
                }
                case BAD -> {
                    return new Verdict.Bad("the signature of the ID token is wrong");
                }
                case GOOD -> {}
            }
            String wrong = wrong(jwt.getJWTClaimsSet(), alg, wanted, now);
            return wrong == null
                    ? new Verdict.Good(jwt.getJWTClaimsSet().getClaims())
                    : new Verdict.Bad(wrong);
        } catch (ParseException | IllegalArgumentException e) {
            return new Verdict.Bad("the ID token is no signed JWT");
        }
    }

    private static @Nullable String wrong(
            JWTClaimsSet set, JWSAlgorithm alg, Wanted wanted, Instant now) throws ParseException {
        String azp = set.getStringClaim("azp");
        String subject = set.getSubject();
        if (!wanted.issuer.equals(set.getIssuer())) {
            return "the ID token is of another issuer";
        }
        if (!set.getAudience().contains(wanted.clientId)
                || (set.getAudience().size() > 1 && azp == null)
                || (azp != null && !azp.equals(wanted.clientId))) {
            return "the ID token is for another client";
        }
        if (subject == null || !subject.matches("[!-~]{1,255}")) {
            return "the ID token has no sub, or one with odd characters";
        }
        String early = outOfTime(set, wanted.maxAge, now);
        if (early != null) {
            return early;
        }
        if (!wanted.nonce.equals(set.getStringClaim("nonce"))) {
            return "the ID token has another nonce: it was given to another login";
        }
        String hash = set.getStringClaim("at_hash");
        return hash == null || hash.equals(accessTokenHash(alg, wanted.accessToken))
                ? null
                : "the ID token and the access token do not belong together";
    }

    private static @Nullable String outOfTime(JWTClaimsSet set, Duration maxAge, Instant now)
            throws ParseException {
        Date expiry = set.getExpirationTime();
        Date issued = set.getIssueTime();
        Date notBefore = set.getNotBeforeTime();
        if (expiry == null || issued == null) {
            return "the ID token has no exp or no iat";
        }
        if (!now.minus(SKEW).isBefore(expiry.toInstant())) {
            return "the ID token has expired; look at the clocks";
        }
        if (issued.toInstant().isAfter(now.plus(SKEW))
                || (notBefore != null && notBefore.toInstant().isAfter(now.plus(SKEW)))) {
            return "the ID token is of the future; look at the clocks";
        }
        if (maxAge.isZero()) {
            return null;
        }
        Date proved = set.getDateClaim("auth_time");
        if (proved == null) {
            return "the ID token has no auth_time, which waf.oidc.max_age_seconds wants";
        }
        return proved.toInstant().plus(maxAge).plus(SKEW).isBefore(now)
                ? "it is longer ago than waf.oidc.max_age_seconds that they logged in there"
                : null;
    }

    /** §3.1.3.6: the left half of the hash that the algorithm has. */
    static String accessTokenHash(JWSAlgorithm alg, String accessToken) {
        String bits = alg.getName().substring(2);
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-" + bits).digest(accessToken.getBytes(US_ASCII));
            return Base64URL.encode(Arrays.copyOf(hash, hash.length / 2)).toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-" + bits, e);
        }
    }
}
