package org.wicgate.waf;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;

/** The keys that tokens may be signed with, by name, as the WAF publishes them (RFC 7517 §5). */
public final class PublicKeys {
    /** More keys than any rotation needs; a longer set is refused whole. */
    public static final int MAX_KEYS = 32;

    /** No key at all: every token is refused with UNKNOWN_KEY. */
    public static final PublicKeys NONE = new PublicKeys(Map.of());

    private final Map<String, RSASSAVerifier> byId;

    private PublicKeys(Map<String, RSASSAVerifier> byId) {
        this.byId = Map.copyOf(byId);
    }

    /** Reads a JWKS; keys that are not for RS256, too short or nameless are passed over. */
    public static Decoded<PublicKeys> decode(String jwks) {
        try {
            var set = JWKSet.parse(jwks);
            if (set.size() > MAX_KEYS) {
                return new Decoded.Malformed<>("JWKS of " + set.size() + " keys");
            }
            var byId = new HashMap<String, RSASSAVerifier>();
            for (JWK jwk : set.getKeys()) {
                if (jwk instanceof RSAKey rsa && isUsable(rsa)) {
                    byId.put(rsa.getKeyID(), new RSASSAVerifier(rsa.toPublicJWK()));
                }
            }
            return new Decoded.Ok<>(new PublicKeys(byId));
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return new Decoded.Malformed<>("not a JWKS");
        }
    }

    private static boolean isUsable(RSAKey key) {
        return key.getKeyID() != null
                && key.size() >= SigningKey.BITS
                && (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                && (key.getAlgorithm() == null || key.getAlgorithm().equals(TokenVerifier.ALG));
    }

    /** The names of the keys. */
    public Set<String> ids() {
        return byId.keySet();
    }

    @Nullable RSASSAVerifier verifier(String id) {
        return byId.get(id);
    }
}
