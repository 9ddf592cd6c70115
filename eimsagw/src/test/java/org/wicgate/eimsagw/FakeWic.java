package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wicgate.base.Entropy;
import org.wicgate.dtls.Identity;
import org.wicgate.dtls.Role;
import org.wicgate.ice.Candidate;
import org.wicgate.ice.Credentials;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Fingerprint;
import org.wicgate.iq.Local;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.webrtc.Remote;
import org.wicgate.webrtc.Surroundings;
import org.wicgate.webrtc.TransportEvent;
import org.wicgate.webrtc.TransportSettings;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;

/** The WIC's end of one stream: a full ICE agent, DTLS and SRTP, as in a browser. */
final class FakeWic implements TransportSink {
    private static final Identity IDENTITY = Identity.create(new SeededEntropy(2), Instant.EPOCH);

    final List<byte[]> rtp = new ArrayList<>();
    final List<byte[]> rtcp = new ArrayList<>();
    final List<TransportEvent> events = new ArrayList<>();
    private final Bench bench;
    private final List<InetSocketAddress> addresses;
    private final int gatewaySocket;
    private final InetSocketAddress gateway;
    private final Identity identity;
    final WebRtcTransport transport;
    final List<InetSocketAddress> mediaHeardAt = new ArrayList<>();
    int requestsHeard;
    private boolean keepsBack;
    private byte[] keptBack = {};

    /** One with these addresses, the preferred first. */
    FakeWic(Bench bench, List<InetSocketAddress> addresses, TransportSettings settings) {
        this(bench, addresses, settings, IDENTITY, bench.entropy, Bench.W3, Bench.W3_ADDRESS);
    }

    /** One with a certificate of its own. */
    FakeWic(Bench bench, InetSocketAddress own, Identity identity, Entropy entropy) {
        this(
                bench,
                List.of(own),
                TransportSettings.DEFAULT,
                identity,
                entropy,
                Bench.W3,
                Bench.W3_ADDRESS);
    }

    /** One for a component at this socket of the gateway. */
    FakeWic(
            Bench bench,
            InetSocketAddress own,
            Entropy entropy,
            int gatewaySocket,
            InetSocketAddress gateway) {
        this(
                bench,
                List.of(own),
                TransportSettings.DEFAULT,
                IDENTITY,
                entropy,
                gatewaySocket,
                gateway);
    }

    private FakeWic(
            Bench bench,
            List<InetSocketAddress> addresses,
            TransportSettings settings,
            Identity identity,
            Entropy entropy,
            int gatewaySocket,
            InetSocketAddress gateway) {
        this.bench = bench;
        this.addresses = addresses;
        this.gatewaySocket = gatewaySocket;
        this.gateway = gateway;
        this.identity = identity;
        var candidates = new ArrayList<Candidate>();
        for (int i = 0; i < addresses.size(); i++) {
            candidates.add(Candidate.host(addresses.get(i), 65_535 - i));
        }
        this.transport =
                WebRtcTransport.full(
                        true,
                        candidates,
                        new Surroundings(
                                settings,
                                identity,
                                entropy,
                                Thread::startVirtualThread,
                                bench.mailbox::add),
                        this);
    }

    InetSocketAddress address() {
        return addresses.getFirst();
    }

    /** What it says about itself, for a gateway that plays {@code role}. */
    AccessRemote.Described description(DtlsRole role) {
        var own = transport.credentials();
        var fingerprint = identity.fingerprint();
        return new AccessRemote.Described(
                own.ufrag(),
                own.password(),
                List.of(new Fingerprint(fingerprint.hash(), fingerprint.value())),
                role,
                true);
    }

    /** Takes what the gateway says about itself, and begins. */
    void connect(Local local, DtlsRole gatewayRole) {
        var fingerprint =
                new org.wicgate.dtls.Fingerprint(
                        local.access().fingerprint().hash(), local.access().fingerprint().value());
        connect(local, fingerprint, gatewayRole == DtlsRole.CLIENT ? Role.SERVER : Role.CLIENT);
    }

    /** The same with somebody's certificate behind the gateway. */
    void connect(Local local, org.wicgate.dtls.Fingerprint peer, Role own) {
        transport.remote(
                new Remote(
                        new Credentials(local.access().ufrag(), local.access().password()),
                        List.of(Candidate.host(gateway, 65_535)),
                        List.of(peer),
                        own),
                bench.now());
        transport.expectPeer(bench.now());
        bench.settle();
    }

    /** With an association of its own, as of a browser that hears of another certificate. */
    void connectAnew(Local local, DtlsRole gatewayRole) {
        transport.passThrough(true);
        connect(local, gatewayRole);
        transport.passThrough(false);
    }

    boolean send(byte[] rtpPacket) {
        boolean sent =
                transport.sendRtp(
                        Arrays.copyOf(rtpPacket, rtpPacket.length + Bench.ROOM),
                        0,
                        rtpPacket.length,
                        bench.now());
        bench.settle();
        return sent;
    }

    /** A packet as it would be sent, which is not sent. */
    byte[] protect(byte[] rtpPacket) {
        keepsBack = true;
        send(rtpPacket);
        keepsBack = false;
        return keptBack;
    }

    boolean sendRtcp(byte[] compound) {
        boolean sent =
                transport.sendRtcp(
                        Arrays.copyOf(compound, compound.length + Bench.ROOM),
                        0,
                        compound.length,
                        bench.now());
        bench.settle();
        return sent;
    }

    void receive(byte[] packet, InetSocketAddress at) {
        requestsHeard += packet[0] == 0 && packet[1] == 1 ? 1 : 0;
        if ((packet[0] & 0xC0) == 0x80) {
            mediaHeardAt.add(at);
        }
        int socket = addresses.indexOf(at);
        transport.receive(packet, 0, packet.length, socket, gateway, bench.now());
    }

    void tick() {
        transport.tick(bench.now());
    }

    long deadline() {
        return transport.deadline();
    }

    @Override
    public void transmit(byte[] packet, int off, int len, int socket, InetSocketAddress to) {
        if (keepsBack) {
            keptBack = Arrays.copyOfRange(packet, off, off + len);
        } else if (to.equals(gateway)) {
            bench.send(
                    gatewaySocket,
                    addresses.get(socket),
                    Arrays.copyOfRange(packet, off, off + len));
        }
    }

    @Override
    public void rtp(byte[] packet, int off, int len, long nowNanos) {
        rtp.add(Arrays.copyOfRange(packet, off, off + len));
    }

    @Override
    public void rtcp(byte[] packet, int off, int len, long nowNanos) {
        rtcp.add(Arrays.copyOfRange(packet, off, off + len));
    }

    @Override
    public void event(TransportEvent event) {
        events.add(event);
    }
}
