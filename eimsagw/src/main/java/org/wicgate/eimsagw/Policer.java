package org.wicgate.eimsagw;

/** A token bucket over one direction of a stream (TS 23.334 §5.6). Asked for every packet. */
final class Policer {
    /** What may come at once: a second of the rate, and a picture at least. */
    private static final long LEAST_BURST = 32_000;

    private static final int HEADERS = 28; // IPv4 and UDP
    private static final long SECOND_NANOS = 1_000_000_000L;

    private long kbps;
    private long rate;
    private long burst;
    private long tokens;
    private long lastNanos;

    /**
     * Sets the limit; the same again changes nothing.
     *
     * @param newKbps 0 for none
     */
    void limit(long newKbps, long nowNanos) {
        if (newKbps != kbps) {
            kbps = newKbps;
            rate = newKbps * 125;
            burst = Math.max(LEAST_BURST, rate);
            tokens = burst;
            lastNanos = nowNanos;
        }
    }

    /** Whether a datagram with so many bytes may pass; it is counted then. */
    boolean admits(int length, long nowNanos) {
        if (kbps == 0) {
            return true;
        }
        long elapsed = Math.min(nowNanos - lastNanos, SECOND_NANOS * 2);
        long earned = elapsed * rate / SECOND_NANOS;
        if (earned > 0) { // what is less than a byte is earned later
            tokens = Math.min(burst, tokens + earned);
            lastNanos = nowNanos;
        }
        if (tokens < length + HEADERS) {
            return false;
        }
        tokens -= length + HEADERS;
        return true;
    }
}
