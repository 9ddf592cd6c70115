package org.wicgate.sip;

import java.time.Duration;

/**
 * The three base timers that all others are made of (RFC 3261 §17, table 4).
 *
 * @param t1 the estimate of the round trip
 * @param t2 the longest interval between retransmissions of a request other than INVITE
 * @param t4 how long a message may stay in the network
 */
public record TimerValues(Duration t1, Duration t2, Duration t4) {
    /** RFC 3261's values, for the core network and the internet. */
    public static final TimerValues CORE =
            new TimerValues(Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5));

    /** TS 24.229 §7.7's values towards a UE, where the radio may be slow: B and F become 128 s. */
    public static final TimerValues UE =
            new TimerValues(Duration.ofSeconds(2), Duration.ofSeconds(16), Duration.ofSeconds(17));

    /** 64*T1: how long a transaction waits for the other side (timers B, F, H, L, M). */
    public Duration patience() {
        return Duration.ofNanos(t1.toNanos() * 64);
    }

    /** The interval after {@code interval}: twice as long, but not longer than T2. */
    Duration next(Duration interval) {
        var doubled = interval.plus(interval);
        return doubled.compareTo(t2) < 0 ? doubled : t2;
    }
}
