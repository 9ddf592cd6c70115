package org.wicgate.eimsagw;

import org.wicgate.iq.Counters.Direction;

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
