package org.wicgate.waf;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.waf.TokenAnswer.Issued;
import org.wicgate.waf.TokenAnswer.Refusal;
import org.wicgate.waf.TokenAnswer.Refused;

/**
 * The WebRTC Authorisation Function: gives a WWSF it knows a token for one subject (TS 24.371
 * §5.4). Holds no state of its own and may be called by many at once.
 */
public final class Waf {
    /** Where the keys are, below the issuer. */
    public static final String JWKS_PATH = "/.well-known/jwks.json";

    /** Where the metadata is, for an issuer without a path (RFC 8414 §3). */
    public static final String METADATA_PATH = "/.well-known/oauth-authorization-server";

    /** Where a token is given up (RFC 7009), below the issuer. */
    public static final String REVOCATION_PATH = "/oauth/revoke";

    /** Where an eP-CSCF of another process finds what is revoked, below the issuer. */
    public static final String REVOKED_PATH = "/.well-known/revoked-tokens.json";

    /**
     * How this WAF issues.
     *
     * @param issuer its URI, without a path and without a slash at the end
     * @param audience who accepts its tokens: the home domain
     * @param lifetime of a token, from {@link #MIN_LIFETIME} to {@link #MAX_LIFETIME}
     */
    public record Settings(
            String issuer, String audience, Duration lifetime, List<WwsfClient> clients) {
        public static final Duration MIN_LIFETIME = Duration.ofSeconds(30);
        public static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(15);
        public static final Duration MAX_LIFETIME = Duration.ofHours(1);

        public Settings {
            clients = List.copyOf(clients);
            if (lifetime.compareTo(MIN_LIFETIME) < 0 || lifetime.compareTo(MAX_LIFETIME) > 0) {
                throw new IllegalArgumentException(
                        "token lifetime must be 30 s to 1 h, is " + lifetime);
            }
            if (issuer.endsWith("/")) {
                throw new IllegalArgumentException("issuer ends with a slash: " + issuer);
            }
        }
    }

    private final Settings settings;
    private final Map<String, WwsfClient> clients;
    private final SigningKeys keys;
    private final Identities identities;
    private final Entropy entropy;
    private final Revocations revocations;
    private final TokenVerifier verifier;
    private final @Nullable EncryptionKeys encryption;

    /** One that revokes nothing. */
    public Waf(Settings settings, SigningKeys keys, Identities identities, Entropy entropy) {
        this(settings, keys, identities, Revocations.NONE, entropy);
    }

    /** One whose tokens whoever has them can read. */
    public Waf(
            Settings settings,
            SigningKeys keys,
            Identities identities,
            Revocations revocations,
            Entropy entropy) {
        this(settings, keys, identities, revocations, null, entropy);
    }

    /**
     * One that encrypts its tokens.
     *
     * @param encryption the eP-CSCF's keys; null not to encrypt
     */
    public Waf(
            Settings settings,
            SigningKeys keys,
            Identities identities,
            Revocations revocations,
            @Nullable EncryptionKeys encryption,
            Entropy entropy) {
        this.settings = settings;
        this.encryption = encryption;
        this.keys = keys;
        this.identities = identities;
        this.entropy = entropy;
        this.revocations = revocations;
        verifier = new TokenVerifier(rules());
        clients =
                settings.clients().stream()
                        .collect(Collectors.toMap(WwsfClient::id, Function.identity()));
    }

    /** How long each token lasts. */
    public Duration tokenLifetime() {
        return settings.lifetime();
    }

    /** Issues a token, or says why not. {@code now} is wall time. */
    public TokenAnswer issue(TokenRequest request, Instant now) {
        var client = clients.get(request.wwsf());
        return client == null ? new Refused(Refusal.INVALID_CLIENT) : issue(client, request, now);
    }

