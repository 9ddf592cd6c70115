package org.wicgate.rtp.rtcp;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** NTP timestamps as RTCP uses them (RFC 3550 §4): seconds since 1900 and their fraction. */
public final class Ntp {
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long NANOS = 1_000_000_000L;

    private Ntp() {}

    /** The 64-bit timestamp of a moment. */
    public static long of(Instant wallClock) {
        long fraction = ((long) wallClock.getNano() << 32) / NANOS;
        return ((wallClock.getEpochSecond() + SECONDS_1900_TO_1970) << 32) | fraction;
    }

    /** The middle 32 bits, which reports carry. */
    public static int middle(long ntp) {
        return (int) (ntp >>> 16);
    }

    /** The round trip that a block about ourselves, heard now, tells (RFC 3550 §6.4.1). */
    public static Optional<Duration> roundTrip(RtcpPacket.ReportBlock block, long ntpNow) {
        if (block.lastReport() == 0) {
            return Optional.empty();
        }
        int units = middle(ntpNow) - block.lastReport() - (int) block.delay();
        return Optional.of(Duration.ofNanos((Math.max(0, units) * NANOS) >> 16));
    }
}
