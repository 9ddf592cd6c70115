package org.wicgate.webrtc;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wicgate.dtls.DtlsFailure;
import org.wicgate.dtls.SrtpKeys;
import org.wicgate.ice.Candidate;
import org.wicgate.ice.Credentials;
import org.wicgate.ice.FullAgent;
import org.wicgate.ice.IceAgent;
import org.wicgate.ice.IceEvent;
import org.wicgate.ice.IceSink;
import org.wicgate.ice.LiteAgent;
import org.wicgate.ice.Locals;
import org.wicgate.webrtc.TransportEvent.Loss;

/**
 * One transport of W3: ICE finds and keeps the path, DTLS makes the keys, SRTP protects the media
 * (RFC 8827 §6.5), told apart by their first byte (RFC 7983 §7). RTCP comes on the RTP port (RFC
 * 5761).
 *
 * <p>One thread owns it. Packets are changed in place; nothing is allocated for a media packet.
 * Times are nanoseconds of one steady clock. Media and DTLS are heard from addresses that ICE has
 * validated, and from no other.
 */
public final class WebRtcTransport {
    /** Room that a packet to be sent must have behind its end. */
    public static final int MAX_OVERHEAD = 32;

    /** How many remote addresses are validated at a time. */
    public static final int MAX_PATHS = 16;

    private final Surroundings around;
    private final IceAgent ice;
    private Handshake handshake;
    private final TransportSink sink;
    private final Drops drops = new Drops();

    private final Media media = new Media(drops);
    private @Nullable InetSocketAddress selected;
    private int selectedSocket;
    private @Nullable InetSocketAddress recordsFrom;
    private int recordsSocket;
    private @Nullable Remote described;
    private boolean passes;
    private boolean closed;

    private WebRtcTransport(Surroundings around, TransportSink sink, AgentMaker maker) {
        this.around = around;
        this.sink = sink;
        this.handshake = new Handshake(around, new FromHandshake());
        this.ice = maker.make(new FromIce());
    }

    private interface AgentMaker {
        IceAgent make(IceSink sink);
    }

    /** A transport with an ICE-lite agent, as the eIMS-AGW has. */
    public static WebRtcTransport lite(Surroundings around, TransportSink sink) {
        var settings = around.settings();
        return new WebRtcTransport(
                around,
                sink,
                to -> new LiteAgent(settings.connect(), settings.consent(), around.entropy(), to));
    }

    /**
     * The transport of another component of the same stream, with an ICE-lite agent whose
     * credentials are always those of this one, and an association of its own (RFC 5764 §3). It is
     * to be restarted after this one.
     */
    public WebRtcTransport beside(TransportSink to) {
        var settings = around.settings();
        return new WebRtcTransport(
                around,
                to,
                of -> new LiteAgent(settings.connect(), settings.consent(), this::credentials, of));
    }

    /**
     * A transport with a full ICE agent.
     *
     * @param controlling the role to begin with; repaired by itself when both have the same
     * @param locals where it is
     */
    public static WebRtcTransport full(
            boolean controlling, Locals locals, Surroundings around, TransportSink sink) {
        return new WebRtcTransport(
                around,
                sink,
                full(controlling, locals, around, () -> Credentials.create(around.entropy())));
    }

    /** The same over UDP alone; the number of a socket is the index of its candidate. */
    public static WebRtcTransport full(
            boolean controlling,
            List<Candidate> candidates,
            Surroundings around,
            TransportSink sink) {
        return full(controlling, Locals.indexed(candidates), around, sink);
    }

    /**
     * The same with a full ICE agent, beside a transport that has one.
     *
     * @param controlling as the first was begun with
     * @param locals where the other component is
     */
    public WebRtcTransport beside(boolean controlling, Locals locals, TransportSink to) {
        return new WebRtcTransport(
                around, to, full(controlling, locals, around, this::credentials));
    }

    private static AgentMaker full(
            boolean controlling, Locals locals, Surroundings around, Supplier<Credentials> fresh) {
        var settings = around.settings();
        return to ->
                new FullAgent(
                        controlling,
                        locals,
                        settings.connect(),
                        settings.consent(),
                        fresh,
                        around.entropy(),
                        to);
    }

