package org.wicgate.epcscf;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Side;

/**
 * An offer that went back in an answer to an INVITE, and that PRACK or ACK is to answer (RFC 3261
 * §13.2.1, RFC 3262 §5). Until then no other offer may pass in its dialog.
 */
final class OwedAnswer {
    private final Shard shard;
    private final Shard.Alarm never = this::never;
    private @Nullable Side offerer;
    private Shard.@Nullable Alarm without;

    OwedAnswer(Shard shard) {
        this.shard = shard;
    }

    boolean isOwed() {
        return offerer != null;
    }

    /** Whose offer waits; null for none. */
    @Nullable Side offerer() {
        return offerer;
    }

    /** The offer goes back. */
    void begin(Side by) {
        offerer = by;
    }

    /**
     * The 2xx has gone back: who sent it waits 64*T1 for the ACK, and an ACK that is not there by
     * then does not come any more (RFC 3261 §13.3.1.4).
     *
     * @param without what to do then
     */
    void awaitAck(Shard.Alarm without, Instant now) {
        if (offerer != null) {
            this.without = without;
            var values =
                    switch (offerer) {
                        case ACCESS -> shard.config.w2().timers();
                        case CORE -> shard.config.mw().timers();
                    };
            shard.timers.start(never, now.plus(values.patience()));
        }
    }

    /** The answer is there, or the call is over. */
    void end() {
        offerer = null;
        without = null;
        shard.timers.stop(never);
    }

    private void never(Instant now) {
        var then = without;
        end();
        if (then != null) {
            then.ring(now);
        }
    }
}
