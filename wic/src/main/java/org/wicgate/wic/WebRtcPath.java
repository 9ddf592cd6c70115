package org.wicgate.wic;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.dtls.Fingerprint;
import org.wicgate.dtls.Role;
import org.wicgate.ice.Candidate;
import org.wicgate.ice.Credentials;
import org.wicgate.sdp.Connection;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;
import org.wicgate.sdp.Setup;
import org.wicgate.webrtc.Remote;
import org.wicgate.webrtc.TransportEvent;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;

/**
 * ICE and DTLS-SRTP, as a WIC has it (TS 24.371 §7.2.2), with RTCP on the port of RTP or, where
 * there are two sockets, without rtcp-mux on the second. All candidates are known before the first
 * description is written, so nothing trickles.
 */
final class WebRtcPath implements MediaPath, TransportSink {
    private static final String SAVPF = "UDP/TLS/RTP/SAVPF";
    private static final int SOCKET = 0;
    private static final int COMPONENT = 1;

    private final InetSocketAddress local;
    private final Fingerprint fingerprint;
    private final Packets packets;
    private final Ears ears;
    private final WebRtcTransport transport;
    private final @Nullable RtcpComponent rtcp;
    private Setup setup = Setup.ACTPASS;
    private String remoteUfrag = "";
    private String profile = "";

    /**
     * A path with an agent of its own.
     *
     * @param controlling the ICE role: of who offers, and of whose peer is lite (RFC 8445 §6.1.1)
     */
    WebRtcPath(
            Transports transports,
            boolean controlling,
            List<InetSocketAddress> sockets,
            Packets packets,
            Ears ears) {
        this.local = sockets.getFirst();
        this.fingerprint = transports.fingerprint();
        this.packets = packets;
        this.ears = ears;
        this.transport = transports.open(controlling, List.of(Candidate.host(local, 65_535)), this);
        this.rtcp =
                sockets.size() == 1
                        ? null
                        : new RtcpComponent(
                                transport,
                                controlling,
                                sockets.get(RtcpComponent.SOCKET),
                                packets,
                                ears);
    }

    @Override
    public MediaDescription describe(MediaDescription line, @Nullable MediaDescription offered) {
        var own = transport.credentials();
        String proto = offered == null ? SAVPF : offered.mediaLine().proto();
        var mid = offered == null ? "0" : offered.mid().orElse("");
        boolean mux = rtcp == null && (offered == null || offered.hasRtcpMux());
        var out =
                line.with(line.mediaLine().withPort(local.getPort()).withProto(proto))
                        .with(Connection.of(local.getAddress()))
                        .with(Line.attribute("ice-ufrag", own.ufrag()))
                        .with(Line.attribute("ice-pwd", own.password()))
                        .with(Line.attribute("candidate", candidate()))
                        .with(rtcp == null ? List.of() : rtcp.lines())
                        .with(Line.attribute("end-of-candidates"))
                        .with(
                                Line.attribute(
                                        "fingerprint",
                                        fingerprint.hash() + " " + fingerprint.value()))
                        .with(
                                Line.attribute(
                                        "setup", offered == null ? "actpass" : setup.toString()));
        out = mid.isEmpty() ? out : out.with(Line.attribute("mid", mid));
        return mux ? out.with(Line.attribute("rtcp-mux")) : out;
    }

    private String candidate() {
        return org.wicgate.sdp.Candidate.host(local, 1).toString();
    }

    @Override
    public String remote(
            SessionDescription sdp, MediaDescription line, boolean isOffer, long nowNanos) {
        if (!line.mediaLine().isDtlsSrtp()) {
            return line.mediaLine().proto() + " is not DTLS-SRTP";
        }
        var ice = sdp.ice(line);
        var fingerprints = sdp.fingerprints(line);
        if (ice.isEmpty() || fingerprints.isEmpty()) {
            return ice.isEmpty() ? "no ICE credentials" : "no fingerprint";
        }
        var theirs = sdp.setup(line).orElse(isOffer ? Setup.ACTIVE : Setup.PASSIVE);
        var wish = setup == Setup.ACTPASS ? Setup.ACTIVE : setup;
        setup =
                switch (theirs) {
                    case ACTIVE -> Setup.PASSIVE;
                    case PASSIVE -> Setup.ACTIVE;
                    case ACTPASS, HOLDCONN -> wish;
                };
        String ufrag = ice.get().ufrag();
        if (isOffer && !remoteUfrag.isEmpty() && !remoteUfrag.equals(ufrag)) {
            transport.restart(nowNanos);
            if (rtcp != null) {
                rtcp.restart(nowNanos);
            }
        }
        remoteUfrag = ufrag;
        transport.remote(remote(sdp, line, COMPONENT), nowNanos);
        if (rtcp != null) {
            rtcp.remote(remote(sdp, line, RtcpComponent.COMPONENT), nowNanos);
        }
        return "";
    }

