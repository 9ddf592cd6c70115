package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Event;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Local;
import org.wicgate.iq.Stream;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.webrtc.TransportEvent;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;

/**
 * One stream of a context: its access termination, its core termination, and the gates between them
 * (TS 23.334 §5.2).
 */
final class StreamRelay implements TransportSink {
    /** How long the BYE may come after a WIC's good-bye on W3 before the WIC counts as lost. */
    static final long GOODBYE_NANOS = 5_000_000_000L;

    /** What all streams of a gateway share. */
    record Surroundings(
            GatewaySettings settings,
            AccessTransports transports,
            Directory directory,
            Directory rtcpDirectory,
            Deadlines deadlines,
            GatewaySink sink,
            Entropy entropy,
            Losses losses) {}

    /** Counts the access sides that were lost. */
    interface Losses {
        void count(Event.Loss loss);
    }

    /** Kept by {@link Deadlines}. */
    long scheduled = Long.MAX_VALUE;

    boolean touched;

    final CoreTermination core;
    private final ContextId context;
    private final int index;
    private final Surroundings around;
    private final Tally toCore = new Tally();
    private final Tally toAccess = new Tally();
    private final AccessTermination access;
    private Stream.Gates gates = Stream.Gates.CLOSED;
    private @Nullable Transcoder transcoder;
    private int transcoders;
    private String pair = "";
    private String profile = "";
    private boolean isLost;
    private long goodbyeDue = Long.MAX_VALUE;
    private long lastNanos;
    private boolean sendsMedia;
    private boolean isFreed;

    StreamRelay(ContextId context, int index, CorePorts.Pair ports, Surroundings around) {
        this.context = context;
        this.index = index;
        this.around = around;
        this.core = new CoreTermination(ports, around.entropy);
        this.access = new AccessTermination(this, around);
        around.directory.addSocket(ports.rtp(), this);
        around.directory.addSocket(ports.rtcp(), this);
    }

    int index() {
        return index;
    }

    /** Takes what the command says of this stream; what it leaves out stays (Unset). */
    void configure(Stream stream, long nowNanos) {
        gates = stream.gates();
        core.point(stream.core());
        interwork(stream.interworking());
        switch (stream.access()) {
            case AccessRemote.Described now -> changed(access.describe(now, nowNanos));
            case AccessRemote.Unset _ -> {}
        }
        if (access.isDescribed() && core.isPointed()) {
            access.expectPeer(nowNanos);
        }
        around.deadlines.touch(this);
    }

    private void interwork(Interworking how) {
        switch (how) {
            case Interworking.Unset _ -> {}
            case Interworking.Relayed _ -> transcoder = null;
            case Interworking.Transcoded now -> {
                if (transcoder == null || !transcoder.how().equals(now)) {
                    long seed = Mixing.of(context.value() + " " + index + " " + transcoders++);
                    transcoder = new Transcoder(now, seed, new Legs());
                }
            }
        }
    }

    private void changed(AccessTermination.Change change) {
        switch (change) {
            case NONE -> {}
            case RESTARTED -> isLost = false;
            case REPLACED -> {
                pair = "";
                profile = "";
                isLost = false;
                goodbyeDue = Long.MAX_VALUE;
            }
        }
    }

    Local local() {
        var credentials = access.transport().credentials();
        var fingerprint = access.fingerprint();
        return new Local(
                index,
                around.settings.w3Address(),
                credentials.ufrag(),
                credentials.password(),
                new org.wicgate.iq.Fingerprint(fingerprint.hash(), fingerprint.value()),
                core.ports.address(),
                core.rtcpAddress(),
                core.srtp.keys(),
                around.settings.w3RtcpSocket() == GatewaySettings.NONE
                        ? Optional.empty()
                        : Optional.of(around.settings.w3RtcpAddress()));
    }

    Counters counters() {
        var inward = new Tally();
        var outward = new Tally();
        addTo(inward, outward);
        return new Counters(index, inward.direction(), outward.direction(), pair, profile);
    }

    /** Adds what this stream carried and dropped, its present transport's drops among it. */
    void addTo(Tally inward, Tally outward) {
        inward.add(toCore);
        inward.add(access.dropped());
        outward.add(toAccess);
    }

    /** Ends it; the ports are the caller's to release. */
    void close() {
        access.close();
        core.srtp.wipe();
        isFreed = true;
        around.directory.removeSocket(core.ports.rtp());
        around.directory.removeSocket(core.ports.rtcp());
        around.deadlines.forget(this);
    }

    void tick(long nowNanos) {
        lastNanos = nowNanos;
        if (goodbyeDue <= nowNanos) {
            lose(Event.Loss.DTLS_FAILED, "closed by the WIC");
        }
        access.tick(nowNanos);
        if (transcoder != null) {
            transcoder.tick(nowNanos);
        }
        around.deadlines.touch(this);
    }

    long deadline() {
        if (isFreed) {
            return Long.MAX_VALUE;
        }
        long due = Math.min(goodbyeDue, access.deadline());
        return transcoder == null ? due : Math.min(due, transcoder.deadline());
    }

    // From the access side.

