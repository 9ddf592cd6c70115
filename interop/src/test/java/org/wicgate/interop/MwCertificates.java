package org.wicgate.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.wicgate.net.Certificates;

/** Certificates for both ends of Mw, each the only authority that the other believes. */
final class MwCertificates {
    private static final List<String> FILES = List.of("certificate.pem", "key.pem");

    private final Path folder;

    private MwCertificates(Path folder) {
        this.folder = folder;
    }

    /** Makes them for the addresses of an edge and a core, and the edge's next one. */
    static MwCertificates of(String name, String edge, String core) {
        Path folder = Peer.TARGET.resolve("tls").resolve(name);
        Demo.empty(folder);
        var made = new MwCertificates(folder);
        try {
            var _ = Certificates.selfSigned(folder.resolve("edge"), List.of(edge));
            var _ = Certificates.selfSigned(folder.resolve("next"), List.of(edge));
            var _ = Certificates.selfSigned(made.core(), List.of(core));
            Files.copy(made.core().resolve("certificate.pem"), made.edge("authorities.pem"));
            Files.writeString(made.believed(), made.certificate("edge") + made.certificate("next"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return made;
    }

    /** The folder of the core. */
    Path core() {
        return folder.resolve("core");
    }

    /** What the edge is told of them. */
    Map<String, String> settings() {
        return Map.of(
                "WICGATE_EPCSCF_MW_TLS_CERTIFICATE", edge("certificate.pem").toString(),
                "WICGATE_EPCSCF_MW_TLS_KEY", edge("key.pem").toString(),
                "WICGATE_EPCSCF_MW_TLS_AUTHORITIES", edge("authorities.pem").toString());
    }

    /** Gives the edge its next certificate. */
    void renew() {
        try {
            for (String file : FILES) {
                Path next = folder.resolve("next").resolve(file);
                Files.copy(next, edge(file), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From its next start on the core believes the edge's next certificate alone. */
    void forgetTheOld() {
        try {
            Files.writeString(believed(), certificate("next"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path believed() {
        return core().resolve("authorities.pem");
    }

    private Path edge(String file) {
        return folder.resolve("edge").resolve(file);
    }

    private String certificate(String whose) throws IOException {
        return Files.readString(folder.resolve(whose).resolve("certificate.pem"));
    }
}
