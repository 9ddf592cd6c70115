package org.wicgate.waf;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.Verdict.Invalid;
import org.wicgate.waf.Verdict.Reason;
import org.wicgate.waf.Verdict.Valid;

/**
 * Says whether a token is to be accepted (RFC 7519 §7.2, RFC 8725 §3, RFC 9068 §4). Stateless and
 * safe to share; a verification costs about 60 microseconds, so keep the verdict until it expires.
 */
public final class TokenVerifier {
    /** The only algorithm: what the header asks for is compared, never obeyed (RFC 8725 §3.1). */
    public static final JWSAlgorithm ALG = JWSAlgorithm.RS256;

    /** RFC 9068 §2.1. */
    static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");

    private static final JOSEObjectType LONG_TYPE = new JOSEObjectType("application/at+jwt");

    /**
     * What this verifier insists on.
     *
     * @param skew how far the WAF's clock may be from ours, at most {@link #MAX_SKEW}
     */
    public record Rules(String issuer, String audience, Duration skew) {
        public static final Duration MAX_SKEW = Duration.ofSeconds(60);
        public static final Duration DEFAULT_SKEW = Duration.ofSeconds(30);

        /** In characters; a token of ours has about 900. */
        public static final int MAX_TOKEN = 8192;

        public Rules {
            if (skew.isNegative() || skew.compareTo(MAX_SKEW) > 0) {
                throw new IllegalArgumentException("clock skew must be 0 to 60 s, is " + skew);
            }
        }

        /** Judges what a token says, however that is known to be true. */
        public Verdict judge(TokenClaims claims, Instant now) {
            if (!claims.issuer().equals(issuer)) {
                return new Invalid(Reason.WRONG_ISSUER);
            }
            if (!claims.audience().contains(audience)) {
                return new Invalid(Reason.WRONG_AUDIENCE);
            }
            Instant earliest = now.plus(skew);
            if (claims.notBefore().isAfter(earliest) || claims.issuedAt().isAfter(earliest)) {
                return new Invalid(Reason.NOT_YET);
            }
            // RFC 7519 §4.1.4: on or after exp it must not be accepted.
            if (!now.minus(skew).isBefore(claims.expiry())) {
                return new Invalid(Reason.EXPIRED);
            }
            return new Valid(claims);
        }

        /** With the usual skew. */
        public Rules(String issuer, String audience) {
            this(issuer, audience, DEFAULT_SKEW);
        }
    }

    private final Rules rules;

    public TokenVerifier(Rules rules) {
        this.rules = rules;
    }

    /**
     * Judges a token.
     *
     * @param token what stood behind {@code Bearer}, from a stranger
     * @param keys the keys that the WAF publishes
     * @param now wall time
     */
    public Verdict verify(String token, PublicKeys keys, Instant now) {
        if (token.length() > Rules.MAX_TOKEN) {
            return new Invalid(Reason.TOO_LARGE);
        }
        Reason refused = refuseByAlgorithm(token);
        if (refused != null) {
            return new Invalid(refused);
        }
        try {
            var jwt = SignedJWT.parse(token);
            refused = refuseBySignature(jwt, keys);
            return refused != null ? new Invalid(refused) : judge(jwt.getJWTClaimsSet(), now);
        } catch (ParseException | IllegalArgumentException e) {
            return new Invalid(Reason.MALFORMED);
        }
    }

    /** Looked at before anything else is parsed, so that "none" is refused as what it is. */
    private static @Nullable Reason refuseByAlgorithm(String token) {
        int dot = token.indexOf('.');
        if (dot <= 0) {
            return Reason.MALFORMED;
        }
        try {
            var header = new Base64URL(token.substring(0, dot)).decodeToString();
            Object alg = JSONObjectUtils.parse(header).get("alg");
            return ALG.getName().equals(alg) ? null : Reason.ALG_REFUSED;
        } catch (ParseException e) {
            return Reason.MALFORMED;
        }
    }

    private static @Nullable Reason refuseBySignature(SignedJWT jwt, PublicKeys keys) {
        var header = jwt.getHeader();
        if (!TYPE.equals(header.getType()) && !LONG_TYPE.equals(header.getType())) {
            return Reason.WRONG_TYPE;
        }
        String id = header.getKeyID();
        var verifier = id == null ? null : keys.verifier(id);
        if (verifier == null) {
            return Reason.UNKNOWN_KEY;
        }
        try {
            return jwt.verify(verifier) ? null : Reason.BAD_SIGNATURE;
        } catch (JOSEException e) {
            return Reason.BAD_SIGNATURE;
        }
    }

    private Verdict judge(JWTClaimsSet set, Instant now) throws ParseException {
        var claims = read(set);
        return claims == null ? new Invalid(Reason.MISSING_CLAIM) : rules.judge(claims, now);
    }

    private static @Nullable TokenClaims read(JWTClaimsSet set) throws ParseException {
        String issuer = set.getIssuer();
        String subject = set.getSubject();
        Date expiry = set.getExpirationTime();
        Date issuedAt = set.getIssueTime();
        Date notBefore = set.getNotBeforeTime();
        String id = set.getJWTID();
        String wwsf = set.getStringClaim("client_id");
        String impi = set.getStringClaim("ims_impi");
        List<String> impus = strings(set, "ims_impu");
        if (issuer == null
                || subject == null
                || expiry == null
                || issuedAt == null
                || id == null
                || wwsf == null
                || impi == null
                || impi.isBlank()
                || impus.isEmpty()) {
            return null;
        }
        String scope = Objects.requireNonNullElse(set.getStringClaim("scope"), "");
        return new TokenClaims(
                issuer,
                set.getAudience(),
                subject,
                expiry.toInstant(),
                (notBefore == null ? issuedAt : notBefore).toInstant(),
                issuedAt.toInstant(),
                id,
                Objects.requireNonNullElse(set.getStringClaim("sid"), ""),
                scope.isBlank() ? List.of() : List.of(scope.trim().split(" +", -1)),
                wwsf,
                new ImsIdentity(impi, impus),
                strings(set, "origin"));
    }

    private static List<String> strings(JWTClaimsSet set, String claim) throws ParseException {
        List<String> list = set.getStringListClaim(claim);
        if (list == null) {
            return List.of();
        }
        if (list.contains(null)) {
            throw new ParseException(claim, 0);
        }
        return list;
    }
}
