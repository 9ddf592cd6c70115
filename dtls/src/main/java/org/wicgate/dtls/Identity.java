package org.wicgate.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.tls.crypto.TlsSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsECDSASigner;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;

/**
 * A self-signed ECDSA P-256 certificate and its key (RFC 8827 §6.5). It names nobody: the peer
 * knows it by the fingerprint in the session description alone. One may serve many associations.
 */
public final class Identity {
    private static final Duration VALID_BEFORE = Duration.ofDays(1);
    private static final Duration VALID_AFTER = Duration.ofDays(365);
    private static final int SERIAL_BYTES = 16;

    private final byte[] certificate;
    private final AsymmetricKeyParameter privateKey;
    private final Fingerprint fingerprint;
    private final @Nullable ProviderCurve curve;

    private Identity(
            byte[] certificate, AsymmetricKeyParameter privateKey, @Nullable ProviderCurve curve) {
        this.curve = curve;
        this.certificate = certificate;
        this.privateKey = privateKey;
        this.fingerprint = Fingerprints.sha256(certificate);
    }

    /** A new one, valid from a day before {@code wallTime} until a year after. */
    public static Identity create(Entropy entropy, Instant wallTime) {
        var random = new EntropyRandom(entropy);
        var keys = generateKeys(random);
        try {
            byte[] certificate = selfSign(keys, random, entropy, wallTime);
            return new Identity(certificate, keys.getPrivate(), null);
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot sign an own certificate", e);
        }
    }

    /**
     * The same, with associations whose P-256 a provider of the JDK does.
     *
     * @throws GeneralSecurityException when that does not do all that is needed
     */
    public Identity by(Provider provider) throws GeneralSecurityException {
        return new Identity(certificate, privateKey, new ProviderCurve(provider, privateKey));
    }

    /** On the curve written for itself: the general one signs with BigInteger, six times slower. */
    private static AsymmetricCipherKeyPair generateKeys(EntropyRandom random) {
        var curve =
                new ECNamedDomainParameters(
                        SECObjectIdentifiers.secp256r1,
                        CustomNamedCurves.getByOID(SECObjectIdentifiers.secp256r1));
        var generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(curve, random));
        return generator.generateKeyPair();
    }

    private static byte[] selfSign(
            AsymmetricCipherKeyPair keys, EntropyRandom random, Entropy entropy, Instant wallTime)
            throws IOException, OperatorCreationException {
        byte[] serial = new byte[SERIAL_BYTES];
        entropy.wire(serial);
        var name = new X500Name("CN=WebRTC");
        var builder =
                new X509v3CertificateBuilder(
                        name,
                        new BigInteger(1, serial).setBit(0),
                        Date.from(wallTime.minus(VALID_BEFORE)),
                        Date.from(wallTime.plus(VALID_AFTER)),
                        Locale.ROOT,
                        name,
                        SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(keys.getPublic()));
        AlgorithmIdentifier signature =
                new DefaultSignatureAlgorithmIdentifierFinder().find("SHA256withECDSA");
        AlgorithmIdentifier digest = new DefaultDigestAlgorithmIdentifierFinder().find(signature);
        var signer =
                new BcECContentSignerBuilder(signature, digest)
                        .setSecureRandom(random)
                        .build(keys.getPrivate());
        return builder.build(signer).getEncoded();
    }

    /** The SHA-256 fingerprint of the certificate, for {@code a=fingerprint}. */
    public Fingerprint fingerprint() {
        return fingerprint;
    }

    byte[] certificate() {
        return certificate;
    }

    /** What an association computes with. */
    BcTlsCrypto crypto(Entropy entropy) {
        return curve == null
                ? new BcTlsCrypto(new EntropyRandom(entropy))
                : new ProviderCrypto(entropy, curve);
    }

    /** Signs with the private key. */
    TlsSigner signer(BcTlsCrypto crypto) {
        return crypto instanceof ProviderCrypto fast
                ? fast.signer()
                : new BcTlsECDSASigner(crypto, (ECPrivateKeyParameters) privateKey);
    }

    @Override
    public String toString() {
        return "Identity[" + fingerprint + "]";
    }
}
