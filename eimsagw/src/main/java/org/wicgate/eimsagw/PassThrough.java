package org.wicgate.eimsagw;

import org.wicgate.iq.Stream.Gates;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.webrtc.PacketKind;

/**
 * What passes of a stream whose DTLS and SRTP are its two ends' own, between W3 and the RTP port of
 * the core side (TS 23.334 §5.20.3). Packets are looked at as far as that needs no key: what they
 * are, how long they are, and whether the gates let such through. Handshakes are let through by
 * closed gates, so that media can flow at once when they open, but few in a second.
 */
final class PassThrough {
    /** What becomes of a packet. */
    enum Verdict {
        PASSES,
        GATED,
        MALFORMED
    }

    /** Bytes of a datagram. */
    static final int LONGEST = 1500;

    /** Datagrams of DTLS that a closed gate lets through in a second. */
    static final int HANDSHAKES = 50;

    private static final int APPLICATION_DATA = 23;
    private static final int SHORTEST_RTCP = 8;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final Pace toCore = new Pace();
    private final Pace toAccess = new Pace();

    /** A packet of the WIC. */
    Verdict fromAccess(PacketKind kind, byte[] b, int off, int len, Gates gates, long nowNanos) {
        return judge(kind, b, off, len, gates, gates.toCore(), toCore, nowNanos);
    }

    /** A packet of the core. */
    Verdict fromCore(PacketKind kind, byte[] b, int off, int len, Gates gates, long nowNanos) {
        return judge(kind, b, off, len, gates, gates.toAccess(), toAccess, nowNanos);
    }

    private static Verdict judge(
            PacketKind kind,
            byte[] b,
            int off,
            int len,
            Gates gates,
            boolean isOpen,
            Pace pace,
            long nowNanos) {
        if (len > LONGEST) {
            return Verdict.MALFORMED;
        }
        return switch (kind) {
            case RTP ->
                    RtpHeader.protectedLength(b, off, len) < 0 ? Verdict.MALFORMED : open(isOpen);
            case RTCP ->
                    len < SHORTEST_RTCP
                            ? Verdict.MALFORMED
                            : open(gates.toCore() || gates.toAccess());
            case DTLS -> open(isOpen || (b[off] != APPLICATION_DATA && pace.isWithin(nowNanos)));
            case STUN, OTHER -> Verdict.MALFORMED;
        };
    }

    private static Verdict open(boolean isOpen) {
        return isOpen ? Verdict.PASSES : Verdict.GATED;
    }

    /** Counts what a closed gate lets through. */
    private static final class Pace {
        private long since;
        private int passed;

        boolean isWithin(long nowNanos) {
            if (nowNanos - since >= SECOND_NANOS) {
                since = nowNanos;
                passed = 0;
            }
            return ++passed <= HANDSHAKES;
        }
    }
}
