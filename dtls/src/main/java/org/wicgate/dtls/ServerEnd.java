package org.wicgate.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Vector;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.util.Arrays;

/** The passive side of the handshake; asks for the client's certificate. */
@SuppressWarnings({"JdkObsolete", "rawtypes"}) // BouncyCastle's API speaks Hashtable and Vector
final class ServerEnd extends DefaultTlsServer {
    private final BcTlsCrypto crypto;
    private final Identity identity;
    private final int timeoutMillis;
    private final Outcome outcome;

    ServerEnd(BcTlsCrypto crypto, Identity identity, int timeoutMillis, Outcome outcome) {
        super(crypto);
        this.crypto = crypto;
        this.identity = identity;
        this.timeoutMillis = timeoutMillis;
        this.outcome = outcome;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return Suite.accepted();
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true; // RFC 7627 §5.4: without it the exporter's keys are not bound to this
        // handshake
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return timeoutMillis;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return Suite.RESEND_MILLIS;
    }

    @Override
    public void processClientExtensions(Hashtable clientExtensions) throws IOException {
        super.processClientExtensions(clientExtensions);
        var profile = outcome.choose(TlsSRTPUtils.getUseSRTPExtension(clientExtensions));
        TlsSRTPUtils.addUseSRTPExtension(
                serverExtensions,
                new UseSRTPData(new int[] {profile.number()}, TlsUtils.EMPTY_BYTES));
    }

    /** The curve that is fast here, if the client has it; else as the client prefers. */
    @Override
    protected int selectECDH(int minimumCurveBits) {
        int[] groups = context.getSecurityParametersHandshake().getClientSupportedGroups();
        boolean has = groups != null && Arrays.contains(groups, NamedGroup.secp256r1);
        return has && crypto instanceof ProviderCrypto
                ? NamedGroup.secp256r1
                : super.selectECDH(minimumCurveBits);
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        Vector<?> algorithms = TlsUtils.getDefaultSupportedSignatureAlgorithms(context);
        short[] types = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};
        return new CertificateRequest(types, algorithms, null);
    }

    @Override
    public void notifyClientCertificate(Certificate chain) throws IOException {
        outcome.certificate(chain);
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        return Suite.signer(context, crypto, identity);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        outcome.complete(context);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        outcome.alert(level, description);
    }
}
