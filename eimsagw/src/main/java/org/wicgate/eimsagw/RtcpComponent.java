package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.wicgate.webrtc.Remote;
import org.wicgate.webrtc.TransportEvent;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;

/**
 * The second component of a stream on W3, for the RTCP of a WIC without rtcp-mux: on a port and
 * with a DTLS association of its own, under the ICE credentials of the first (RFC 5764 §3, RFC 8839
 * §5.4). A call goes on without it: that it is not found or is lost ends nothing.
 */
final class RtcpComponent implements TransportSink {
    private final StreamRelay relay;
    private final ThroughConnection through;
    private final StreamRelay.Surroundings around;
    private final WebRtcTransport transport;
    private final List<AccessDirectory.Path> paths = new ArrayList<>();
    private final List<String> ufrags = new ArrayList<>();

    RtcpComponent(
            StreamRelay relay,
            ThroughConnection through,
            StreamRelay.Surroundings around,
            WebRtcTransport first,
            boolean initiates) {
        this.relay = relay;
        this.through = through;
        this.around = around;
        this.transport = around.transports().beside(first, initiates, this);
        name();
    }

    void remote(Remote remote, long nowNanos) {
        transport.remote(remote, nowNanos);
    }

    /** The first component has new credentials: these are ours too. */
    void restart(long nowNanos) {
        transport.restart(nowNanos);
        name();
    }

    void receive(
            int socket, byte[] packet, int off, int len, InetSocketAddress from, long nowNanos) {
        transport.receive(packet, off, len, socket, from, nowNanos);
    }

    /** False when it could not be protected, as before DTLS is done. */
    boolean send(byte[] packet, int off, int len, long nowNanos) {
        return transport.sendRtcp(packet, off, len, nowNanos);
    }

    void tick(long nowNanos) {
        if (transport.deadline() <= nowNanos) {
            transport.tick(nowNanos);
        }
    }

    long deadline() {
        return transport.deadline();
    }

    Tally dropped() {
        return AccessTermination.droppedBy(transport);
    }

    void close() {
        transport.close();
        paths.forEach(path -> around.rtcpDirectory().remove(path, relay));
        paths.clear();
        ufrags.forEach(ufrag -> around.rtcpDirectory().removeUfrag(ufrag, relay));
        ufrags.clear();
    }

    private void name() {
        String ufrag = transport.credentials().ufrag();
        ufrags.add(ufrag);
        around.rtcpDirectory().addUfrag(ufrag, relay);
        if (ufrags.size() > 2) {
            around.rtcpDirectory().removeUfrag(ufrags.removeFirst(), relay);
        }
    }

    @Override
    public void transmit(byte[] packet, int off, int len, int socket, InetSocketAddress to) {
        around.deadlines().touch(relay);
        through.mark(socket);
        around.sink().transmit(socket, packet, off, len, to);
    }

    /** RTP has no business here. */
    @Override
    public void rtp(byte[] packet, int off, int len, long nowNanos) {
        through.malformed();
    }

    @Override
    public void rtcp(byte[] packet, int off, int len, long nowNanos) {
        through.rtcp(packet, off, len, nowNanos);
    }

    @Override
    public void event(TransportEvent event) {
        around.deadlines().touch(relay);
        switch (event) {
            case TransportEvent.Validated v -> {
                var path = new AccessDirectory.Path(v.socket(), v.remote());
                paths.add(path);
                around.rtcpDirectory().add(path, relay);
            }
            case TransportEvent.Forgotten f -> {
                var path = new AccessDirectory.Path(f.socket(), f.remote());
                paths.remove(path);
                around.rtcpDirectory().remove(path, relay);
            }
            case TransportEvent.PeerReflexive _,
                    TransportEvent.Connected _,
                    TransportEvent.Secured _,
                    TransportEvent.Lost _ -> {}
        }
    }
}