    private Remote remote(SessionDescription sdp, MediaDescription line, int component) {
        var ice = sdp.ice(line).orElseThrow();
        return new Remote(
                new Credentials(ice.ufrag(), ice.password()),
                candidates(line, component),
                sdp.fingerprints(line).stream()
                        .map(f -> new Fingerprint(f.hash(), f.value()))
                        .toList(),
                setup == Setup.ACTIVE ? Role.CLIENT : Role.SERVER);
    }

    private static List<Candidate> candidates(MediaDescription line, int component) {
        var out = new ArrayList<Candidate>();
        for (var each : line.candidates()) {
            var at = each.socketAddress();
            if (at == null || !each.isUdp() || each.component() != component) {
                continue; // RFC 8839 §5.1: names and unknown transports are passed over
            }
            var type =
                    switch (each.type()) {
                        case "srflx" -> Candidate.Type.SERVER_REFLEXIVE;
                        case "prflx" -> Candidate.Type.PEER_REFLEXIVE;
                        case "relay" -> Candidate.Type.RELAYED;
                        default -> Candidate.Type.HOST;
                    };
            out.add(new Candidate(type, at, component, each.priority(), each.foundation()));
        }
        return out;
    }

    @Override
    public void expectPeer(long nowNanos) {
        transport.expectPeer(nowNanos);
        if (rtcp != null) {
            rtcp.expectPeer(nowNanos);
        }
    }

    @Override
    public boolean isReady() {
        return transport.isReady();
    }

    @Override
    public boolean sendRtp(byte[] packet, int length, long nowNanos) {
        return transport.sendRtp(packet, 0, length, nowNanos);
    }

    @Override
    public boolean sendRtcp(byte[] packet, int length, long nowNanos) {
        return rtcp == null
                ? transport.sendRtcp(packet, 0, length, nowNanos)
                : rtcp.send(packet, length, nowNanos);
    }

    @Override
    public void receive(
            byte[] packet,
            int offset,
            int length,
            int socket,
            InetSocketAddress from,
            long nowNanos) {
        if (socket == SOCKET) {
            transport.receive(packet, offset, length, socket, from, nowNanos);
        } else if (rtcp != null && socket == RtcpComponent.SOCKET) {
            rtcp.receive(packet, offset, length, from, nowNanos);
        }
    }

    @Override
    public void tick(long nowNanos) {
        transport.tick(nowNanos);
        if (rtcp != null) {
            rtcp.tick(nowNanos);
        }
    }

    @Override
    public long deadline() {
        return rtcp == null
                ? transport.deadline()
                : Math.min(transport.deadline(), rtcp.deadline());
    }

    @Override
    public String profile() {
        return profile;
    }

    @Override
    public void close() {
        transport.close();
        if (rtcp != null) {
            rtcp.close();
        }
    }

    @Override
    public void transmit(byte[] packet, int offset, int length, int socket, InetSocketAddress to) {
        packets.transmit(packet, offset, length, socket, to);
    }

    @Override
    public void rtp(byte[] packet, int offset, int length, long nowNanos) {
        ears.rtp(packet, offset, length, nowNanos);
    }

    @Override
    public void rtcp(byte[] packet, int offset, int length, long nowNanos) {
        ears.rtcp(packet, offset, length, nowNanos);
    }

    @Override
    public void event(TransportEvent event) {
        switch (event) {
            case TransportEvent.Connected _ -> ears.connected();
            case TransportEvent.Secured(var chosen) -> {
                profile = chosen.name();
                ears.secured();
            }
            case TransportEvent.Lost(var loss, var why) -> {
                // The gateway's good-bye on W3 may overtake the BYE on W2: the BYE ends the call.
                if (loss != TransportEvent.Loss.DTLS_CLOSED) {
                    ears.lost(loss + ": " + why);
                }
            }
            case TransportEvent.Validated _,
                    TransportEvent.Forgotten _,
                    TransportEvent.PeerReflexive _ -> {}
        }
    }
}
