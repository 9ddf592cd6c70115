package org.wicgate.rtp.rtcp;

import java.nio.ByteBuffer;
import java.util.List;
import org.wicgate.base.Decoded;

/** Tells RTCP, checks it in place without allocation, and reads and writes whole packets. */
public final class Rtcp {
    /** Bytes of the header of each packet in a compound one. */
    static final int HEADER = 4;

    static final int SENDER_REPORT = 200;
    static final int RECEIVER_REPORT = 201;
    static final int SOURCE_DESCRIPTION = 202;
    static final int BYE = 203;

    private Rtcp() {}

    /** Whether the packet's type is one of RTCP's, on a port that RTP shares (RFC 5761 §4). */
    public static boolean isRtcp(byte[] b, int off, int len) {
        int type = len < 2 ? 0 : b[off + 1] & 0xFF;
        return type >= 192 && type <= 223;
    }

    /**
     * Whether these bytes are whole RTCP packets one after the other: version 2, RTCP types, and
     * lengths that meet the end (RFC 3550 §A.2). A single feedback packet is welcome too (RFC
     * 5506).
     */
    public static boolean isCompound(byte[] b, int off, int len) {
        int at = off;
        int end = off + len;
        while (end - at >= HEADER && (b[at] & 0xC0) == 0x80 && isRtcp(b, at, HEADER)) {
            at += packetLength(b, at);
            if (at == end) {
                return len >= 2 * HEADER;
            }
        }
        return false;
    }

    /** Reads the packets of a compound packet. */
    public static Decoded<List<RtcpPacket>> decode(byte[] b, int off, int len) {
        return RtcpReader.read(b, off, len);
    }

    /** Writes packets one after the other; returns how many bytes they take. */
    public static int encode(List<? extends RtcpPacket> packets, byte[] b, int off) {
        var out = ByteBuffer.wrap(b, off, b.length - off);
        packets.forEach(packet -> RtcpWriter.write(packet, out));
        return out.position() - off;
    }

    /** The length in bytes that one packet's header says. */
    static int packetLength(byte[] b, int at) {
        return 4 * ((((b[at + 2] & 0xFF) << 8) | (b[at + 3] & 0xFF)) + 1);
    }
}
