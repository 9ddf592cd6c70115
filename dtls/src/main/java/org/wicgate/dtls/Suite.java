package org.wicgate.dtls;

import java.io.IOException;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DefaultTlsCredentialedSigner;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** What client and server have in common: DTLS 1.2 as RFC 8827 §6.5 wants it. */
final class Suite {
    static final int RESEND_MILLIS = 250;

    private Suite() {}

    /** As client the RSA suite too, for servers that keep an RSA certificate. */
    static int[] offered() {
        return new int[] {
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
        };
    }

    static int[] accepted() {
        return new int[] {CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256};
    }

    /** The name of one of those. */
    static String name(int number) {
        return switch (number) {
            case CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 ->
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
            case CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 ->
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
            default -> "0x" + Integer.toHexString(number);
        };
    }

    static TlsCredentialedSigner signer(TlsContext context, BcTlsCrypto crypto, Identity identity)
            throws IOException {
        var chain =
                new Certificate(
                        new TlsCertificate[] {
                            new BcTlsCertificate(crypto, identity.certificate())
                        });
        return new DefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                identity.signer(crypto),
                chain,
                SignatureAndHashAlgorithm.getInstance(
                        HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }
}
