package org.wicgate.dtls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.DigitallySigned;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.tls.crypto.TlsSigner;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.bouncycastle.tls.crypto.TlsStreamVerifier;
import org.bouncycastle.tls.crypto.TlsVerifier;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsSecret;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;

/** BouncyCastle's own, but for P-256, which a provider of the JDK does faster. */
final class ProviderCrypto extends BcTlsCrypto {
    private final ProviderCurve curve;

    ProviderCrypto(Entropy entropy, ProviderCurve curve) {
        super(new EntropyRandom(entropy));
        this.curve = curve;
    }

    @Override
    public TlsCertificate createCertificate(byte[] encoding) throws IOException {
        return new ByProvider(encoding);
    }

    @Override
    public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
        return type == CertificateType.X509
                ? new ByProvider(encoding)
                : super.createCertificate(type, encoding);
    }

    @Override
    public TlsECDomain createECDomain(TlsECConfig config) {
        return config.getNamedGroup() == NamedGroup.secp256r1
                ? Agreement::new
                : super.createECDomain(config);
    }

    /** Signs with the own key. */
    TlsSigner signer() {
        return new Signer();
    }

    private final class Signer implements TlsSigner {
        @Override
        public byte[] generateRawSignature(
                @Nullable SignatureAndHashAlgorithm algorithm, byte[] hash) throws IOException {
            try {
                return curve.sign(hash);
            } catch (GeneralSecurityException e) {
                throw new TlsFatalAlert(AlertDescription.internal_error, e);
            }
        }

        @Override
        public @Nullable TlsStreamSigner getStreamSigner(SignatureAndHashAlgorithm algorithm) {
            return null;
        }
    }

    private final class ByProvider extends BcTlsCertificate {
        ByProvider(byte[] encoding) throws IOException {
            super(ProviderCrypto.this, encoding);
        }

        @Override
        public TlsVerifier createVerifier(short signatureAlgorithm) throws IOException {
            var info = getCertificate().getSubjectPublicKeyInfo();
            if (signatureAlgorithm != SignatureAlgorithm.ecdsa
                    || !SECObjectIdentifiers.secp256r1.equals(
                            info.getAlgorithm().getParameters())) {
                return super.createVerifier(signatureAlgorithm);
            }
            try {
                return new Verifier(curve.key(info));
            } catch (GeneralSecurityException e) {
                throw new TlsFatalAlert(AlertDescription.bad_certificate, e);
            }
        }
    }

    private final class Verifier implements TlsVerifier {
        private final PublicKey key;

        Verifier(PublicKey key) {
            this.key = key;
        }

        @Override
        public @Nullable TlsStreamVerifier getStreamVerifier(DigitallySigned signed) {
            return null;
        }

        @Override
        public boolean verifyRawSignature(DigitallySigned signed, byte[] hash) {
            var algorithm = signed.getAlgorithm();
            try {
                return algorithm != null
                        && algorithm.getSignature() == SignatureAlgorithm.ecdsa
                        && curve.verify(key, hash, signed.getSignature());
            } catch (GeneralSecurityException malformed) {
                return false;
            }
        }
    }

    private final class Agreement implements TlsAgreement {
        private @Nullable KeyPair own;
        private byte[] peer = {};

        @Override
        public byte[] generateEphemeral() throws IOException {
            try {
                own = curve.generate();
                return ProviderCurve.point(own);
            } catch (GeneralSecurityException e) {
                throw new TlsFatalAlert(AlertDescription.internal_error, e);
            }
        }

        @Override
        public void receivePeerValue(byte[] point) {
            peer = point;
        }

        @Override
        public TlsSecret calculateSecret() throws IOException {
            if (own == null) {
                throw new TlsFatalAlert(AlertDescription.internal_error);
            }
            try {
                return new BcTlsSecret(ProviderCrypto.this, curve.agree(own.getPrivate(), peer));
            } catch (GeneralSecurityException e) {
                throw new TlsFatalAlert(AlertDescription.illegal_parameter, e);
            }
        }
    }
}