    /** Our credentials, for the session description; new ones after {@link #restart}. */
    public Credentials credentials() {
        return ice.credentials();
    }

    /**
     * The peer's description. Given again with other credentials after {@link #restart}; the same
     * again changes nothing. Other fingerprints or another role after the handshake has begun are
     * not heard: RFC 8842 §4 wants a new transport then.
     */
    public void remote(Remote remote, long nowNanos) {
        if (closed) {
            return;
        }
        described = remote;
        shakeHands();
        ice.remote(remote.credentials(), remote.candidates(), nowNanos);
    }

    /** As far as it can go by now. */
    private void shakeHands() {
        if (passes) {
            return;
        }
        if (described != null) {
            handshake.expect(described.ownRole(), described.fingerprints());
        }
        if (selected != null) {
            handshake.begin();
        }
    }

    /**
     * Whether what is not ICE passes as it is, from the peer to the sink and by {@link #send} back:
     * DTLS and SRTP are then a matter of the peer and whoever is behind us (TS 23.334 §5.20.3).
     * What there was of our own before is gone, and the peer is not told; when it ends, an
     * association of our own begins anew.
     */
    public void passThrough(boolean on) {
        if (closed || on == passes) {
            return;
        }
        passes = on;
        media.wipe();
        handshake.abandon();
        handshake = new Handshake(around, new FromHandshake());
        shakeHands();
    }

    /** Both sides have each other's description: from now on a pair must be found in time. */
    public void expectPeer(long nowNanos) {
        if (!closed) {
            ice.expectPeer(nowNanos);
        }
    }

    /**
     * ICE restart: new credentials of our own. Media goes on over the selected pair until another
     * is selected (RFC 8445 §9).
     */
    public void restart(long nowNanos) {
        if (!closed) {
            ice.restart(nowNanos);
        }
    }

    /** A datagram came in on local socket {@code socket}; it is changed in place. */
    public void receive(
            byte[] packet,
            int offset,
            int length,
            int socket,
            InetSocketAddress from,
            long nowNanos) {
        if (closed) {
            return;
        }
        var kind = PacketKind.of(packet, offset, length);
        switch (kind) {
            case STUN -> ice.receive(packet, offset, length, socket, from, nowNanos);
            case OTHER -> drops.malformed++;
            case DTLS, RTP, RTCP -> {
                if (!ice.isValidated(socket, from)) {
                    drops.stranger++;
                } else if (passes) {
                    drops.received++;
                    sink.passed(kind, packet, offset, length, nowNanos);
                } else if (kind == PacketKind.DTLS) {
                    onRecords(packet, offset, length, socket, from);
                } else {
                    onMedia(packet, offset, length, kind == PacketKind.RTCP, nowNanos);
                }
            }
        }
    }

    private void onMedia(byte[] packet, int offset, int length, boolean rtcp, long nowNanos) {
        int plain = media.unprotect(packet, offset, length, rtcp);
        if (plain < 0) {
            return;
        }
        if (rtcp) {
            sink.rtcp(packet, offset, plain, nowNanos);
        } else {
            sink.rtp(packet, offset, plain, nowNanos);
        }
    }

    private void onRecords(
            byte[] packet, int offset, int length, int socket, InetSocketAddress from) {
        recordsFrom = from;
        recordsSocket = socket;
        if (!handshake.receive(packet, offset, length)) {
            drops.unheardRecords++;
        }
    }

    /**
     * Protects an RTP packet in place and sends it; {@code packet} has {@link #MAX_OVERHEAD} bytes
     * of room after it. False when there is no pair, key or consent.
     */
    public boolean sendRtp(byte[] packet, int offset, int length, long nowNanos) {
        return send(packet, offset, length, false);
    }

    /** The same for a compound RTCP packet. */
    public boolean sendRtcp(byte[] packet, int offset, int length, long nowNanos) {
        return send(packet, offset, length, true);
    }

