package org.wicgate.app;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.Instant;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import org.wicgate.base.Entropy;
import org.wicgate.dtls.Identity;

/** The certificate of a node's media, with the fastest P-256 that this machine has. */
final class MediaIdentity {
    private static final String CORRETTO =
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private MediaIdentity() {}

    /** A new one. Where the native library cannot be used, it is slower and says so. */
    static Identity create(Entropy entropy) {
        var portable = Identity.create(entropy, Instant.now());
        try {
            var found =
                    ServiceLoader.load(Provider.class).stream()
                            .filter(provider -> CORRETTO.equals(provider.type().getName()))
                            .findFirst();
            if (found.isPresent()) {
                return portable.by(found.get().get());
            }
        } catch (GeneralSecurityException | ServiceConfigurationError | LinkageError unusable) {
            LoggerFactory.getLogger(MediaIdentity.class)
                    .atInfo()
                    .addKeyValue("why", String.valueOf(unusable.getMessage()))
                    .log("DTLS without native cryptography: a call costs a third more to set up");
        }
        return portable;
    }
}