    void fromAccess(byte[] packet, int off, int len, InetSocketAddress from, long nowNanos) {
        lastNanos = nowNanos;
        access.transport().receive(packet, off, len, around.settings.w3Socket(), from, nowNanos);
    }

    /** On the port for RTCP alone. */
    void rtcpFromAccess(byte[] packet, int off, int len, InetSocketAddress from, long nowNanos) {
        access.receiveRtcp(packet, off, len, from, nowNanos);
    }

    /** Something came that does not belong where it came. */
    void malformed() {
        toCore.malformed++;
    }

    @Override
    public void rtp(byte[] packet, int off, int len, long nowNanos) {
        if (RtpHeader.length(packet, off, len) < 0) {
            toCore.malformed++;
        } else if (!gates.toCore()) {
            toCore.gated++;
        } else if (transcoder != null) {
            toCore.malformed += transcoder.fromAccess(packet, off, len, nowNanos) ? 0 : 1;
        } else {
            send(core.rtp, packet, off, len, nowNanos);
        }
    }

    @Override
    public void rtcp(byte[] packet, int off, int len, long nowNanos) {
        if (!Rtcp.isCompound(packet, off, len)) {
            toCore.malformed++;
        } else if (isClosed()) {
            toCore.gated++;
        } else if (transcoder != null) {
            transcoder.rtcpFromAccess(packet, off, len, nowNanos);
        } else {
            send(core.rtcp, packet, off, len, nowNanos);
        }
    }

    private void send(CoreTermination.Flow flow, byte[] packet, int off, int len, long nowNanos) {
        var target = flow.target(around.settings.coreSource());
        if (target == null) {
            toCore.gated++;
            return;
        }
        int length = core.srtp.protect(flow == core.rtp, packet, off, len);
        if (length < 0) {
            toCore.refused(length);
            return;
        }
        toCore.forwarded(len, nowNanos);
        around.sink.transmit(flow.socket, packet, off, length, target);
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
        if (!flow.accepts(from, around.settings.coreSource())) {
            toAccess.stranger++;
            return;
        }
        int len = core.srtp.unprotect(isRtp, packet, off, received);
        if (len < 0) {
            toAccess.refused(len);
        } else if (isRtp ? !isRelayable(packet, off, len) : !Rtcp.isCompound(packet, off, len)) {
            toAccess.malformed++;
        } else if (packet.length - off - len < WebRtcTransport.MAX_OVERHEAD) {
            toAccess.malformed++;
        } else {
            flow.heard(from);
            if (isRtp ? !gates.toAccess() : isClosed() || !access.hasRtcp()) {
                toAccess.gated++;
            } else if (transcoder != null) {
                transcode(transcoder, isRtp, packet, off, len, nowNanos);
            } else {
                protect(isRtp, packet, off, len, nowNanos);
            }
        }
    }

    private void transcode(
            Transcoder by, boolean isRtp, byte[] packet, int off, int len, long nowNanos) {
        if (isRtp) {
            toAccess.malformed += by.fromCore(packet, off, len, nowNanos) ? 0 : 1;
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
        if (sent) {
            toAccess.forwarded(len, nowNanos);
        } else {
            toAccess.unauthentic++;
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
            around.deadlines.touch(this);
        }
        around.sink.transmit(socket, packet, off, len, to);
    }

    @Override
    public void event(TransportEvent event) {
        if (isFreed) {
            return;
        }
        around.deadlines.touch(this);
        switch (event) {
            case TransportEvent.Validated v -> access.validated(v.remote());
            case TransportEvent.Forgotten f -> access.forgotten(f.remote());
            case TransportEvent.PeerReflexive _ -> {} // a lite agent has no use for it
            case TransportEvent.Connected c -> {
                pair = text(around.settings.w3Address()) + " " + text(c.remote());
                around.sink.event(new Event.Connected(context, index, pair));
            }
            case TransportEvent.Secured s -> {
                profile = s.profile().name();
                around.sink.event(new Event.Secured(context, index, profile));
            }
            case TransportEvent.Lost lost -> lost(lost);
        }
    }

    private void lost(TransportEvent.Lost lost) {
        switch (lost.loss()) {
            case CONSENT_EXPIRED -> lose(Event.Loss.CONSENT_EXPIRED, lost.why());
            case ICE_TIMEOUT -> lose(Event.Loss.ICE_TIMEOUT, lost.why());
            case FINGERPRINT_MISMATCH -> lose(Event.Loss.FINGERPRINT_MISMATCH, lost.why());
            case DTLS_FAILED -> lose(Event.Loss.DTLS_FAILED, lost.why());
            case DTLS_CLOSED -> goodbyeDue = lastNanos + GOODBYE_NANOS; // its BYE is on the way
        }
    }

    private void lose(Event.Loss loss, String why) {
        goodbyeDue = Long.MAX_VALUE;
        if (isLost) {
            return;
        }
        isLost = true;
        around.losses.count(loss);
        around.sink.event(new Event.Lost(context, index, loss, why));
    }

    private static String text(@Nullable InetSocketAddress address) {
        return address == null || address.getAddress() == null
                ? "?"
                : address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
