package org.wicgate.eimsagw;

import org.wicgate.rtp.RtpHeader;

/** A source of our own on one leg: its name, its numbers, and what it sent (RFC 3550 §6.4.1). */
final class Sending {
    private static final int SAMPLES = 8000;

    private final int ssrc;
    private final int clockRate;
    private final int firstTimestamp;
    private int sequence;
    private long packets;
    private long octets;
    private int lastTimestamp;
    private long lastNanos;

    /**
     * A source.
     *
     * @param seed tells it from all others
     * @param clockRate of its RTP clock
     */
    Sending(long seed, int clockRate) {
        this.ssrc = (int) Mixing.of(seed);
        this.sequence = (int) Mixing.of(seed + 1) & 0x7FFF; // RFC 3711 §3.3.1: far from the turn
        this.firstTimestamp = (int) Mixing.of(seed + 2);
        this.clockRate = clockRate;
    }

    int ssrc() {
        return ssrc;
    }

    int clockRate() {
        return clockRate;
    }

    long packets() {
        return packets;
    }

    long octets() {
        return octets;
    }

    /** The timestamp of a sample. */
    int timestamp(long sample) {
        return firstTimestamp + (int) (sample * (clockRate / SAMPLES));
    }

    /** The timestamp that this moment has, for a sender report. */
    int timestampAt(long nowNanos) {
        long micros = (nowNanos - lastNanos) / 1000;
        return lastTimestamp + (int) (micros * clockRate / 1_000_000);
    }

    /** Whether it sent since then. */
    boolean isSince(long nanos) {
        return packets > 0 && lastNanos >= nanos;
    }

    /** Writes the header of the next packet, and counts it. */
    void header(byte[] b, boolean marker, int type, int timestamp, int payload, long nowNanos) {
        RtpHeader.write(b, 0, marker, type, sequence, timestamp, ssrc);
        sequence = sequence + 1 & 0xFFFF;
        packets++;
        octets += payload;
        lastTimestamp = timestamp;
        lastNanos = nowNanos;
    }
}
