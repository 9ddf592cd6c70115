package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;

/**
 * Asks the eIMS-AGW now and then whether a call's context is there still (TS 23.334 §6.1.2): one
 * that has forgotten it, or that has gone, says nothing of that by itself.
 */
final class MediaAudit {
    /** How long a context is believed in after it was last heard of. */
    static final Duration EVERY = Duration.ofSeconds(30);

    /** How many questions in a row may stay without an answer. */
    static final int TRIES = 2;

    private final Shard shard;
    private final ContextId id;
    private final Shard.Alarm gone;
    private final Shard.Alarm due = this::ask;
    private int unanswered;

    /**
     * @param gone what to do when the context is lost
     */
    MediaAudit(Shard shard, ContextId id, Shard.Alarm gone) {
        this.shard = shard;
        this.id = id;
        this.gone = gone;
    }

    /** The eIMS-AGW has the context. */
    void heard(Instant now) {
        unanswered = 0;
        shard.timers.start(due, now.plus(EVERY));
    }

    /** It has not. */
    void forgotten(Instant now) {
        stop();
        gone.ring(now);
    }

    /** Nobody needs the context any more. */
    void stop() {
        shard.timers.stop(due);
    }

    private void ask(Instant now) {
        if (unanswered == TRIES) {
            forgotten(now);
            return;
        }
        unanswered++;
        shard.timers.start(due, now.plus(shard.config.sessions().gatewayPatience()));
        shard.ask(new Command.Audit(id));
    }
}
