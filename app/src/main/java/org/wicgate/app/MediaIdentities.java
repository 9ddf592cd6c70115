package org.wicgate.app;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.base.Entropy;
import org.wicgate.dtls.Identities;
import org.wicgate.dtls.Identity;

/** The certificates of a node's media: looks now and then whether it is time for the next one. */
final class MediaIdentities implements AutoCloseable {
    private static final long EVERY_SECONDS = 60;
    private static final Logger LOG = LoggerFactory.getLogger(MediaIdentities.class);

    private final Identities<MediaIdentity> identities;
    private final InstantSource wallClock;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("media certificate").factory());

    private MediaIdentities(Identities<MediaIdentity> identities, InstantSource wallClock) {
        this.identities = identities;
        this.wallClock = wallClock;
    }

    /**
     * Makes the first, and looks from now on.
     *
     * @param every zero for never another
     * @param background where each is made faster
     */
    static MediaIdentities start(
            Entropy entropy, Duration every, InstantSource wallClock, Executor background) {
        var identities =
                new Identities<>(
                        _ -> MediaIdentity.create(entropy, background), every, wallClock.instant());
        var all = new MediaIdentities(identities, wallClock);
        if (!every.isZero()) {
            var _ =
                    all.looks.scheduleWithFixedDelay(
                            all::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
        }
        return all;
    }

    /** The one for calls that begin now. */
    Identity present() {
        return identities.present().current();
    }

    private void look() {
        try {
            if (identities.turn(wallClock.instant())) {
                LOG.atInfo()
                        .addKeyValue("fingerprint", present().fingerprint().value())
                        .log("new calls have another media certificate");
            }
        } catch (RuntimeException e) { // the one before stays
            LOG.atWarn().addKeyValue("why", e.toString()).log("no new media certificate");
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
