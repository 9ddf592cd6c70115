package org.wicgate.lab;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.codec.Tone;
import org.wicgate.rtp.Reception;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.rtp.rtcp.Ntp;
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.rtp.rtcp.RtcpPacket;

/** The media of one call: echo or tone, and a report every five seconds (RFC 3550 §6.2). */
final class MediaSession {
    private static final int RATE = 8000;
    private static final int FRAME = RATE / 50;
    private static final long FRAME_NANOS = 20_000_000;
    private static final long LATE_NANOS = 200_000_000;
    private static final long REPORT_NANOS = 5_000_000_000L;

    /** The first one sooner, so that a short call of a test learns its round trip. */
    private static final long FIRST_REPORT_NANOS = 1_000_000_000L;

    private static final int PACKET = 2048;

    private final LabMedia.Ports ports;
    private final LabMedia.Sockets sockets;
    private final int ssrc;
    private final String cname;
    private final byte[] scratch = new byte[PACKET];
    private final Tone tone = new Tone(440, 0.5);
    private final short[] frame = new short[FRAME];
    private MediaCommand.@Nullable Start with;
    private Reception reception = new Reception(RATE);
    private int remoteSsrc;
    private int lastReport;
    private long lastReportAt;
    private int sequence;
    private int timestamp;
    private long nextFrame = Long.MAX_VALUE;
    private long nextReport = Long.MAX_VALUE;
    private long received;
    private long sent;
    private long octets;
    private long strangers;

    MediaSession(LabMedia.Ports ports, LabMedia.Sockets sockets, Entropy entropy) {
        this.ports = ports;
        this.sockets = sockets;
        this.ssrc = entropy.number();
        this.sequence = entropy.number() & 0x7FFF;
        this.timestamp = entropy.number();
        this.cname = entropy.token(12);
    }

    LabMedia.Ports ports() {
        return ports;
    }

    long received() {
        return received;
    }

    long sent() {
        return sent;
    }

    long strangers() {
        return strangers;
    }

    /** Begins, or goes on with other parameters; gives when it wants a tick. */
    long start(MediaCommand.Start start, long nowNanos) {
        if (with == null) {
            nextReport = nowNanos + FIRST_REPORT_NANOS;
        }
        boolean plays = start.service() == Service.TONE && start.sends();
        boolean played = nextFrame != Long.MAX_VALUE;
        with = start;
        nextFrame = plays ? (played ? nextFrame : nowNanos) : Long.MAX_VALUE;
        return Math.min(nextFrame, nextReport);
    }

    void onRtp(ByteBuffer packet, InetSocketAddress source, long nowNanos) {
        var start = with;
        int length = packet.remaining();
        if (start == null || !isPeer(source, start.rtp()) || length > PACKET) {
            strangers++;
            return;
        }
        packet.get(packet.position(), scratch, 0, length);
        if (RtpHeader.length(scratch, 0, length) < 0) {
            strangers++;
            return;
        }
        received++;
        count(nowNanos);
        if (start.service() == Service.ECHO && start.sends()) {
            // Sequence and time stay, so that the caller sees what was lost on both ways
            timestamp = RtpHeader.timestamp(scratch, 0);
            packet.putInt(packet.position() + 8, ssrc);
            send(packet, length, start);
        }
    }

    /**
     * Packets come from where they are wanted (RFC 4961). A phone on this machine may name another
     * address of the machine than the loopback one it sends from.
     */
    private static boolean isPeer(InetSocketAddress source, InetSocketAddress named) {
        return source.equals(named)
                || (source.getPort() == named.getPort() && source.getAddress().isLoopbackAddress());
    }

    private void count(long nowNanos) {
        int from = RtpHeader.ssrc(scratch, 0);
        if (from != remoteSsrc || received == 1) {
            remoteSsrc = from;
            reception = new Reception(RATE);
        }
        reception.count(RtpHeader.sequence(scratch, 0), RtpHeader.timestamp(scratch, 0), nowNanos);
    }

    private void send(ByteBuffer packet, int length, MediaCommand.Start start) {
        sent++;
        octets += length - RtpHeader.SIZE;
        sockets.send(ports.rtp(), packet, start.rtp());
    }

    void onRtcp(ByteBuffer packet, InetSocketAddress source, long nowNanos) {
        var start = with;
        int length = packet.remaining();
        if (start == null || !isPeer(source, start.rtcp()) || length > PACKET) {
            strangers++;
            return;
        }
        packet.get(packet.position(), scratch, 0, length);
        if (Rtcp.decode(scratch, 0, length) instanceof Decoded.Ok<List<RtcpPacket>>(var packets)) {
            for (var each : packets) {
                if (each instanceof RtcpPacket.SenderReport report) {
                    lastReport = Ntp.middle(report.ntp());
                    lastReportAt = nowNanos;
                }
            }
        }
    }

    /** Sends what is due; gives when it wants the next tick. */
    long tick(long nowNanos) {
        var start = with;
        if (start == null) {
            return Long.MAX_VALUE;
        }
        if (nowNanos - nextFrame > LATE_NANOS && nextFrame != Long.MAX_VALUE) {
            nextFrame = nowNanos; // no burst after a pause
        }
        while (nextFrame <= nowNanos) {
            play(start);
            nextFrame += FRAME_NANOS;
        }
        if (nextReport <= nowNanos) {
            report(start, nowNanos);
            nextReport = nowNanos + REPORT_NANOS;
        }
        return Math.min(nextFrame, nextReport);
    }

    private void play(MediaCommand.Start start) {
        tone.fill(frame);
        RtpHeader.write(scratch, 0, sent == 0, start.payloadType(), sequence, timestamp, ssrc);
        start.law().encode(frame, scratch, RtpHeader.SIZE);
        sequence = (sequence + 1) & 0xFFFF;
        timestamp += FRAME;
        int length = RtpHeader.SIZE + FRAME;
        send(ByteBuffer.wrap(scratch, 0, length), length, start);
    }

    private void report(MediaCommand.Start start, long nowNanos) {
        var blocks = received == 0 ? List.<RtcpPacket.ReportBlock>of() : List.of(block(nowNanos));
        long ntp = Ntp.of(Instant.EPOCH.plusNanos(nowNanos));
        var report =
                sent == 0
                        ? new RtcpPacket.ReceiverReport(ssrc, blocks)
                        : new RtcpPacket.SenderReport(ssrc, ntp, timestamp, sent, octets, blocks);
        var who = new RtcpPacket.SourceDescription(List.of(new RtcpPacket.Chunk(ssrc, cname)));
        int length = Rtcp.encode(List.of(report, who), scratch, 0);
        sockets.send(ports.rtcp(), ByteBuffer.wrap(scratch, 0, length), start.rtcp());
    }

    private RtcpPacket.ReportBlock block(long nowNanos) {
        long delay = lastReport == 0 ? 0 : (nowNanos - lastReportAt) * 65_536 / 1_000_000_000L;
        return new RtcpPacket.ReportBlock(
                remoteSsrc,
                reception.fractionLost(),
                (int) reception.lost(),
                reception.extendedHighest(),
                reception.jitter(),
                lastReport,
                delay);
    }
}
