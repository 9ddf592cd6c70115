package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.dtls.Identity;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Event;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.webrtc.Surroundings;
import org.wicgate.webrtc.TransportSettings;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;

/**
 * A gateway in a network without delay, with fake WICs on W3 and whatever sends RTP in the core.
 * Time is virtual; only DTLS handshakes, which run on threads of their own, are waited for.
 */
final class Bench implements GatewaySink, CorePorts, AccessTransports {
    static final int W3 = 0;
    static final InetSocketAddress W3_ADDRESS = address("192.0.2.1", 10_000);
    static final int W3_RTCP = 2_000;
    static final InetSocketAddress W3_RTCP_ADDRESS = address("192.0.2.1", 10_001);
    static final int W3_SIX = 2_001;
    static final InetSocketAddress W3_SIX_ADDRESS = address("2001:db8::1", 10_000);
    static final GatewaySettings.W3 W3_UDP =
            new GatewaySettings.W3(
                    List.of(new GatewaySettings.Place(W3, W3_ADDRESS)), List.of(), List.of());
    static final Identity IDENTITY = Identity.create(new SeededEntropy(1), Instant.EPOCH);
    static final String CORE_HOST = "10.0.0.1";
    static final int ROOM = 64;

    private static final long START = 1_800_000_000L * 1_000_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** A datagram that the gateway sent. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sent(int socket, InetSocketAddress to, byte[] bytes) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Waiting(int socket, InetSocketAddress from, byte[] bytes) {}

    final LinkedBlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
    final List<Event> events = new ArrayList<>();
    final List<Sent> toCore = new ArrayList<>();
    final List<Integer> admitted = new ArrayList<>();
    final List<Integer> unused = new ArrayList<>();
    final List<Sent> toNobody = new ArrayList<>();

    /** How what is sent from a socket is marked, and how what was sent from W3 was. */
    final Map<Integer, Integer> marks = new HashMap<>();

    final List<Integer> marksOnW3 = new ArrayList<>();

    /** Whose certificate a new stream has. */
    Supplier<Identity> identity = () -> IDENTITY;

    final AccessGateway gateway;
    private final GatewaySettings.W3 w3;
    final SeededEntropy entropy = new SeededEntropy(11);
    private final Map<InetSocketAddress, FakeWic> wics = new HashMap<>();
    private final ArrayDeque<Waiting> toGateway = new ArrayDeque<>();
    private final ArrayDeque<Sent> toWics = new ArrayDeque<>();
    private final ArrayDeque<Integer> freePorts = new ArrayDeque<>();
    private final List<Pair> taken = new ArrayList<>();
    private long now = START;
    private @Nullable Runnable counting;

    Bench() {
        this(Duration.ZERO);
    }

    /** One that tells when no RTP came for so long. */
    Bench(Duration silence) {
        this(
                new GatewaySettings(
                        W3_UDP,
                        CoreSource.SIGNALLED_ADDRESS,
                        GatewaySettings.CONTEXTS,
                        GatewaySettings.STREAMS,
                        silence),
                100);
    }

    /** One with this access side. */
    Bench(GatewaySettings.W3 w3) {
        this(new GatewaySettings(w3, CoreSource.SIGNALLED_ADDRESS, 10, 8, Duration.ZERO), 10);
    }

    Bench(GatewaySettings settings, int pairs) {
        this(settings, GatewayPolicy.NONE, pairs);
    }

    Bench(GatewaySettings settings, GatewayPolicy policy, int pairs) {
        w3 = settings.w3();
        for (int i = 0; i < pairs; i++) {
            freePorts.add(30_000 + 2 * i);
        }
        gateway = new AccessGateway(settings, policy, this, this, entropy, this);
    }

