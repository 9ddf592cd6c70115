package org.wicgate.dtls;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** The active side of the handshake; shows its certificate when asked. */
@SuppressWarnings({"JdkObsolete", "rawtypes"}) // BouncyCastle's API speaks Hashtable and Vector
final class ClientEnd extends DefaultTlsClient {
    private final BcTlsCrypto crypto;
    private final Identity identity;
    private final int timeoutMillis;
    private final Outcome outcome;

    ClientEnd(BcTlsCrypto crypto, Identity identity, int timeoutMillis, Outcome outcome) {
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
        return Suite.offered();
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
    public Hashtable<Integer, byte[]> getClientExtensions() throws IOException {
        @SuppressWarnings("unchecked") // it is one of Integer and byte[], only not declared so
        Hashtable<Integer, byte[]> extensions = super.getClientExtensions();
        TlsSRTPUtils.addUseSRTPExtension(extensions, outcome.offer());
        return extensions;
    }

    @Override
    public void processServerExtensions(Hashtable serverExtensions) throws IOException {
        super.processServerExtensions(serverExtensions);
        outcome.chosen(TlsSRTPUtils.getUseSRTPExtension(serverExtensions));
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate server) throws IOException {
                outcome.certificate(server.getCertificate());
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request)
                    throws IOException {
                return Suite.signer(context, crypto, identity);
            }
        };
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
