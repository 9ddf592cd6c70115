package org.wicgate.waf;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.text.ParseException;
import java.util.List;

/** An RSA key of the WAF, kept in a {@link KeyVault}, named by its thumbprint (RFC 7638). */
public final class SigningKey {
    static final int BITS = 2048;

    private final RSAKey key;
    private final RSASSASigner signer;

    private SigningKey(RSAKey key) throws JOSEException {
        this.key = key;
        signer = new RSASSASigner(key);
    }

    /** A new private JWK: a secret. */
    static String make() {
        try {
            return new RSAKeyGenerator(BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.RS256)
                    .keyIDFromThumbprint(true)
                    .generate()
                    .toJSONString();
        } catch (JOSEException e) {
            throw new IllegalStateException("this JDK makes no RSA keys", e);
        }
    }

    /**
     * A key that was kept.
     *
     * @throws IllegalArgumentException when it is none; the message quotes nothing of it
     */
    static SigningKey parse(String jwk) {
        try {
            RSAKey key = RSAKey.parse(jwk);
            if (!key.isPrivate() || key.getKeyID() == null || key.size() < BITS) {
                throw new IllegalArgumentException(
                        "the signing key kept is not a private RSA key of " + BITS + " bits");
            }
            return new SigningKey(key);
        } catch (ParseException | JOSEException e) {
            // The cause stays out: its message may quote the key.
            throw new IllegalArgumentException("the signing key kept is not a JWK");
        }
    }

    /** The key's name in the header of each token. */
    public String id() {
        return key.getKeyID();
    }

    /** The public halves as JWKS JSON (RFC 7517 §5). */
    static String jwks(List<SigningKey> keys) {
        return new JWKSet(keys.stream().<JWK>map(each -> each.key).toList()).toString(true);
    }

    RSASSASigner signer() {
        return signer;
    }

    @Override
    public String toString() {
        return "SigningKey[" + id() + "]";
    }
}