    /** Likewise for a client that the caller knows. */
    public TokenAnswer issue(WwsfClient client, TokenRequest request, Instant now) {
        if (!client.scope().containsAll(request.scope())) {
            return new Refused(Refusal.INVALID_SCOPE);
        }
        var identity = identities.of(request.subject());
        if (identity == null) {
            return new Refused(Refusal.INVALID_GRANT);
        }
        var scope = request.scope().isEmpty() ? client.scope() : request.scope();
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        var claims =
                new TokenClaims(
                        settings.issuer(),
                        List.of(settings.audience()),
                        request.subject().claim(),
                        second.plus(settings.lifetime()),
                        second,
                        second,
                        entropy.token(26),
                        request.session(),
                        scope,
                        client.id(),
                        identity,
                        client.origins());
        String signed = sign(claims, keys.signing(now));
        return new Issued(encryption == null ? signed : encryption.encrypt(signed, now), claims);
    }

    private static String sign(TokenClaims claims, SigningKey key) {
        var set =
                new JWTClaimsSet.Builder()
                        .issuer(claims.issuer())
                        .audience(claims.audience())
                        .subject(claims.subject())
                        .expirationTime(Date.from(claims.expiry()))
                        .notBeforeTime(Date.from(claims.notBefore()))
                        .issueTime(Date.from(claims.issuedAt()))
                        .jwtID(claims.id())
                        .claim("sid", claims.session().isEmpty() ? null : claims.session())
                        .claim("scope", String.join(" ", claims.scope()))
                        .claim("client_id", claims.wwsf())
                        .claim("azp", claims.wwsf())
                        .claim("ims_impi", claims.identity().impi())
                        .claim("ims_impu", claims.identity().impus())
                        .claim("origin", claims.origins())
                        .build();
        var header =
                new JWSHeader.Builder(TokenVerifier.ALG)
                        .type(TokenVerifier.TYPE)
                        .keyID(key.id())
                        .build();
        var jwt = new SignedJWT(header, set);
        try {
            jwt.sign(key.signer());
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign with " + key, e);
        }
        return jwt.serialize();
    }

    /** Judges a token as {@link TokenVerifier} does, and whether it is revoked. May block. */
    public Verdict verify(String token, Instant now) {
        var verdict = verifyByKeys(token, now);
        return verdict instanceof Verdict.Valid(var claims) && isRevoked(claims)
                ? new Verdict.Invalid(Verdict.Reason.REVOKED)
                : verdict;
    }

    /** Likewise, without looking whether it is revoked. Does not block. */
    public Verdict verifyByKeys(String token, Instant now) {
        if (encryption == null || token.length() > TokenVerifier.Rules.MAX_TOKEN) {
            return verifier.verify(token, keys(), now);
        }
        return switch (encryption.decrypt(token)) {
            case Decoded.Ok<String>(var signed) -> verifier.verify(signed, keys(), now);
            case Decoded.Malformed<String> _ -> new Verdict.Invalid(Verdict.Reason.UNKNOWN_KEY);
        };
    }

    private boolean isRevoked(TokenClaims claims) {
        return revocations.isRevoked(claims.id())
                || (!claims.session().isEmpty() && revocations.isRevoked(claims.session()));
    }

    /** Kills all tokens of a login, the last of which lives until {@code expiry}. May block. */
    public void endSession(String session, Instant expiry, Instant now) {
        revocations.revoke(session, expiry.plus(TokenVerifier.Rules.MAX_SKEW), now);
    }

    /**
     * Kills one token (RFC 7009 §2.1); who has it may give it up. May block.
     *
     * @return its id; empty when it was not good, which is no error (§2.2)
     */
    public String revoke(String token, Instant now) {
        if (!(verifyByKeys(token, now) instanceof Verdict.Valid(var claims))) {
            return "";
        }
        revocations.revoke(claims.id(), claims.expiry().plus(TokenVerifier.Rules.MAX_SKEW), now);
        return claims.id();
    }

    /** Ids of tokens and sessions that are revoked. May block. */
    public List<String> revoked(Instant now) {
        return revocations.current(now);
    }

    /** The rules by which an eP-CSCF of the same domain verifies, with the usual clock skew. */
    public TokenVerifier.Rules rules() {
        return new TokenVerifier.Rules(settings.issuer(), settings.audience());
    }

    /** The keys to verify with, for an eP-CSCF in the same process. */
    public PublicKeys keys() {
        return keys.published();
    }

    /** The keys to verify with, as JWKS JSON, for everybody else. */
    public String jwks() {
        return keys.jwks();
    }
}
