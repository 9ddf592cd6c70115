package org.wicgate.eimsagw;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.wicgate.base.Decoded;
import org.wicgate.rtp.rtcp.Ntp;
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.rtp.rtcp.RtcpPacket;

/**
 * RTCP of one leg of a transcoded stream, which ends here: what we send on it, and what we hear
 * from it (RFC 3550 §6.4).
 */
final class LegReports {
    private static final long INTERVAL_NANOS = 5_000_000_000L;
    private static final int MAX_BYTES = 200;

    private final Sending sending;
    private final TranscodedFlow heard;
    private final TranscodedFlow told;
    private final String cname;
    private final byte[] packet = new byte[MAX_BYTES + 64];
    private long rolls;
    private long due = Long.MAX_VALUE;
    private long before;
    private int lastReport;
    private long lastReportNanos;

    /**
     * Reports of a leg.
     *
     * @param heard the flow that comes from it
     * @param told the flow that goes to it
     */
    LegReports(TranscodedFlow heard, TranscodedFlow told, long seed) {
        this.sending = told.sending;
        this.heard = heard;
        this.told = told;
        this.rolls = seed;
        this.cname = Long.toHexString(Mixing.of(seed));
    }

    /** Begins, or goes on. */
    void begin(long nowNanos) {
        if (due == Long.MAX_VALUE) {
            due = nowNanos + interval() / 2; // RFC 3550 §6.2: the first comes early
        }
    }

    long due() {
        return due;
    }

    /** Takes what the other end reports. */
    void take(byte[] b, int off, int len, long nowNanos) {
        if (!(Rtcp.decode(b, off, len) instanceof Decoded.Ok<List<RtcpPacket>>(var packets))) {
            return;
        }
        for (var each : packets) {
            switch (each) {
                case RtcpPacket.SenderReport r -> {
                    if (r.ssrc() == heard.source()) {
                        lastReport = Ntp.middle(r.ntp());
                        lastReportNanos = nowNanos;
                    }
                    blocks(r.blocks());
                }
                case RtcpPacket.ReceiverReport r -> blocks(r.blocks());
                case RtcpPacket.SourceDescription _ -> {}
                case RtcpPacket.Bye _ -> {} // who goes is told by SIP
                case RtcpPacket.Other _ -> {}
            }
        }
    }

    private void blocks(List<RtcpPacket.ReportBlock> blocks) {
        for (var block : blocks) {
            if (block.ssrc() == sending.ssrc()) {
                told.loses(block.fractionLost() * 100 / 256);
            }
        }
    }

    /** Writes the next report, for {@link #packet}; returns its length. */
    int write(long nowNanos) {
        var blocks = new ArrayList<RtcpPacket.ReportBlock>(1);
        var reception = heard.reception();
        if (reception != null) {
            long delay =
                    lastReport == 0 ? 0 : ((nowNanos - lastReportNanos) << 16) / 1_000_000_000L;
            blocks.add(
                    new RtcpPacket.ReportBlock(
                            heard.source(),
                            reception.fractionLost(),
                            Math.clamp(reception.lost(), -0x800000, 0x7FFFFF),
                            reception.extendedHighest(),
                            reception.jitter(),
                            lastReport,
                            delay));
        }
        var report =
                sending.isSince(before)
                        ? new RtcpPacket.SenderReport(
                                sending.ssrc(),
                                Ntp.of(Instant.ofEpochSecond(0, nowNanos)),
                                sending.timestampAt(nowNanos),
                                sending.packets(),
                                sending.octets(),
                                blocks)
                        : new RtcpPacket.ReceiverReport(sending.ssrc(), blocks);
        before = nowNanos - INTERVAL_NANOS; // RFC 3550 §6.4: sent since the report before the last
        due = nowNanos + interval();
        var name = new RtcpPacket.Chunk(sending.ssrc(), cname);
        return Rtcp.encode(
                List.of(report, new RtcpPacket.SourceDescription(List.of(name))), packet, 0);
    }

    /** What was written, with room behind it. */
    byte[] packet() {
        return packet;
    }

    /** RFC 3550 §6.2: half to one and a half of five seconds, so that ends do not keep step. */
    private long interval() {
        rolls = Mixing.of(rolls);
        return INTERVAL_NANOS / 2 + Math.floorMod(rolls, INTERVAL_NANOS);
    }
}
