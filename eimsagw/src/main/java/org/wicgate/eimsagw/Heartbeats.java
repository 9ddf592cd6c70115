package org.wicgate.eimsagw;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.wicgate.iq.ContextId;

/**
 * When something was last asked about each context, so that one that hangs is found (TS 23.334
 * §5.7). All wait equally long, so that who was heard of longest ago is always first.
 */
final class Heartbeats {
    /** How often it is asked whether a context is needed. */
    static final int QUESTIONS = 3;

    private record Beat(long due, int asked) {}

    /** What is to be done about a context. */
    record Due(ContextId context, boolean isGivenUp) {}

    private final long every;
    private final SequencedMap<ContextId, Beat> beats = new LinkedHashMap<>();
    private long next = Long.MAX_VALUE;

    /**
     * @param every zero for never
     */
    Heartbeats(Duration every) {
        this.every = every.toNanos();
    }

    /** Something was asked about it. */
    void heard(ContextId context, long nowNanos) {
        if (every > 0) {
            put(context, nowNanos, 0);
        }
    }

    void forget(ContextId context) {
        beats.remove(context);
        look();
    }

    /** When {@link #due} is next wanted; {@link Long#MAX_VALUE} for never. */
    long next() {
        return next;
    }

    /** Takes one whose time has come; null when there is none left. */
    @Nullable Due due(long nowNanos) {
        if (next > nowNanos) {
            return null;
        }
        var first = beats.pollFirstEntry();
        look();
        if (first == null) {
            return null;
        }
        int asked = first.getValue().asked;
        if (asked < QUESTIONS) {
            put(first.getKey(), nowNanos, asked + 1);
        }
        return new Due(first.getKey(), asked == QUESTIONS);
    }

    private void put(ContextId context, long nowNanos, int asked) {
        beats.putLast(context, new Beat(nowNanos + every, asked));
        look();
    }

    /** Kept, as it is asked for with each packet. */
    private void look() {
        var first = beats.firstEntry();
        next = first == null ? Long.MAX_VALUE : first.getValue().due;
    }
}
