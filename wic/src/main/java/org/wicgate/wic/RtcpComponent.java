package org.wicgate.wic;

import java.net.InetSocketAddress;
import java.util.List;
import org.wicgate.ice.Candidate;
import org.wicgate.ice.Locals;
import org.wicgate.sdp.Line;
import org.wicgate.webrtc.Remote;
import org.wicgate.webrtc.TransportEvent;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;

/**
 * The second component of a WIC without rtcp-mux: RTCP on a port and with a DTLS association of its
 * own, under the ICE credentials of the first (RFC 5764 §3, RFC 8839 §5.4). A peer that has no such
 * port hears no RTCP; a call goes on without.
 */
final class RtcpComponent implements TransportSink {
    /** Its number among the sockets of the user agent. */
    static final int SOCKET = 1;

    static final int COMPONENT = 2;

    private final InetSocketAddress local;
    private final Packets packets;
    private final MediaPath.Ears ears;
    private final WebRtcTransport transport;

    RtcpComponent(
            WebRtcTransport first,
            boolean controlling,
            InetSocketAddress local,
            Packets packets,
            MediaPath.Ears ears) {
        this.local = local;
        this.packets = packets;
        this.ears = ears;
        var candidates = List.of(Candidate.host(local, 65_535, COMPONENT));
        this.transport = first.beside(controlling, Locals.indexed(candidates), this);
    }

    /** What the m-line says of it (RFC 8839 §5.1, RFC 3605 §2.1). */
    List<Line> lines() {
        var candidate = org.wicgate.sdp.Candidate.host(local, COMPONENT);
        return List.of(
                Line.attribute("rtcp", Integer.toString(local.getPort())),
                Line.attribute("candidate", candidate.toString()));
    }

    void remote(Remote remote, long nowNanos) {
        transport.remote(remote, nowNanos);
    }

    /** After the first component's. */
    void restart(long nowNanos) {
        transport.restart(nowNanos);
    }

    void expectPeer(long nowNanos) {
        transport.expectPeer(nowNanos);
    }

    boolean send(byte[] packet, int length, long nowNanos) {
        return transport.sendRtcp(packet, 0, length, nowNanos);
    }

    void receive(byte[] packet, int offset, int length, InetSocketAddress from, long nowNanos) {
        transport.receive(packet, offset, length, 0, from, nowNanos);
    }

    void tick(long nowNanos) {
        transport.tick(nowNanos);
    }

    long deadline() {
        return transport.deadline();
    }

    void close() {
        transport.close();
    }

    @Override
    public void transmit(byte[] packet, int offset, int length, int socket, InetSocketAddress to) {
        packets.transmit(packet, offset, length, SOCKET, to);
    }

    /** RTP has no business here. */
    @Override
    public void rtp(byte[] packet, int offset, int length, long nowNanos) {}

    @Override
    public void rtcp(byte[] packet, int offset, int length, long nowNanos) {
        ears.rtcp(packet, offset, length, nowNanos);
    }

    @Override
    public void event(TransportEvent event) {}
}