    /** Sends what passes through, as it is. False when it does not, or there is no pair. */
    public boolean send(byte[] packet, int offset, int length) {
        return transmit(packet, offset, passes ? length : -1);
    }

    private boolean send(byte[] packet, int offset, int length, boolean rtcp) {
        int sealed = selected == null ? -1 : media.protect(packet, offset, length, rtcp);
        return transmit(packet, offset, sealed);
    }

    /** A length below 0 is that of a packet that cannot be sent. */
    private boolean transmit(byte[] packet, int offset, int sealed) {
        if (selected == null || sealed < 0) {
            drops.unsent++;
            return false;
        }
        drops.sent++;
        sink.transmit(packet, offset, sealed, selectedSocket, selected);
        return true;
    }

    /** Fires what is due; harmless when nothing is. */
    public void tick(long nowNanos) {
        if (!closed) {
            ice.tick(nowNanos);
        }
    }

    /** When {@link #tick} is next wanted; {@link Long#MAX_VALUE} for never. */
    public long deadline() {
        return closed ? Long.MAX_VALUE : ice.deadline();
    }

    /** Whether {@link #sendRtp} would send. */
    public boolean isReady() {
        return selected != null && media.isSecured();
    }

    /** What was carried and dropped so far. */
    public TransportCounters counters() {
        return drops.snapshot();
    }

    /**
     * Sends close_notify if there is an association, wipes the keys; no event and no packet of the
     * peer follows. The close_notify itself comes out through the mailbox, a little later.
     */
    public void close() {
        closed = true;
        handshake.close();
        media.wipe();
    }

    private void lost(Loss loss, String why) {
        sink.event(new TransportEvent.Lost(loss, why));
    }

    private final class FromIce implements IceSink {
        @Override
        public void transmit(
                byte[] packet, int offset, int length, int socket, InetSocketAddress to) {
            sink.transmit(packet, offset, length, socket, to);
        }

        @Override
        public void event(IceEvent event) {
            switch (event) {
                case IceEvent.Validated(int socket, var remote) ->
                        sink.event(new TransportEvent.Validated(socket, remote));
                case IceEvent.Forgotten(int socket, var remote) ->
                        sink.event(new TransportEvent.Forgotten(socket, remote));
                case IceEvent.PeerReflexive(var candidate) ->
                        sink.event(new TransportEvent.PeerReflexive(candidate));
                case IceEvent.Selected(int socket, var remote) -> {
                    selectedSocket = socket;
                    selected = remote;
                    sink.event(new TransportEvent.Connected(socket, remote));
                    shakeHands();
                }
                case IceEvent.ConsentExpired _ -> {
                    selected = null;
                    lost(Loss.CONSENT_EXPIRED, "no valid check or answer in time");
                }
                case IceEvent.TimedOut _ -> lost(Loss.ICE_TIMEOUT, "no pair selected in time");
                case IceEvent.Refused _ -> drops.refusedChecks++;
                case IceEvent.Discarded _ -> drops.malformed++;
            }
        }
    }

    private final class FromHandshake implements Handshake.Listener {
        @Override
        public void transmitRecords(byte[] datagram) {
            if (selected != null) {
                sink.transmit(datagram, 0, datagram.length, selectedSocket, selected);
            } else if (recordsFrom != null) { // a peer may begin before it nominates
                sink.transmit(datagram, 0, datagram.length, recordsSocket, recordsFrom);
            }
        }

        @Override
        public void secured(SrtpKeys keys) {
            media.secured(keys);
            sink.event(new TransportEvent.Secured(keys.profile()));
        }

        @Override
        public void failed(DtlsFailure failure, String why) {
            if (!closed) {
                var loss =
                        failure == DtlsFailure.FINGERPRINT_MISMATCH
                                ? Loss.FINGERPRINT_MISMATCH
                                : Loss.DTLS_FAILED;
                lost(loss, failure + ": " + why);
            }
        }

        @Override
        public void closedByPeer() {
            if (!closed) {
                media.wipe();
                lost(Loss.DTLS_CLOSED, "close_notify");
            }
        }
    }
}
