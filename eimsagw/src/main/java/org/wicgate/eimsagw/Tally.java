package org.wicgate.eimsagw;

import org.wicgate.iq.Counters.Direction;
import org.wicgate.rtp.srtp.SrtpRefusal;

/** What one direction of a stream carried and dropped. */
final class Tally {
    private static final long NANOS_OF_MILLI = 1_000_000;

    long gated;
    long unauthentic;
    long replayed;
    long stranger;
    long malformed;
    private long packets;
    private long bytes;
    private long lastNanos;

    void forwarded(int length, long nowNanos) {
        packets++;
        bytes += length;
        lastNanos = nowNanos;
    }

    /** Counts a packet that SRTP refused with this code. */
    void refused(int code) {
        switch (SrtpRefusal.of(code)) {
            case REPLAYED -> replayed++;
            case MALFORMED -> malformed++;
            case UNAUTHENTIC, TOO_MANY_SSRCS, NO_ROOM, KEY_EXHAUSTED -> unauthentic++;
        }
    }

    void add(Tally other) {
        packets += other.packets;
        bytes += other.bytes;
        gated += other.gated;
        unauthentic += other.unauthentic;
        replayed += other.replayed;
        stranger += other.stranger;
        malformed += other.malformed;
        lastNanos = Math.max(lastNanos, other.lastNanos);
    }

    Direction direction() {
        return new Direction(
                packets,
                bytes,
                gated,
                unauthentic,
                replayed,
                stranger,
                malformed,
                lastNanos / NANOS_OF_MILLI);
    }
}
