package org.wicgate.wic;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.wicgate.base.Entropy;
import org.wicgate.codec.G711;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.rtp.rtcp.Ntp;
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.rtp.rtcp.RtcpPacket;
import org.wicgate.webrtc.WebRtcTransport;
import org.wicgate.wic.CallReport.MediaReport;
import org.wicgate.wic.CallReport.Phase;

/**
 * The sound of one call: packets of 20 ms out, a {@link Listener} for what comes in, reports every
 * second both ways. More often than RFC 3550 §6.2 has it, as RFC 4585 §3.4 allows, so that a call
 * of five seconds knows its round trip.
 */
final class CallMedia implements MediaPath.Ears {
    private static final int SAMPLES = G711.RATE / 50;
    private static final long FRAME = 20_000_000L;
    private static final long REPORT = 1_000_000_000L;
    private static final long LATE = 10 * FRAME;

    private final MediaPath path;
    private final Settings.Voice voice;
    private final Listener listener;
    private final String cname;
    private final int ssrc;
    private final short[] frame = new short[SAMPLES];
    private final byte[] packet = new byte[RtpHeader.SIZE + SAMPLES + WebRtcTransport.MAX_OVERHEAD];
    private final byte[] report = new byte[512 + WebRtcTransport.MAX_OVERHEAD];
    private final Map<Phase, Duration> times = new EnumMap<>(Phase.class);

    private G711 law = G711.MU_LAW;
    private boolean sending;
    private boolean first = true;
    private int sequence;
    private int timestamp;
    private long sent;
    private long nextFrame;
    private long nextReport;
    private long now;
    private long expectedNanos = -1;
    private long connectedNanos = -1;
    private long answeredNanos = -1;
    private String lost = "";

    /** Makes a path whose ears are given to it. */
    interface PathFactory {
        MediaPath open(MediaPath.Ears ears);
    }

    CallMedia(PathFactory paths, Settings.Sound sound, Entropy entropy) {
        this.ssrc = entropy.number();
        this.sequence = entropy.number() & 0x7FFF;
        this.timestamp = entropy.number();
        this.cname = entropy.token(12);
        this.voice = sound.voice().get();
        this.listener = new Listener(ssrc, sound.awaited(), sound.ear().get());
        this.path = paths.open(this);
    }

    MediaPath path() {
        return path;
    }

    /** What was agreed: the codec to send with, and whether to send at all. */
    void agree(G711 codec, boolean send) {
        law = codec;
        sending = send;
    }

    /** Both descriptions are known. */
    void expectPeer(long nowNanos) {
        now = nowNanos;
        if (expectedNanos < 0) {
            expectedNanos = nowNanos;
            path.expectPeer(nowNanos);
        }
    }

    void answered(long nowNanos) {
        answeredNanos = nowNanos;
    }

    void receive(
            byte[] bytes,
            int offset,
            int length,
            int socket,
            InetSocketAddress from,
            long nowNanos) {
        now = nowNanos;
        path.receive(bytes, offset, length, socket, from, nowNanos);
    }

    void tick(long nowNanos) {
        now = nowNanos;
        path.tick(nowNanos);
        if (!path.isReady()) {
            return;
        }
        if (nextReport == 0 || nowNanos - nextFrame > LATE) {
            nextFrame = nowNanos; // the first, or after a pause too long to make up for
            nextReport = nextReport == 0 ? nowNanos + REPORT / 5 : nextReport;
        }
        for (; nextFrame <= nowNanos; nextFrame += FRAME) {
            sendFrame(nowNanos);
        }
        if (nextReport <= nowNanos) {
            nextReport = nowNanos + REPORT;
            sendReport(nowNanos, List.of());
        }
    }

    long deadline() {
        long own = path.isReady() ? Math.min(nextFrame, nextReport) : Long.MAX_VALUE;
        return Math.min(own, path.deadline());
    }

    private void sendFrame(long nowNanos) {
        if (sending) {
            voice.fill(frame);
            RtpHeader.write(
                    packet, 0, first, law.payloadType(), sequence & 0xFFFF, timestamp, ssrc);
            law.encode(frame, packet, RtpHeader.SIZE);
            first = false;
            if (path.sendRtp(packet, RtpHeader.SIZE + SAMPLES, nowNanos)) {
                sent++;
            }
            sequence++;
        } else {
            first = true;
        }
        timestamp += SAMPLES;
    }

    private void sendReport(long nowNanos, List<RtcpPacket> more) {
        var blocks = listener.blocks(nowNanos);
        var all = new ArrayList<RtcpPacket>();
        if (sent > 0) {
            long ntp = Ntp.of(Nanos.at(nowNanos));
            all.add(
                    new RtcpPacket.SenderReport(
                            ssrc, ntp, timestamp, sent, sent * SAMPLES, blocks));
        } else {
            all.add(new RtcpPacket.ReceiverReport(ssrc, blocks));
        }
        all.add(new RtcpPacket.SourceDescription(List.of(new RtcpPacket.Chunk(ssrc, cname))));
        all.addAll(more);
        path.sendRtcp(report, Rtcp.encode(all, report, 0), nowNanos);
    }

    /** Says good-bye to the far end (RFC 3550 §6.6), and gives the path back. */
    void close(long nowNanos) {
        if (path.isReady()) {
            sendReport(nowNanos, List.of(new RtcpPacket.Bye(List.of(ssrc), "")));
        }
        path.close();
        listener.close();
    }

    /** Why no way is left; empty as long as there is one. */
    String lost() {
        return lost;
    }

    /** Whether keys, or their absence, were agreed on. */
    boolean isSecured() {
        return times.containsKey(Phase.DTLS);
    }

    MediaReport report() {
        return new MediaReport(
                sent,
                listener.received(),
                listener.lost(),
                listener.jitter(),
                listener.roundTrip(),
                path.profile(),
                listener.windows(),
                listener.windowsWithTone());
    }

    Map<Phase, Duration> times() {
        var out = new EnumMap<>(times);
        if (listener.firstNanos() >= 0 && answeredNanos >= 0) {
            long took = Math.max(0, listener.firstNanos() - answeredNanos);
            out.put(Phase.FIRST_MEDIA, Duration.ofNanos(took));
        }
        return out;
    }

    @Override
    public void rtp(byte[] bytes, int offset, int length, long nowNanos) {
        listener.rtp(bytes, offset, length, nowNanos);
    }

    @Override
    public void rtcp(byte[] bytes, int offset, int length, long nowNanos) {
        listener.rtcp(bytes, offset, length, nowNanos);
    }

    @Override
    public void connected() {
        if (connectedNanos < 0) {
            connectedNanos = now;
            times.put(Phase.ICE, Duration.ofNanos(now - Math.max(0, expectedNanos)));
        }
    }

    @Override
    public void secured() {
        if (!isSecured()) {
            long since = connectedNanos < 0 ? expectedNanos : connectedNanos;
            times.put(Phase.DTLS, Duration.ofNanos(now - Math.max(0, since)));
        }
    }

    @Override
    public void lost(String why) {
        lost = why.isEmpty() ? "lost" : why;
    }
}
