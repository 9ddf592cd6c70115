package org.wicgate.rtp.rtcp;

/**
 * Reads sender and receiver reports out of a compound packet in place, for whoever only watches it
 * pass: nothing is allocated.
 */
public final class Reports {
    private static final int SENDER_INFO = 20;
    private static final int MIN_REPORT = Rtcp.HEADER + 4;

    /** Hears what a report says. */
    public interface Watcher {
        /**
         * A source sent this at that time of its own clock.
         *
         * @param middle the middle 32 bits of it, which a block names as {@code lastReport}
         */
        void sent(int ssrc, int middle);

        /** A block: the fields of {@link RtcpPacket.ReportBlock}. */
        void heard(
                int ssrc,
                int fractionLost,
                int lost,
                long extendedHighest,
                long jitter,
                int lastReport,
                long delay);
    }

    private Reports() {}

    /** Reads those of a packet that {@link Rtcp#isCompound} found to be one. */
    public static void read(byte[] b, int off, int len, Watcher watcher) {
        int end = off + len;
        for (int at = off; at < end; ) {
            int next = at + Rtcp.packetLength(b, at);
            int type = b[at + 1] & 0xFF;
            if (type == Rtcp.SENDER_REPORT && next - at >= MIN_REPORT + SENDER_INFO) {
                int middle = (u16(b, at + 10) << 16) | u16(b, at + 12);
                watcher.sent(i32(b, at + 4), middle);
                blocks(b, at + MIN_REPORT + SENDER_INFO, next, b[at] & 0x1F, watcher);
            } else if (type == Rtcp.RECEIVER_REPORT && next - at >= MIN_REPORT) {
                blocks(b, at + MIN_REPORT, next, b[at] & 0x1F, watcher);
            }
            at = next;
        }
    }

    private static void blocks(byte[] b, int from, int end, int count, Watcher watcher) {
        int at = from;
        for (int i = 0; i < count && at + RtcpPacket.ReportBlock.SIZE <= end; i++) {
            int loss = i32(b, at + 4);
            watcher.heard(
                    i32(b, at),
                    loss >>> 24,
                    (loss << 8) >> 8,
                    i32(b, at + 8) & 0xFFFFFFFFL,
                    i32(b, at + 12) & 0xFFFFFFFFL,
                    i32(b, at + 16),
                    i32(b, at + 20) & 0xFFFFFFFFL);
            at += RtcpPacket.ReportBlock.SIZE;
        }
    }

    private static int u16(byte[] b, int at) {
        return ((b[at] & 0xFF) << 8) | (b[at + 1] & 0xFF);
    }

    private static int i32(byte[] b, int at) {
        return (u16(b, at) << 16) | u16(b, at + 2);
    }
}
