package org.wicgate.rtp;

/**
 * The RTP header (RFC 3550 §5.1), read and written in place. Every reading function but {@link
 * #length} trusts that length was asked first and was not negative.
 */
public final class RtpHeader {
    /** Bytes of a header without CSRC and extension. */
    public static final int SIZE = 12;

    private static final int VERSION_2 = 2;

    private RtpHeader() {}

    /**
     * The length of the header with its CSRCs and its extension, when the packet is well formed as
     * RFC 3550 §A.1 asks: version 2, and header and padding within the packet. Otherwise -1.
     */
    public static int length(byte[] b, int off, int len) {
        int header = protectedLength(b, off, len);
        if (header < 0 || (b[off] & 0x20) == 0) {
            return header;
        }
        int padding = b[off + len - 1] & 0xFF;
        return padding == 0 || header + padding > len ? -1 : header;
    }

    /** As {@link #length}, for an SRTP packet: its padding cannot be read, so it is not checked. */
    public static int protectedLength(byte[] b, int off, int len) {
        if (len < SIZE || ((b[off] & 0xC0) >>> 6) != VERSION_2) {
            return -1;
        }
        int header = SIZE + 4 * (b[off] & 0x0F);
        if ((b[off] & 0x10) != 0) {
            if (header + 4 > len) {
                return -1;
            }
            header += 4 + 4 * Bytes.u16(b, off + header + 2);
        }
        return header > len ? -1 : header;
    }

    /** How many bytes of padding the packet ends with. */
    public static int padding(byte[] b, int off, int len) {
        return (b[off] & 0x20) == 0 ? 0 : b[off + len - 1] & 0xFF;
    }

    public static boolean marker(byte[] b, int off) {
        return (b[off + 1] & 0x80) != 0;
    }

    public static int payloadType(byte[] b, int off) {
        return b[off + 1] & 0x7F;
    }

    /** The sequence number, 0 to 65535. */
    public static int sequence(byte[] b, int off) {
        return Bytes.u16(b, off + 2);
    }

    public static int timestamp(byte[] b, int off) {
        return Bytes.i32(b, off + 4);
    }

    public static int ssrc(byte[] b, int off) {
        return Bytes.i32(b, off + 8);
    }

    /** Replaces the payload type and leaves the marker as it is. */
    public static void replacePayloadType(byte[] b, int off, int payloadType) {
        b[off + 1] = (byte) ((b[off + 1] & 0x80) | (payloadType & 0x7F));
    }

    /** Writes a header without CSRC, extension and padding; {@link #SIZE} bytes. */
    public static void write(
            byte[] b,
            int off,
            boolean marker,
            int payloadType,
            int sequence,
            int timestamp,
            int ssrc) {
        b[off] = (byte) (VERSION_2 << 6);
        b[off + 1] = (byte) ((marker ? 0x80 : 0) | (payloadType & 0x7F));
        Bytes.put16(b, off + 2, sequence);
        Bytes.put32(b, off + 4, timestamp);
        Bytes.put32(b, off + 8, ssrc);
    }
}
