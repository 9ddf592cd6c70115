package org.wicgate.app;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.Instant;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import org.slf4j.LoggerFactory;
import org.wicgate.base.Entropy;
import org.wicgate.dtls.Identity;

/**
 * A certificate of a node's media, with the fastest P-256 that this machine has. That is a native
 * library, which takes most of a second to load and test itself: until then calls have a slower
 * one, under the same certificate.
 */
final class MediaIdentity {
    private static final String CORRETTO =
            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    private volatile Identity current;

    private MediaIdentity(Identity portable) {
        current = portable;
    }

    /** A new one. Where the native library cannot be used, it stays slower and says so. */
    static MediaIdentity create(Entropy entropy, Executor background) {
        var identity = new MediaIdentity(Identity.create(entropy, Instant.now()));
        background.execute(identity::quicken);
        return identity;
    }

    /** What a handshake that begins now uses; always with the same fingerprint. */
    Identity current() {
        return current;
    }

    private void quicken() {
        try {
            var found =
                    ServiceLoader.load(Provider.class).stream()
                            .filter(provider -> CORRETTO.equals(provider.type().getName()))
                            .findFirst();
            if (found.isPresent()) {
                current = current.by(found.get().get());
            }
        } catch (GeneralSecurityException | ServiceConfigurationError | LinkageError unusable) {
            LoggerFactory.getLogger(MediaIdentity.class)
                    .atInfo()
                    .addKeyValue("why", String.valueOf(unusable.getMessage()))
                    .log("DTLS without native cryptography: a call costs a third more to set up");
        }
    }
}
