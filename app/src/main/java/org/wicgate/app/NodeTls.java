package org.wicgate.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.net.Certificates;
import org.wicgate.net.Credential;
import org.wicgate.net.CredentialFiles;
import org.wicgate.net.CredentialWatch;
import org.wicgate.net.ServerTls;

/**
 * What the node's TLS servers for browsers show: the operator's PEM files, looked after, or a
 * self-signed certificate of our own.
 */
final class NodeTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeTls.class);

    private final ServerTls server;
    private final @Nullable CredentialWatch watch;

    private NodeTls(Credential credential, @Nullable CredentialFiles files) throws IOException {
        server = new ServerTls(credential);
        watch =
                files == null
                        ? null
                        : CredentialWatch.start(files, CredentialWatch.USUAL, server::show);
    }

    /** Reads what the configuration names, or makes a self-signed certificate in {@code data}. */
    static NodeTls start(Config config, Path data) throws IOException {
        var epcscf = config.epcscf();
        if (epcscf == null || epcscf.w2().certificate() == null || epcscf.w2().key() == null) {
            return new NodeTls(Certificates.selfSigned(data.resolve("tls"), hosts(config)), null);
        }
        var files =
                new CredentialFiles(Path.of(epcscf.w2().certificate()), Path.of(epcscf.w2().key()));
        Credential credential = files.read();
        Instant end = credential.certificate().getNotAfter().toInstant();
        if (end.isBefore(Instant.now())) {
            LOG.warn("the certificate in {} ended on {}: browsers will refuse it", files, end);
        }
        return new NodeTls(credential, files);
    }

    /** For the servers on Netty: follows the files by itself. */
    ServerTls server() {
        return server;
    }

    /** What is shown now. */
    Credential credential() {
        return server.credential();
    }

    /** Shows when the certificate ends. */
    void show(Metrics metrics) {
        metrics.gauge(
                "wicgate_tls_certificate_end_seconds",
                () -> credential().certificate().getNotAfter().toInstant().getEpochSecond());
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
    }

    private static List<String> hosts(Config config) {
        var hosts = new ArrayList<>(List.of("localhost", "127.0.0.1"));
        var epcscf = config.epcscf();
        if (epcscf != null) {
            epcscf.w2().listen().stream()
                    .map(uri -> HostPort.uri(uri).host())
                    .filter(host -> !hosts.contains(host))
                    .forEach(hosts::add);
        }
        return hosts;
    }
}
