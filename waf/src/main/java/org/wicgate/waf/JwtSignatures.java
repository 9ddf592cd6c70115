package org.wicgate.waf;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.util.List;

/** Whether a JWT of somebody else is signed by one of their keys. */
public final class JwtSignatures {
    /** What one may sign with: never without, never with a secret that both know. */
    public static final List<JWSAlgorithm> ALGS =
            List.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    /** What came of it. */
    public enum Check {
        GOOD,
        BAD,
        /** It names a key that is not among these, or one that does not fit its algorithm. */
        UNKNOWN_KEY,
        /** An algorithm that is not among {@link #ALGS}. */
        ALG_REFUSED
    }

    private JwtSignatures() {}

    /** Checks the signature, and nothing of what the token says. */
    public static Check check(SignedJWT jwt, JWKSet keys) {
        var header = jwt.getHeader();
        if (!ALGS.contains(header.getAlgorithm())) {
            return Check.ALG_REFUSED;
        }
        var fitting = new JWKSelector(JWKMatcher.forJWSHeader(header)).select(keys);
        if (fitting.isEmpty()) {
            return Check.UNKNOWN_KEY;
        }
        return fitting.stream().anyMatch(key -> isSigned(jwt, key)) ? Check.GOOD : Check.BAD;
    }

    private static boolean isSigned(SignedJWT jwt, JWK key) {
        try {
            JWSVerifier verifier =
                    switch (key) {
                        case RSAKey rsa -> new RSASSAVerifier(rsa.toPublicJWK());
                        case ECKey ec -> new ECDSAVerifier(ec.toPublicJWK());
                        default -> null;
                    };
            return verifier != null && jwt.verify(verifier);
        } catch (JOSEException e) {
            return false;
        }
    }
}
