package org.wicgate.eimsagw;

import java.util.EnumMap;
import org.wicgate.iq.Counters.Direction;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.rtp.srtp.SrtpRefusal;

/** What one direction of a stream carried and dropped. */
final class Tally {
    private static final long NANOS_OF_MILLI = 1_000_000;

    private long gated;
    private long unauthentic;
    private long early;
    private long replayed;
    private long exhausted;
    private long stranger;
    private long malformed;
    private long excess;
    private long packets;
    private long bytes;
    private long lastNanos;

    void forwarded(int length, long nowNanos) {
        packets++;
        bytes += length;
        lastNanos = nowNanos;
    }

    void drop(Drop cause) {
        drop(cause, 1);
    }

    void drop(Drop cause, long more) {
        switch (cause) {
            case GATED -> gated += more;
            case UNAUTHENTIC -> unauthentic += more;
            case EARLY -> early += more;
            case REPLAYED -> replayed += more;
            case EXHAUSTED -> exhausted += more;
            case STRANGER -> stranger += more;
            case MALFORMED -> malformed += more;
            case EXCESS -> excess += more;
        }
    }

    private long dropped(Drop cause) {
        return switch (cause) {
            case GATED -> gated;
            case UNAUTHENTIC -> unauthentic;
            case EARLY -> early;
            case REPLAYED -> replayed;
            case EXHAUSTED -> exhausted;
            case STRANGER -> stranger;
            case MALFORMED -> malformed;
            case EXCESS -> excess;
        };
    }

    /** Counts a packet that SRTP refused with this code. */
    void refused(int code) {
        switch (SrtpRefusal.of(code)) {
            case REPLAYED -> drop(Drop.REPLAYED);
            case MALFORMED -> drop(Drop.MALFORMED);
            case UNAUTHENTIC -> drop(Drop.UNAUTHENTIC);
            case TOO_MANY_SSRCS, NO_ROOM, KEY_EXHAUSTED -> drop(Drop.EXHAUSTED);
        }
    }

    void add(Tally other) {
        packets += other.packets;
        bytes += other.bytes;
        for (var cause : Drop.values()) {
            drop(cause, other.dropped(cause));
        }
        lastNanos = Math.max(lastNanos, other.lastNanos);
    }

    Direction direction() {
        var drops = new EnumMap<Drop, Long>(Drop.class);
        for (var cause : Drop.values()) {
            if (dropped(cause) != 0) {
                drops.put(cause, dropped(cause));
            }
        }
        return new Direction(packets, bytes, drops, lastNanos / NANOS_OF_MILLI);
    }
}
