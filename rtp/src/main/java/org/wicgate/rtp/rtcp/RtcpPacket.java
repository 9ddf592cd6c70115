package org.wicgate.rtp.rtcp;

import java.util.List;

/** One packet of a compound packet (RFC 3550 §6). */
public sealed interface RtcpPacket {
    /**
     * What a sender sent and heard (RFC 3550 §6.4.1).
     *
     * @param ntp when, as {@link Ntp} counts
     * @param rtpTimestamp the same moment on the RTP clock
     */
    record SenderReport(
            int ssrc,
            long ntp,
            int rtpTimestamp,
            long packets,
            long octets,
            List<ReportBlock> blocks)
            implements RtcpPacket {}

    /** What one heard who does not send (RFC 3550 §6.4.2). */
    record ReceiverReport(int ssrc, List<ReportBlock> blocks) implements RtcpPacket {}

    /** Who the sources are (RFC 3550 §6.5): their CNAMEs; other items are passed over. */
    record SourceDescription(List<Chunk> chunks) implements RtcpPacket {}

    /** One source's CNAME, empty when it did not say. */
    record Chunk(int ssrc, String cname) {}

    /** Sources that leave (RFC 3550 §6.6). */
    record Bye(List<Integer> ssrcs, String reason) implements RtcpPacket {}

    /** A packet that is not interpreted here: APP, feedback (RFC 4585), XR. */
    record Other(int type, int count, int length) implements RtcpPacket {}

    /**
     * What was heard of one source (RFC 3550 §6.4.1).
     *
     * @param fractionLost in 256ths since the last report
     * @param lost in all, 24 bits with sign
     * @param lastReport the middle 32 bits of the NTP time of its last sender report, 0 for none
     * @param delay from that report to this one, in 65536ths of a second
     */
    record ReportBlock(
            int ssrc,
            int fractionLost,
            int lost,
            long extendedHighest,
            long jitter,
            int lastReport,
            long delay) {
        /** Bytes on the wire. */
        static final int SIZE = 24;
    }
}
