package org.wicgate.webrtc;

/** What a datagram is by its first bytes (RFC 7983 §7, RFC 5761 §4). */
public enum PacketKind {
    STUN,
    DTLS,
    RTP,
    RTCP,
    OTHER;

    /** By the first byte, and for RTP and RTCP by the second; {@code length} may be 0. */
    public static PacketKind of(byte[] packet, int offset, int length) {
        if (length < 2) {
            return OTHER;
        }
        int first = packet[offset] & 0xFF;
        if (first <= 3) {
            return STUN;
        }
        if (first >= 20 && first <= 63) {
            return DTLS;
        }
        if (first < 128 || first > 191) {
            return OTHER;
        }
        int payloadType = packet[offset + 1] & 0xFF;
        return payloadType >= 192 && payloadType <= 223 ? RTCP : RTP;
    }
}
