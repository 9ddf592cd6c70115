package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.iq.Event;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Medium;
import org.wicgate.iq.Stream;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.webrtc.PacketKind;
import org.wicgate.webrtc.TransportEvent;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;

/**
 * What passes between the two terminations of a stream: its gates, its transcoder, and the account
 * of what it carried and dropped (TS 23.334 §5.2, §5.13). The way of every packet.
 */
final class ThroughConnection implements TransportSink {
    final CoreTermination core;
    final AccessTermination access;
    final StreamQuality quality = new StreamQuality();
    private final StreamRelay relay;
    private final StreamRelay.Surroundings around;
    private final Tally toCore = new Tally();
    private final Tally toAccess = new Tally();
    private final Activity activityToCore;
    private final Activity activityToAccess;
    private Stream.Gates gates = Stream.Gates.CLOSED;
    private @Nullable Transcoder transcoder;
    private @Nullable PassThrough passing;
    private final Policer paceToCore = new Policer();
    private final Policer paceToAccess = new Policer();
    private int dscp;
    private int transcoders;
    private boolean sendsMedia;

    ThroughConnection(
            StreamRelay relay,
            CorePorts.Pair ports,
            boolean initiates,
            StreamRelay.Surroundings around) {
        this.relay = relay;
        this.around = around;
        this.core = new CoreTermination(ports, around.entropy());
        this.access = new AccessTermination(relay, this, initiates, around);
        long silence = around.settings().silence().toNanos();
        this.activityToCore = new Activity(silence);
        this.activityToAccess = new Activity(silence);
    }

    void gates(Stream.Gates now) {
        gates = now;
    }

    /** Where the gates are open media should come, while the WIC is there to send and hear them. */
    void expectMedia(boolean isThere, long nowNanos) {
        activityToCore.expect(isThere && gates.toCore(), nowNanos);
        activityToAccess.expect(isThere && gates.toAccess(), nowNanos);
    }

    /**
     * Says how the two sides meet.
     *
     * @param stream no other stream's name
     * @return whether it is the two ends from now on that have keys, or is no more
     */
    boolean interwork(Interworking how, String stream) {
        boolean before = isTransparent();
        switch (how) {
            case Interworking.Unset _ -> {
                return false;
            }
            case Interworking.Relayed _, Interworking.Transparent _ -> transcoder = null;
            case Interworking.Transcoded now -> {
                if (transcoder == null || !transcoder.how().equals(now)) {
                    long seed = Mixing.of(stream + " " + transcoders++);
                    transcoder = new Transcoder(now, seed, new Legs());
                }
            }
        }
        boolean isNow = how instanceof Interworking.Transparent;
        if (isNow != before) {
            passing = isNow ? new PassThrough() : null;
            access.passThrough(isNow);
        }
        return isNow != before;
    }

    /** What the stream is of, as far as that is new; its transcoder is known by now. */
    void medium(Medium now, long nowNanos) {
        quality.medium(now, transcoder);
        if (now.kind() == Medium.Kind.UNSET) {
            return;
        }
        var policy = around.policy();
        paceToCore.limit(policy.rates().limit(now.kind(), now.toCoreKbps()), nowNanos);
        paceToAccess.limit(policy.rates().limit(now.kind(), now.toAccessKbps()), nowNanos);
        dscp = policy.marks().of(now);
        mark(core.ports.rtp());
        mark(core.ports.rtcp());
    }

    /** What this stream sends from a socket next is marked as its medium wants (TS 23.334 §5.8). */
    void mark(int socket) {
        around.sink().mark(socket, dscp);
    }

    /** Whether DTLS and SRTP are the two ends' own. */
    boolean isTransparent() {
        return passing != null;
    }

    /** The codecs of both sides, as {@code OPUS <-> PCMU}; empty when packets pass as they are. */
    String transcoding() {
        return transcoder == null ? "" : transcoder.codecs();
    }

    /** Adds what this stream carried and dropped, its present transport's drops among it. */
    void addTo(Tally inward, Tally outward) {
        inward.add(toCore);
        inward.add(access.dropped());
        outward.add(toAccess);
    }

    void tick(long nowNanos) {
        if (transcoder != null) {
            transcoder.tick(nowNanos);
        }
        if (activityToCore.fellSilent(nowNanos)) {
            relay.silent(Event.Way.TO_CORE);
        }
        if (activityToAccess.fellSilent(nowNanos)) {
            relay.silent(Event.Way.TO_ACCESS);
        }
    }

