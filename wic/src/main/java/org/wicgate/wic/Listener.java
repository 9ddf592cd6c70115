package org.wicgate.wic;

import java.time.Duration;
import java.util.List;
import org.wicgate.base.Decoded;
import org.wicgate.codec.G711;
import org.wicgate.codec.ToneDetector;
import org.wicgate.rtp.Reception;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.rtp.rtcp.Ntp;
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.rtp.rtcp.RtcpPacket;
import org.wicgate.rtp.rtcp.RtcpPacket.ReportBlock;

/**
 * Hears what the far end sends: counts it, measures it and listens for the tone (RFC 3550 §6.4).
 */
final class Listener {
    private static final int LONGEST_FRAME = 2048;
    private static final Duration UNIT = Duration.ofNanos(1_000_000_000L / G711.RATE);

    private final int ownSsrc;
    private final ToneDetector detector;
    private final Settings.Ear ear;
    private final short[] samples = new short[LONGEST_FRAME];
    private Reception reception = new Reception(G711.RATE);
    private int ssrc;
    private boolean started;
    private long receivedBefore;
    private long lostBefore;
    private long firstNanos = -1;
    private Duration roundTrip = Duration.ZERO;
    private int lastReport;
    private long lastReportNanos;

    Listener(int ownSsrc, double hertz, Settings.Ear ear) {
        this.ownSsrc = ownSsrc;
        this.detector = hertz > 0 ? new ToneDetector(hertz) : ToneDetector.ofAnySound();
        this.ear = ear;
    }

    void rtp(byte[] packet, int offset, int length, long nowNanos) {
        int header = RtpHeader.length(packet, offset, length);
        if (header < 0) {
            return;
        }
        begin(RtpHeader.ssrc(packet, offset));
        if (firstNanos < 0) {
            firstNanos = nowNanos;
        }
        int sequence = RtpHeader.sequence(packet, offset);
        if (reception.count(sequence, RtpHeader.timestamp(packet, offset), nowNanos)) {
            hear(packet, offset, length, header);
        }
    }

    private void hear(byte[] packet, int offset, int length, int header) {
        int payloadType = RtpHeader.payloadType(packet, offset);
        for (var law : G711.values()) {
            if (law.payloadType() == payloadType) {
                int end = length - RtpHeader.padding(packet, offset, length);
                int count = Math.min(end - header, LONGEST_FRAME);
                law.decode(packet, offset + header, count, samples);
                detector.hear(samples, count);
                ear.hear(samples, count, RtpHeader.timestamp(packet, offset));
            }
        }
    }

    private void begin(int source) {
        if (started && source == ssrc) {
            return;
        }
        if (started) {
            receivedBefore = received();
            lostBefore = lost();
            reception = new Reception(G711.RATE);
            lastReport = 0;
        }
        started = true;
        ssrc = source;
    }

    void rtcp(byte[] packet, int offset, int length, long nowNanos) {
        if (!(Rtcp.decode(packet, offset, length)
                instanceof Decoded.Ok<List<RtcpPacket>>(var all))) {
            return;
        }
        for (var each : all) {
            switch (each) {
                case RtcpPacket.SenderReport report -> {
                    lastReport = Ntp.middle(report.ntp());
                    lastReportNanos = nowNanos;
                    report.blocks().forEach(block -> aboutUs(block, nowNanos));
                }
                case RtcpPacket.ReceiverReport report ->
                        report.blocks().forEach(block -> aboutUs(block, nowNanos));
                case RtcpPacket.SourceDescription _, RtcpPacket.Bye _, RtcpPacket.Other _ -> {}
            }
        }
    }

    private void aboutUs(ReportBlock block, long nowNanos) {
        if (block.ssrc() == ownSsrc) {
            Ntp.roundTrip(block, Ntp.of(Nanos.at(nowNanos))).ifPresent(trip -> roundTrip = trip);
        }
    }

    /** The call is over. */
    void close() {
        ear.close();
    }

    /** The blocks for our next report: none before the first packet. */
    List<ReportBlock> blocks(long nowNanos) {
        if (!started) {
            return List.of();
        }
        long delay = lastReport == 0 ? 0 : ((nowNanos - lastReportNanos) << 16) / 1_000_000_000L;
        return List.of(
                new ReportBlock(
                        ssrc,
                        reception.fractionLost(),
                        (int) reception.lost(),
                        reception.extendedHighest(),
                        reception.jitter(),
                        lastReport,
                        delay));
    }

    long received() {
        return receivedBefore + reception.received();
    }

    long lost() {
        return lostBefore + Math.max(0, reception.lost());
    }

    Duration jitter() {
        return UNIT.multipliedBy(reception.jitter());
    }

    Duration roundTrip() {
        return roundTrip;
    }

    /** When the first packet came; -1 when none did. */
    long firstNanos() {
        return firstNanos;
    }

    long windows() {
        return detector.windows();
    }

    long windowsWithTone() {
        return detector.windowsWithTone();
    }
}
