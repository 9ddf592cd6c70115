package org.wicgate.webrtc;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.wicgate.dtls.Fingerprint;
import org.wicgate.dtls.Identity;
import org.wicgate.dtls.ProtectionProfile;
import org.wicgate.dtls.Role;
import org.wicgate.ice.Candidate;
import org.wicgate.sim.Links;
import org.wicgate.sim.Links.Wire;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.webrtc.TransportNode.Bytes;
import org.wicgate.webrtc.TransportNode.In;
import org.wicgate.webrtc.TransportNode.Out;

/**
 * A WIC and a gateway on a virtual network. ICE and media live in virtual time; the handshake runs
 * on real threads, which are waited for, never slept for.
 */
final class Call {
    static final InetSocketAddress WIC = new InetSocketAddress("192.0.2.1", 10000);
    static final InetSocketAddress GATEWAY = new InetSocketAddress("192.0.2.2", 20000);
    static final InetSocketAddress STRANGER = new InetSocketAddress("203.0.113.66", 6666);
    static final Identity WIC_IDENTITY = identity(1);
    static final Identity GATEWAY_IDENTITY = identity(2);

    private static final Wire LAN = new Wire(0, 0, Duration.ofMillis(1), Duration.ofMillis(1));
    private static final Duration STEP = Duration.ofMillis(5);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    /** One side, and all that came out of it. */
    final class Side {
        private final TransportNode node;
        private final InetSocketAddress address;
        private final Links.Node<In> place;
        final List<Out> outs = new ArrayList<>();
        final List<TransportEvent> events = new ArrayList<>();

        Side(InetSocketAddress address, Function<TransportSink, WebRtcTransport> make) {
            this.address = address;
            node = new TransportNode(make);
            place = links.add(node, this::out);
        }

        WebRtcTransport transport() {
            return node.transport();
        }

        TransportNode node() {
            return node;
        }

        private void out(Out out) {
            outs.add(out);
            switch (out) {
                case Out.Told(var event) -> events.add(event);
                case Out.Send(var bytes, var to) -> {
                    if (!cut) {
                        deliver(bytes, to);
                    }
                }
                case Out.Rtp _, Out.Rtcp _, Out.Passed _ -> {}
            }
        }

        private void deliver(Bytes bytes, InetSocketAddress to) {
            for (Side side : sides) {
                if (side != this && side.address.equals(to)) {
                    links.send(side.place, new In.Datagram(bytes, address), wire);
                }
            }
        }

        void give(byte[] datagram, InetSocketAddress from) {
            links.send(place, new In.Datagram(new Bytes(datagram), from), Wire.PERFECT);
            links.pass(STEP);
        }

        void sendRtp(byte[] packet) {
            act(() -> transport().sendRtp(roomy(packet), 0, packet.length, now()));
        }

        void sendRtcp(byte[] packet) {
            act(() -> transport().sendRtcp(roomy(packet), 0, packet.length, now()));
        }

        void act(Runnable task) {
            links.send(place, new In.Posted(task), Wire.PERFECT);
            links.pass(STEP);
        }

        boolean isSecured() {
            return events.stream().anyMatch(e -> e instanceof TransportEvent.Secured);
        }

        boolean isLost() {
            return events.stream().anyMatch(e -> e instanceof TransportEvent.Lost);
        }

        Mailbox mailbox() {
            return task -> posted.add(() -> links.send(place, new In.Posted(task), Wire.PERFECT));
        }
    }

    private final BlockingQueue<Runnable> posted = new LinkedBlockingQueue<>();
    private final Queue<Thread> handshakes = new ConcurrentLinkedQueue<>();
    private final Links links;
    private final List<Side> sides = new ArrayList<>();
    Wire wire = LAN;
    boolean cut;
    final Side wic;
    final Side gateway;

    Call(long seed, TransportSettings ofWic, TransportSettings ofGateway) {
        links = new Links(seed);
        var candidates = List.of(Candidate.host(WIC, 65535));
        var boxes = new Mailbox[2];
        wic =
                new Side(
                        WIC,
                        sink ->
                                WebRtcTransport.full(
                                        true,
                                        candidates,
                                        new Surroundings(
                                                ofWic,
                                                WIC_IDENTITY,
                                                new SeededEntropy(seed),
                                                this::startHandshake,
                                                task -> boxes[0].post(task)),
                                        sink));
        boxes[0] = wic.mailbox();
        gateway =
                new Side(
                        GATEWAY,
                        sink ->
                                WebRtcTransport.lite(
                                        new Surroundings(
                                                ofGateway,
                                                GATEWAY_IDENTITY,
                                                new SeededEntropy(~seed),
                                                this::startHandshake,
                                                task -> boxes[1].post(task)),
                                        sink));
        boxes[1] = gateway.mailbox();
        sides.add(wic);
        sides.add(gateway);
    }

    static Identity identity(long seed) {
        return Identity.create(new SeededEntropy(seed), Instant.parse("2026-11-20T12:00:00Z"));
    }

    static TransportSettings only(ProtectionProfile profile) {
        var time = Duration.ofSeconds(30);
        return new TransportSettings(time, time, time, List.of(profile));
    }

    static Call start() {
        var call = new Call(1, TransportSettings.DEFAULT, TransportSettings.DEFAULT);
        call.describe(Role.CLIENT, GATEWAY_IDENTITY.fingerprint(), WIC_IDENTITY.fingerprint());
        return call;
    }

    static Call secured() throws InterruptedException {
        var call = start();
        call.until(() -> call.wic.isSecured() && call.gateway.isSecured());
        return call;
    }

    /** Both sides get each other's description. */
    void describe(Role ofWic, Fingerprint ofGateway, Fingerprint ofWicCertificate) {
        var ofGatewayRole = ofWic == Role.CLIENT ? Role.SERVER : Role.CLIENT;
        wic.transport()
                .remote(
                        new Remote(
                                gateway.transport().credentials(),
                                List.of(Candidate.host(GATEWAY, 65535)),
                                List.of(ofGateway),
                                ofWic),
                        now());
        gateway.transport()
                .remote(
                        new Remote(
                                wic.transport().credentials(),
                                List.of(),
                                List.of(ofWicCertificate),
                                ofGatewayRole),
                        now());
        wic.transport().expectPeer(now());
        gateway.transport().expectPeer(now());
    }

    long now() {
        return TransportNode.nanos(links.now());
    }

    void pass(Duration time) {
        links.pass(time);
    }

    /** Lets virtual time pass, and takes what the handshakes post, until {@code done}. */
    void until(BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(links + " " + wic.events + " " + gateway.events);
            }
            var task = posted.poll(STEP.toMillis(), TimeUnit.MILLISECONDS);
            if (task != null) {
                task.run();
            }
            links.pass(STEP);
        }
    }

    private void startHandshake(Runnable task) {
        handshakes.add(Thread.startVirtualThread(task));
    }

    /** Waits until no handshake runs any more, and takes what they posted. */
    void handshakesEnd() throws InterruptedException {
        for (var thread = handshakes.poll(); thread != null; thread = handshakes.poll()) {
            if (!thread.join(Duration.ofNanos(PATIENCE_NANOS))) {
                throw new AssertionError("a handshake does not end");
            }
        }
        for (var task = posted.poll(); task != null; task = posted.poll()) {
            task.run();
        }
        links.pass(STEP);
    }

    private static byte[] roomy(byte[] packet) {
        return Arrays.copyOf(packet, packet.length + WebRtcTransport.MAX_OVERHEAD);
    }
}