    long deadline() {
        long due = Math.min(activityToCore.deadline(), activityToAccess.deadline());
        return transcoder == null ? due : Math.min(due, transcoder.deadline());
    }

    // From the access side.

    /** Something came that does not belong where it came. */
    void malformed() {
        toCore.drop(Drop.MALFORMED);
    }

    @Override
    public void rtp(byte[] packet, int off, int len, long nowNanos) {
        if (RtpHeader.length(packet, off, len) < 0) {
            toCore.drop(Drop.MALFORMED);
            return;
        }
        quality.access.rtp(packet, off, nowNanos);
        if (!gates.toCore()) {
            toCore.drop(Drop.GATED);
        } else if (!paceToCore.admits(len, nowNanos)) {
            toCore.drop(Drop.EXCESS);
        } else if (transcoder != null) {
            toCore.drop(Drop.MALFORMED, transcoder.fromAccess(packet, off, len, nowNanos) ? 0 : 1);
        } else {
            send(core.rtp, packet, off, len, nowNanos);
        }
    }

    @Override
    public void rtcp(byte[] packet, int off, int len, long nowNanos) {
        if (!Rtcp.isCompound(packet, off, len)) {
            toCore.drop(Drop.MALFORMED);
            return;
        }
        quality.access.rtcp(packet, off, len, nowNanos);
        if (isClosed()) {
            toCore.drop(Drop.GATED);
        } else if (!paceToCore.admits(len, nowNanos)) {
            toCore.drop(Drop.EXCESS);
        } else if (transcoder != null) {
            transcoder.rtcpFromAccess(packet, off, len, nowNanos);
        } else {
            send(core.rtcp, packet, off, len, nowNanos);
        }
    }

    @Override
    public void passed(PacketKind kind, byte[] packet, int off, int len, long nowNanos) {
        var by = passing;
        var target = core.rtp.target(around.settings().coreSource());
        if (by == null || target == null) {
            toCore.drop(Drop.GATED);
            return;
        }
        var verdict = by.fromAccess(kind, packet, off, len, gates, nowNanos);
        if (kind == PacketKind.RTP && verdict != PassThrough.Verdict.MALFORMED) {
            quality.access.rtp(packet, off, nowNanos);
        }
        switch (verdict) {
            case GATED -> toCore.drop(Drop.GATED);
            case MALFORMED -> toCore.drop(Drop.MALFORMED);
            case PASSES -> {
                if (!paceToCore.admits(len, nowNanos)) {
                    toCore.drop(Drop.EXCESS);
                    return;
                }
                toCore.forwarded(len, nowNanos);
                if (kind == PacketKind.RTP && activityToCore.passed(nowNanos)) {
                    relay.notice(Event.Sign.FIRST_TO_CORE, target);
                }
                around.sink().transmit(core.rtp.socket, packet, off, len, target);
            }
        }
    }

    private void send(CoreTermination.Flow flow, byte[] packet, int off, int len, long nowNanos) {
        var target = flow.target(around.settings().coreSource());
        if (target == null) {
            toCore.drop(Drop.GATED);
            return;
        }
        int length = core.srtp.protect(flow == core.rtp, packet, off, len);
        if (length < 0) {
            toCore.refused(length);
            return;
        }
        toCore.forwarded(len, nowNanos);
        if (flow == core.rtp && activityToCore.passed(nowNanos)) {
            relay.notice(Event.Sign.FIRST_TO_CORE, target);
        }
        around.sink().transmit(flow.socket, packet, off, length, target);
    }

    // From the core side.

    void fromCore(
            int socket,
            byte[] packet,
            int off,
            int received,
            InetSocketAddress from,
            long nowNanos) {
        boolean isRtp = socket == core.ports.rtp();
        var flow = isRtp ? core.rtp : core.rtcp;
        if (!flow.accepts(from, around.settings().coreSource())) {
            toAccess.drop(Drop.STRANGER);
            return;
        }
        if (passing != null) {
            var kind = isRtp ? PacketKind.of(packet, off, received) : PacketKind.OTHER;
            pass(passing, kind, packet, off, received, from, nowNanos);
            return;
        }
        int len = core.srtp.unprotect(isRtp, packet, off, received);
        if (len < 0) {
            toAccess.refused(len);
        } else if (isRtp ? !isRelayable(packet, off, len) : !Rtcp.isCompound(packet, off, len)) {
            toAccess.drop(Drop.MALFORMED);
        } else if (packet.length - off - len < WebRtcTransport.MAX_OVERHEAD) {
            toAccess.drop(Drop.MALFORMED);
        } else {
            flow.heard(from);
            quality.core.take(isRtp, packet, off, len, nowNanos);
            if (isRtp ? !gates.toAccess() : isClosed() || !access.hasRtcp()) {
                toAccess.drop(Drop.GATED);
            } else if (!paceToAccess.admits(len, nowNanos)) {
                toAccess.drop(Drop.EXCESS);
            } else if (transcoder != null) {
                transcode(transcoder, isRtp, packet, off, len, nowNanos);
            } else {
                protect(isRtp, packet, off, len, nowNanos);
            }
        }
    }

