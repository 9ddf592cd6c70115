package org.wicgate.dtls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;

/** NIST P-256 as a provider of the JDK does it, with one private key to sign with. */
final class ProviderCurve {
    private static final int POINT = 65; // 4, x, y

    private final Provider provider;
    private final PrivateKey signing;

    /**
     * @throws GeneralSecurityException when the provider does not do all that is needed
     */
    ProviderCurve(Provider provider, AsymmetricKeyParameter key) throws GeneralSecurityException {
        this.provider = provider;
        try {
            byte[] encoded = PrivateKeyInfoFactory.createPrivateKeyInfo(key).getEncoded();
            signing = factory().generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (IOException e) {
            throw new GeneralSecurityException("the own key cannot be written", e);
        }
        var pair = generate();
        agree(pair.getPrivate(), point(pair));
        verify(pair.getPublic(), new byte[32], sign(new byte[32]));
    }

    private KeyFactory factory() throws GeneralSecurityException {
        return KeyFactory.getInstance("EC", provider);
    }

    private Signature ecdsa() throws GeneralSecurityException {
        return Signature.getInstance("NONEwithECDSA", provider);
    }

    /** Signs a hash with the own key. */
    byte[] sign(byte[] hash) throws GeneralSecurityException {
        var signer = ecdsa();
        signer.initSign(signing);
        signer.update(hash);
        return signer.sign();
    }

    /** The key of a certificate. */
    PublicKey key(SubjectPublicKeyInfo info) throws GeneralSecurityException, IOException {
        return factory().generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    }

    boolean verify(PublicKey key, byte[] hash, byte[] signature) throws GeneralSecurityException {
        var verifier = ecdsa();
        verifier.initVerify(key);
        verifier.update(hash);
        return verifier.verify(signature);
    }

    /** A key for one agreement. */
    KeyPair generate() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC", provider);
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** The uncompressed point of a public key (SEC 1 §2.3.3), which its encoding ends with. */
    static byte[] point(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - POINT, encoded.length);
    }

    /**
     * The shared secret.
     *
     * @throws GeneralSecurityException when the peer's is not a point of the curve
     */
    byte[] agree(PrivateKey own, byte[] point) throws GeneralSecurityException {
        var curve =
                new AlgorithmIdentifier(
                        X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);
        var agreement = KeyAgreement.getInstance("ECDH", provider);
        agreement.init(own);
        try {
            agreement.doPhase(key(new SubjectPublicKeyInfo(curve, point)), true);
        } catch (IOException e) {
            throw new GeneralSecurityException("no point", e);
        }
        return agreement.generateSecret();
    }
}