    static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(host, port);
    }

    static ContextId id(String name) {
        return new ContextId(name);
    }

    long now() {
        return now;
    }

    /** Gives a command; its answer is the first new event. */
    Event ask(Command command) {
        int before = events.size();
        gateway.command(command, now);
        settle();
        var answer = events.get(before);
        events.remove(before);
        return answer;
    }

    /** The part of a WIC for one component. */
    FakeWic component(
            Entropy source, InetSocketAddress own, int socket, InetSocketAddress gateway) {
        var wic = new FakeWic(this, own, source, socket, gateway);
        wics.put(own, wic);
        return wic;
    }

    /** A WIC with a certificate of its own. */
    FakeWic wic(Identity identity, Entropy source, InetSocketAddress own) {
        var wic = new FakeWic(this, own, identity, source);
        wics.put(own, wic);
        return wic;
    }

    FakeWic wic(TransportSettings settings, InetSocketAddress... addresses) {
        var wic = new FakeWic(this, List.of(addresses), settings);
        for (var address : addresses) {
            wics.put(address, wic);
        }
        return wic;
    }

    /** A datagram on its way to the gateway, over W3 or in the core. */
    void send(int socket, InetSocketAddress from, byte[] bytes) {
        toGateway.add(new Waiting(socket, from, Arrays.copyOf(bytes, bytes.length)));
    }

    /** The same, at once. */
    void deliver(int socket, InetSocketAddress from, byte[] bytes) {
        send(socket, from, bytes);
        settle();
    }

    /** Delivers all that is on its way, and what comes of it. */
    void settle() {
        for (boolean busy = true; busy; ) {
            busy = false;
            for (var task = mailbox.poll(); task != null; task = mailbox.poll()) {
                task.run();
                busy = true;
            }
            for (var w = toGateway.poll(); w != null; w = toGateway.poll()) {
                byte[] roomy = Arrays.copyOf(w.bytes, w.bytes.length + ROOM);
                gateway.receive(w.socket, roomy, 0, w.bytes.length, w.from, now);
                busy = true;
            }
            for (var sent = toWics.poll(); sent != null; sent = toWics.poll()) {
                var wic = wics.get(sent.to());
                if (wic == null) {
                    toNobody.add(sent);
                } else {
                    wic.receive(sent.bytes(), sent.to());
                }
                busy = true;
            }
        }
        gateway.tick(now);
    }

    /** Waits in real time for handshakes, in virtual time for the agents' pace. */
    void until(String what, BooleanSupplier done) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("not within " + PATIENCE + ": " + what + ", events " + events);
            }
            pass(Duration.ofMillis(20));
            awaitMail();
        }
    }

    private void awaitMail() {
        try {
            var task = mailbox.poll(5, TimeUnit.MILLISECONDS);
            if (task != null) {
                task.run();
                settle();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets virtual time pass, stopping at every deadline. */
    void pass(Duration time) {
        long end = now + time.toNanos();
        settle();
        while (true) {
            long next = gateway.deadline();
            for (var wic : Set.copyOf(wics.values())) {
                next = Math.min(next, wic.deadline());
            }
            if (next > end) {
                break;
            }
            now = Math.max(now, next);
            gateway.tick(now);
            Set.copyOf(wics.values()).forEach(FakeWic::tick);
            settle();
            assertTrue(gateway.deadline() > now, "deadline stays after its tick");
        }
        now = end;
        settle();
    }

    /** A WIC that vanished: nothing reaches it, nothing comes from it. */
    void remove(FakeWic wic) {
        wics.values().remove(wic);
    }

    List<Sent> takeToCore() {
        var taken = List.copyOf(toCore);
        toCore.clear();
        return taken;
    }

    List<Event> takeEvents() {
        var taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    /** From now on what the gateway sends is counted only. */
    void counting(Runnable count) {
        counting = count;
    }

    int portsTaken() {
        return taken.size();
    }

    // GatewaySink

    @Override
    public void transmit(int socket, byte[] packet, int off, int len, InetSocketAddress to) {
        if (counting != null) {
            counting.run();
            return;
        }
        if (socket == W3) {
            marksOnW3.add(marks.getOrDefault(socket, 0));
        }
        var sent = new Sent(socket, to, Arrays.copyOfRange(packet, off, off + len));
        boolean isOnW3 = socket == W3 || socket == W3_RTCP || socket == W3_SIX;
        if (isOnW3 || GatewaySettings.isConnection(socket)) {
            toWics.add(sent);
        } else {
            toCore.add(sent);
        }
    }

    @Override
    public void admitted(int connection) {
        admitted.add(connection);
    }

    @Override
    public void unused(int connection) {
        unused.add(connection);
    }

    @Override
    public void event(Event event) {
        events.add(event);
    }

    @Override
    public void mark(int socket, int dscp) {
        if (counting == null) {
            marks.put(socket, dscp);
        }
    }

    // CorePorts: the number of a socket is its port less 29999.

    @Override
    public @Nullable Pair reserve() {
        var port = freePorts.poll();
        if (port == null) {
            return null;
        }
        var pair = new Pair(port - 29_999, port - 29_998, address("10.0.0.9", port));
        taken.add(pair);
        return pair;
    }

    @Override
    public void release(Pair pair) {
        assertTrue(taken.remove(pair), "released twice: " + pair);
        freePorts.add(pair.address().getPort());
    }

    // AccessTransports

    @Override
    public Opened open(boolean initiates, TransportSink sink) {
        var own = identity.get();
        var around =
                new Surroundings(
                        TransportSettings.DEFAULT,
                        own,
                        entropy,
                        Thread::startVirtualThread,
                        mailbox::add);
        var transport =
                w3.isLite()
                        ? WebRtcTransport.lite(around, sink)
                        : WebRtcTransport.full(initiates, w3.locals(1), around, sink);
        return new Opened(transport, own.fingerprint());
    }

    @Override
    public WebRtcTransport beside(WebRtcTransport first, boolean initiates, TransportSink sink) {
        return w3.isLite() ? first.beside(sink) : first.beside(initiates, w3.locals(2), sink);
    }
}
