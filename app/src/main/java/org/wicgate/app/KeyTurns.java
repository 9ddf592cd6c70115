package org.wicgate.app;

import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wicgate.store.StoreFailure;
import org.wicgate.waf.EncryptionKeys;
import org.wicgate.waf.SigningKeys;

/** Looks now and then whether it is time for the WAF's next key, on a thread of its own. */
final class KeyTurns implements AutoCloseable {
    /** More often than a key is published ahead, for another process may have made it. */
    private static final long EVERY_MINUTES = SigningKeys.AHEAD.toMinutes() / 4;

    private static final Logger LOG = LoggerFactory.getLogger(KeyTurns.class);

    private final SigningKeys keys;
    private final @Nullable EncryptionKeys encryption;
    private final InstantSource wallClock;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("keys").factory());

    private KeyTurns(
            SigningKeys keys, @Nullable EncryptionKeys encryption, InstantSource wallClock) {
        this.keys = keys;
        this.encryption = encryption;
        this.wallClock = wallClock;
    }

    /** Looks from now on. */
    static KeyTurns start(
            SigningKeys keys, @Nullable EncryptionKeys encryption, InstantSource wallClock) {
        var turns = new KeyTurns(keys, encryption, wallClock);
        var _ =
                turns.looks.scheduleWithFixedDelay(
                        turns::look, EVERY_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
        return turns;
    }

    private void look() {
        try {
            var now = wallClock.instant();
            String before = keys.jwks();
            keys.turn(now);
            if (encryption != null) {
                encryption.turn(now);
            }
            if (!keys.jwks().equals(before)) {
                LOG.atInfo()
                        .addKeyValue("published", keys.published().ids())
                        .addKeyValue("signing", keys.signing(now).id())
                        .log("keys of the WAF changed");
            }
        } catch (StoreFailure | IllegalArgumentException e) { // the old keys stay
            LOG.atWarn().addKeyValue("why", e.getMessage()).log("keys of the WAF not looked at");
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
