package org.wicgate.waf;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHDecrypter;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.Map;
import java.util.Set;
import org.wicgate.base.Decoded;

/** A P-256 key that tokens are encrypted for, named by its thumbprint (RFC 7638). */
final class EncryptionKey {
    private static final JWEAlgorithm ALG = JWEAlgorithm.ECDH_ES;

    private static final EncryptionMethod ENC = EncryptionMethod.A256GCM;
    private static final String NESTED = "JWT"; // RFC 7519 §5.2

    private final String id;
    private final ECDHEncrypter encrypter;
    private final ECDHDecrypter decrypter;

    private EncryptionKey(ECKey key) throws JOSEException {
        id = key.getKeyID();
        encrypter = new ECDHEncrypter(key.toPublicJWK());
        decrypter = new ECDHDecrypter(key);
    }

    /** A new private JWK: a secret. */
    static String make() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.ENCRYPTION)
                    .algorithm(ALG)
                    .keyIDFromThumbprint(true)
                    .generate()
                    .toJSONString();
        } catch (JOSEException e) {
            throw new IllegalStateException("this JDK makes no P-256 keys", e);
        }
    }

    /**
     * A key that was kept.
     *
     * @throws IllegalArgumentException when it is none; the message quotes nothing of it
     */
    static EncryptionKey parse(String jwk) {
        try {
            var key = ECKey.parse(jwk);
            if (!key.isPrivate() || key.getKeyID() == null || !Curve.P_256.equals(key.getCurve())) {
                throw new IllegalArgumentException("the encryption key kept is no private P-256");
            }
            return new EncryptionKey(key);
        } catch (ParseException | JOSEException e) {
            // The cause stays out: its message may quote the key.
            throw new IllegalArgumentException("the encryption key kept is not a JWK");
        }
    }

    /** The key's name in the header of each token. */
    String id() {
        return id;
    }

    /** A signed token inside of an encrypted one. */
    String encrypt(String signed) {
        var header = new JWEHeader.Builder(ALG, ENC).contentType(NESTED).keyID(id).build();
        var jwe = new JWEObject(header, new Payload(signed));
        try {
            jwe.encrypt(encrypter);
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot encrypt for " + this, e);
        }
        return jwe.serialize();
    }

    /**
     * Whether a header says what ours say and no more: looked at before the library does, which
     * takes for granted what a stranger may have left out, and unpacks what may be endless.
     */
    static boolean isOurs(String header) {
        try {
            var said = JSONObjectUtils.parse(new Base64URL(header).decodeToString());
            return said.keySet().equals(Set.of("alg", "enc", "cty", "kid", "epk"))
                    && ALG.getName().equals(said.get("alg"))
                    && ENC.getName().equals(said.get("enc"))
                    && NESTED.equals(said.get("cty"))
                    && said.get("kid") instanceof String
                    && said.get("epk") instanceof Map<?, ?> epk
                    && KeyType.EC.getValue().equals(epk.get("kty"))
                    && Curve.P_256.getName().equals(epk.get("crv"))
                    && epk.get("x") instanceof String
                    && epk.get("y") instanceof String;
        } catch (ParseException e) {
            return false;
        }
    }

    /** The signed token inside. */
    Decoded<String> decrypt(JWEObject jwe) {
        try {
            jwe.decrypt(decrypter);
        } catch (JOSEException e) {
            return new Decoded.Malformed<>("not encrypted for us");
        }
        return new Decoded.Ok<>(jwe.getPayload().toString());
    }

    @Override
    public String toString() {
        return "EncryptionKey[" + id + "]";
    }
}
