package org.wicgate.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.wicgate.base.Entropy;
import org.wicgate.eimsagw.AccessGateway;
import org.wicgate.eimsagw.AccessTransports;
import org.wicgate.eimsagw.CorePorts;
import org.wicgate.eimsagw.CoreSource;
import org.wicgate.eimsagw.GatewayCounters;
import org.wicgate.eimsagw.GatewayPolicy;
import org.wicgate.eimsagw.GatewaySettings;
import org.wicgate.eimsagw.GatewaySink;
import org.wicgate.iq.Command;
import org.wicgate.iq.Counters.Direction;
import org.wicgate.iq.Event;
import org.wicgate.net.FramedConnection;
import org.wicgate.net.MediaHandler;
import org.wicgate.net.MediaLoop;
import org.wicgate.net.PortPairs;
import org.wicgate.net.Shards;
import org.wicgate.webrtc.Surroundings;
import org.wicgate.webrtc.TransportSettings;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;

/** One media thread: its sockets on one side, its part of the eIMS-AGW on the other. */
final class MediaWorker
        implements MediaGateway, MediaHandler, GatewaySink, CorePorts, AccessTransports {
    /** Where a worker listens and what it owns. */
    record Plan(
            String name,
            W3Places w3,
            InetAddress core,
            PortRange corePorts,
            int maxContexts,
            Duration silence,
            Duration gather,
            GatewayPolicy policy) {}

    private static final GatewayCounters NOTHING =
            new GatewayCounters(
                    0, 0, 0, 0, Direction.NONE, Direction.NONE, 0, 0, 0, Map.of(), Map.of());

    private final String name;
    private final MediaLoop loop;
    private final MediaIdentities identities;
    private final Entropy entropy;
    private final ExecutorService blocking;
    private final Consumer<Event> events;
    private final PortPairs pairs;
    private final GatewaySettings.W3 w3;
    private final AccessGateway gateway;
    private final MediaConnections connections = new MediaConnections();
    private volatile GatewayCounters last = NOTHING;
    private boolean saysUnmarked;
    private final byte[] received = new byte[MediaLoop.PACKET + WebRtcTransport.MAX_OVERHEAD];
    private final ByteBuffer sending =
            ByteBuffer.allocateDirect(MediaLoop.PACKET + WebRtcTransport.MAX_OVERHEAD);

    private MediaWorker(
            Plan plan,
            MediaLoop loop,
            MediaIdentities identities,
            Entropy entropy,
            ExecutorService blocking,
            Consumer<Event> events)
            throws IOException {
        this.name = plan.name;
        this.loop = loop;
        this.identities = identities;
        this.entropy = entropy;
        this.blocking = blocking;
        this.events = events;
        pairs =
                new PortPairs(
                        loop,
                        plan.core,
                        plan.corePorts.first(),
                        plan.corePorts.last(),
                        PortPairs.REST);
        w3 = plan.w3.open(loop);
        var settings =
                new GatewaySettings(
                        w3,
                        CoreSource.SIGNALLED_ADDRESS,
                        plan.maxContexts,
                        GatewaySettings.STREAMS,
                        plan.silence);
        gateway = new AccessGateway(settings, plan.policy, this, this, entropy, this);
    }

    /** Opens W3 and starts the thread. */
    static MediaWorker start(
            Plan plan,
            MediaIdentities identities,
            Shards shards,
            Entropy entropy,
            ExecutorService blocking,
            Consumer<Event> events)
            throws IOException {
        var loop = MediaLoop.create(plan.name, shards.clock(), shards.bugs(), plan.gather);
        try {
            var worker = new MediaWorker(plan, loop, identities, entropy, blocking, events);
            loop.start(worker);
            return worker;
        } catch (IOException refused) {
            loop.close();
            throw refused;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isUp() {
        return true;
    }

    @Override
    public boolean take(Command command) {
        return loop.post(() -> gateway.command(command, loop.nanos()));
    }

    /**
     * A TCP connection of a WIC has begun with this packet, behind which there is room. On any
     * thread.
     *
     * @param answer hears, on the worker's thread, whether it is this worker's now
     * @return false when too much waits; there is no answer then
     */
    boolean offer(
            FramedConnection connection, byte[] packet, int length, Consumer<Boolean> answer) {
        return loop.post(() -> {
            boolean isOurs = gateway.isNamedBy(packet, 0, length);
            if (isOurs) {
                connections.add(connection);
                receive(connection, packet, length);
            }
            answer.accept(isOurs);
        });
    }

    /** A further packet over it; {@code done} when it was heard. False when too much waits. */
    boolean take(FramedConnection connection, byte[] packet, int length, Runnable done) {
        return loop.post(() -> {
            done.run();
            receive(connection, packet, length);
        });
    }

    /** It is closed. */
    void forget(FramedConnection connection) {
        var _ =
                loop.post(() -> {
                    connections.remove(connection);
                    gateway.closed(MediaConnections.number(connection));
                });
    }

    private void receive(FramedConnection connection, byte[] packet, int length) {
        int number = MediaConnections.number(connection);
        gateway.receive(number, packet, 0, length, connection.remote(), loop.nanos());
    }

    /** What it did so far; the last known when the thread does not answer. */
    GatewayCounters counters() {
        var answer = new CompletableFuture<GatewayCounters>();
        if (!loop.post(() -> answer.complete(gateway.counters()))) {
            return last;
        }
        last = answer.completeOnTimeout(last, 1, TimeUnit.SECONDS).join();
        return last;
    }

    void close() {
        loop.close();
    }

    @Override
    public void onPacket(int socket, ByteBuffer packet, InetSocketAddress source, long nowNanos) {
        int length = packet.remaining();
        packet.get(received, 0, length);
        gateway.receive(socket, received, 0, length, source, nowNanos);
    }

    @Override
    public long onTick(long nowNanos) {
        gateway.tick(nowNanos);
        return gateway.deadline();
    }

    @Override
    public void transmit(int socket, byte[] packet, int offset, int length, InetSocketAddress to) {
        if (MediaConnections.isConnection(socket)) {
            connections.send(socket, packet, offset, length);
            return;
        }
        sending.clear().put(packet, offset, length).flip();
        loop.send(socket, sending, to);
    }

    @Override
    public void admitted(int connection) {
        connections.admit(connection);
    }

    @Override
    public void unused(int connection) {
        connections.close(connection);
    }

    @Override
    public void event(Event event) {
        events.accept(event);
    }

    @Override
    public void mark(int socket, int dscp) {
        if (MediaConnections.isConnection(socket)) {
            connections.mark(socket, dscp);
        } else if (!loop.mark(socket, dscp) && !saysUnmarked) {
            saysUnmarked = true;
            LoggerFactory.getLogger(MediaWorker.class)
                    .atWarn()
                    .addKeyValue("worker", name)
                    .addKeyValue("dscp", dscp)
                    .log("the system refuses to mark media: it goes unmarked");
        }
    }

    @Override
    public @Nullable Pair reserve() {
        return switch (pairs.reserve()) {
            case PortPairs.Reserved.Pair(var rtp, var rtcp, var address) ->
                    new Pair(rtp, rtcp, address);
            case PortPairs.Reserved.None _ -> null;
        };
    }

    @Override
    public void release(Pair pair) {
        pairs.release(new PortPairs.Reserved.Pair(pair.rtp(), pair.rtcp(), pair.address()));
    }

    @Override
    public Opened open(boolean initiates, TransportSink sink) {
        var presented = identities.present();
        var around =
                new Surroundings(
                        TransportSettings.DEFAULT,
                        presented,
                        entropy,
                        blocking::execute,
                        loop::post);
        var transport =
                w3.isLite()
                        ? WebRtcTransport.lite(around, sink)
                        : WebRtcTransport.full(initiates, w3.locals(1), around, sink);
        return new Opened(transport, presented.fingerprint());
    }

    @Override
    public WebRtcTransport beside(WebRtcTransport first, boolean initiates, TransportSink sink) {
        return w3.isLite() ? first.beside(sink) : first.beside(initiates, w3.locals(2), sink);
    }
}
