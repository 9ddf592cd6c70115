package org.wicgate.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.net.Credential;
import org.wicgate.net.CredentialFiles;
import org.wicgate.net.CredentialWatch;
import org.wicgate.net.SipTls;

/** What the node shows on Mw under TLS: the operator's PEM files, looked after. */
final class MwTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MwTls.class);

    private final SipTls tls;
    private final CredentialWatch watch;
    private volatile Credential shown;

    private MwTls(Credential credential, CredentialFiles files, SipTls tls) {
        this.tls = tls;
        this.shown = credential;
        this.watch = CredentialWatch.start(files, CredentialWatch.USUAL, this::show);
    }

    /** Reads what the configuration names. */
    static MwTls start(Config.MwTls config) throws IOException {
        var files = new CredentialFiles(Path.of(config.certificate()), Path.of(config.key()));
        Credential credential = files.read();
        Instant end = credential.certificate().getNotAfter().toInstant();
        if (end.isBefore(Instant.now())) {
            LOG.warn("the certificate in {} ended on {}: the core will refuse it", files, end);
        }
        var authorities = SipTls.Trust.read(Path.of(config.authorities()));
        var trust = new SipTls.Trust(authorities, config.isMutual(), Set.copyOf(config.names()));
        return new MwTls(credential, files, new SipTls(credential, trust));
    }

    /** For the sockets: follows the files by itself. */
    SipTls tls() {
        return tls;
    }

    /** Shows when the certificate ends. */
    void show(Metrics metrics) {
        metrics.gauge(
                "wicgate_mw_tls_certificate_end_seconds",
                () -> shown.certificate().getNotAfter().toInstant().getEpochSecond());
    }

    @Override
    public void close() {
        watch.close();
    }

    private void show(Credential credential) throws IOException {
        tls.show(credential);
        shown = credential;
    }
}