    /** All comes on the RTP port, and goes as it is. */
    private void pass(
            PassThrough by,
            PacketKind kind,
            byte[] packet,
            int off,
            int len,
            InetSocketAddress from,
            long nowNanos) {
        var verdict = by.fromCore(kind, packet, off, len, gates, nowNanos);
        if (verdict == PassThrough.Verdict.MALFORMED) {
            toAccess.drop(Drop.MALFORMED);
            return;
        }
        core.rtp.heard(from);
        if (kind == PacketKind.RTP) {
            quality.core.rtp(packet, off, nowNanos);
        }
        if (verdict == PassThrough.Verdict.GATED || !paceToAccess.admits(len, nowNanos)) {
            toAccess.drop(verdict == PassThrough.Verdict.GATED ? Drop.GATED : Drop.EXCESS);
            return;
        }
        sendsMedia = true;
        boolean sent = access.transport().send(packet, off, len);
        sendsMedia = false;
        arrived(sent, kind == PacketKind.RTP, len, nowNanos);
    }

    private void transcode(
            Transcoder by, boolean isRtp, byte[] packet, int off, int len, long nowNanos) {
        if (isRtp) {
            toAccess.drop(Drop.MALFORMED, by.fromCore(packet, off, len, nowNanos) ? 0 : 1);
        } else {
            by.rtcpFromCore(packet, off, len, nowNanos);
        }
    }

    /** Where a transcoder's packets go: the legs as they are at that time. */
    private final class Legs implements Transcoder.Legs {
        @Override
        public void rtpToCore(byte[] packet, int off, int len, long nowNanos) {
            send(core.rtp, packet, off, len, nowNanos);
        }

        @Override
        public void rtcpToCore(byte[] packet, int off, int len, long nowNanos) {
            if (!isClosed()) {
                quality.core.sends(packet, off, len, nowNanos);
                send(core.rtcp, packet, off, len, nowNanos);
            }
        }

        @Override
        public void rtpToAccess(byte[] packet, int off, int len, long nowNanos) {
            protect(true, packet, off, len, nowNanos);
        }

        @Override
        public void rtcpToAccess(byte[] packet, int off, int len, long nowNanos) {
            if (!isClosed() && access.hasRtcp()) {
                quality.access.sends(packet, off, len, nowNanos);
                protect(false, packet, off, len, nowNanos);
            }
        }
    }

    private void protect(boolean isRtp, byte[] packet, int off, int len, long nowNanos) {
        sendsMedia = true;
        boolean sent =
                isRtp
                        ? access.transport().sendRtp(packet, off, len, nowNanos)
                        : access.sendRtcp(packet, off, len, nowNanos);
        sendsMedia = false;
        arrived(sent, isRtp, len, nowNanos);
    }

    /** A packet was sent to the WIC, or there was no way or no key to do it with. */
    private void arrived(boolean sent, boolean isRtp, int len, long nowNanos) {
        if (sent) {
            toAccess.forwarded(len, nowNanos);
            if (isRtp && activityToAccess.passed(nowNanos)) {
                relay.notice(Event.Sign.FIRST_TO_ACCESS, core.rtp.source());
            }
        } else {
            toAccess.drop(Drop.EARLY);
        }
    }

    /** RFC 5761 §4: with RTCP on the same port, payload types 64 to 95 would be taken for it. */
    private static boolean isRelayable(byte[] packet, int off, int len) {
        return RtpHeader.length(packet, off, len) >= 0 && !Rtcp.isRtcp(packet, off, len);
    }

    /** RTCP passes while either gate is open: a receiver that may not send still reports. */
    private boolean isClosed() {
        return !gates.toCore() && !gates.toAccess();
    }

    // What the transport makes.

    @Override
    public void transmit(byte[] packet, int off, int len, int socket, InetSocketAddress to) {
        if (!sendsMedia) {
            around.deadlines().touch(relay);
        }
        mark(socket);
        around.sink().transmit(socket, packet, off, len, to);
    }

    @Override
    public void event(TransportEvent event) {
        relay.event(event);
    }
}
