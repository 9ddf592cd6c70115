package org.wicgate.net;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after {@link CredentialFiles} and hands on what is new in them, on a thread of its own. */
public final class CredentialWatch implements AutoCloseable {
    /** A new certificate is shown within twice this. */
    public static final Duration USUAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(CredentialWatch.class);

    private final CredentialFiles files;
    private final Use use;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("certificates").factory());

    /** Who shows a credential. */
    @FunctionalInterface
    public interface Use {
        /**
         * Shows it from now on.
         *
         * @throws IOException when it cannot; the one before stays
         */
        void show(Credential credential) throws IOException;
    }

    private CredentialWatch(CredentialFiles files, Use use) {
        this.files = files;
        this.use = use;
    }

    /** Looks after the files, again after each pause of {@code every}, until closed. */
    public static CredentialWatch start(CredentialFiles files, Duration every, Use use) {
        var watch = new CredentialWatch(files, use);
        var _ =
                watch.looks.scheduleWithFixedDelay(
                        watch::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
        return watch;
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }

    private void look() {
        try {
            var changed = files.changed();
            if (changed.isPresent()) {
                Credential next = changed.get();
                use.show(next);
                LOG.info(
                        "certificate {} is shown from now on, good until {}",
                        next.certificate().getSubjectX500Principal(),
                        next.certificate().getNotAfter().toInstant());
            }
        } catch (IOException | RuntimeException refused) { // an exception would end the looks
            LOG.warn(
                    "{} changed and cannot be used, the certificate before stays: {}",
                    files,
                    refused.getMessage());
        }
    }
}
