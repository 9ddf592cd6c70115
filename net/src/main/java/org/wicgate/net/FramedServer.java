package org.wicgate.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP server whose connections carry packets, each behind its length in two bytes (RFC 4571 §2),
 * as ICE over TCP has them (RFC 6544 §3). What a peer does not read is dropped: late media is worth
 * nothing.
 */
public final class FramedServer implements AutoCloseable {
    private static final int BACKLOG = 1024;
    private static final int LENGTH = 2;

    /**
     * What one peer, and all, may use. A source is an IPv4 address or an IPv6 /64.
     *
     * @param packet bytes of one; a longer one closes its connection
     * @param queued bytes that wait for a peer, before what is sent to it is dropped
     * @param connections in all; one more is closed at once
     * @param connectionsPerSource likewise from one source
     * @param arrivalsPerSecond of new connections from one source, likewise
     * @param admission how long a connection may be open without {@link FramedConnection#admit}
     * @param stall how long a peer may not read until its connection is closed
     */
    public record Limits(
            int packet,
            int queued,
            int connections,
            int connectionsPerSource,
            int arrivalsPerSecond,
            Duration admission,
            Duration stall) {
        /** 5 s to be admitted, 10 s of not reading, and so many connections in all. */
        public static Limits of(int connections) {
            return new Limits(
                    MediaLoop.PACKET,
                    32 * 1024,
                    connections,
                    2_000,
                    400,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10));
        }
    }

    /** Who hears of new connections, on the thread of each. */
    @FunctionalInterface
    public interface Taker {
        /** A connection was opened; nothing has come over it yet. */
        Receiver opened(FramedConnection connection);
    }

    /** Who hears of one connection, on its thread. */
    public interface Receiver {
        /** A packet, never empty, on loan until this returns. */
        void packet(ByteBuffer packet);

        /** It is closed; nothing follows. */
        void closed();
    }

    private final Shards shards;
    private final Limits limits;
    private final Taker taker;
    private final FramedCounters counters = new FramedCounters();
    private final W2Sources sources;
    private final AtomicInteger numbers = new AtomicInteger();
    private final List<Channel> acceptors = new ArrayList<>();

    private FramedServer(Shards shards, Limits limits, Taker taker) {
        this.shards = shards;
        this.limits = limits;
        this.taker = taker;
        this.sources = new W2Sources(ofSource(limits), Duration.ZERO);
    }

    private void listen(InetSocketAddress local) throws IOException {
        var bound =
                new ServerBootstrap()
                        .group(shards.group())
                        .channel(shards.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.SO_SNDBUF, limits.queued())
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(limits.queued() / 2, limits.queued()))
                        .childHandler(new Accepted())
                        .bind(local)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw PortInUse.because("TCP", local, bound.cause());
        }
        acceptors.add(bound.channel());
    }

    /**
     * Listens.
     *
     * @throws IOException when an address is taken or not ours, with what to mend
     */
    public static FramedServer open(
            Shards shards, List<InetSocketAddress> locals, Limits limits, Taker taker)
            throws IOException {
        var server = new FramedServer(shards, limits, taker);
        try {
            for (var local : locals) {
                server.listen(local);
            }
        } catch (IOException refused) {
            server.close();
            throw refused;
        }
        return server;
    }

    /** Where it listens. */
    public List<InetSocketAddress> addresses() {
        return acceptors.stream().map(a -> (InetSocketAddress) a.localAddress()).toList();
    }

    /** What it has seen so far. */
    public FramedCounters counters() {
        return counters;
    }

    /** Listens no more; connections end with the shards. */
    @Override
    public void close() {
        acceptors.forEach(acceptor -> acceptor.close().awaitUninterruptibly());
    }

    /** Takes the packets out of a stream. */
    static LengthFieldBasedFrameDecoder decoder(int packet) {
        return new LengthFieldBasedFrameDecoder(packet + LENGTH, 0, LENGTH, 0, LENGTH);
    }

    private static W2Settings.Limits ofSource(Limits limits) {
        return new W2Settings.Limits(
                limits.packet(),
                limits.queued(),
                limits.connections(),
                limits.connectionsPerSource(),
                limits.arrivalsPerSecond(),
                1,
                false);
    }

    private final class Accepted extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            if (!(channel.remoteAddress() instanceof InetSocketAddress remote)) {
                var _ = channel.close();
                return;
            }
            long now = shards.clock().nanos();
            var source = sources.enter(remote.getAddress(), now);
            channel.closeFuture().addListener(closed -> sources.leave(source));
            if (!sources.refusal(source).isEmpty() || sources.handshakeWait(source, now) != 0) {
                counters.refused.increment();
                var _ = channel.close();
                return;
            }
            int number = numbers.getAndIncrement() & Integer.MAX_VALUE;
            var connection = new FramedConnection(number, remote, channel, counters);
            channel.pipeline()
                    .addLast(decoder(limits.packet()))
                    .addLast(connection.handler(taker, limits, shards.bugs()));
        }
    }
}
