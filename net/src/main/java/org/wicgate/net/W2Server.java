package org.wicgate.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * W2's server side: SIP over WebSocket (RFC 6455, RFC 7118), plain and under TLS. One acceptor per
 * address hands the connections to the shards in turn, and a WIC that lost its WebSocket back to
 * the shard it had; each stays on its shard.
 */
public final class W2Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(W2Server.class);
    private static final int BACKLOG = 8192;
    private static final int REQUEST_LINE = 4096;
    private static final int REQUEST_HEADERS = 16_384;
    private static final long STOP_SECONDS = 2;

    private final Shards shards;
    private final W2Settings settings;
    private final W2Sources sources;
    private final W2Returns returns = new W2Returns();
    private final W2Counters counters = new W2Counters();
    private final CalmLog log = new CalmLog(LOG::warn);
    private final ScheduledFuture<?> sums;
    private final List<W2Lane> lanes = new ArrayList<>();
    private final List<Channel> acceptors = new ArrayList<>();

    private W2Server(Shards shards, W2Settings settings, Function<Shard, W2Events> events) {
        this.shards = shards;
        this.settings = settings;
        this.sources = new W2Sources(settings.limits(), settings.timings().turn());
        for (Shard shard : shards.all()) {
            lanes.add(new W2Lane(shard, settings, sources, counters, events.apply(shard), log));
        }
        sums =
                shards.shard(0)
                        .loop()
                        .scheduleWithFixedDelay(
                                () -> log.sumUp(shards.clock().nanos()), 1, 1, TimeUnit.SECONDS);
    }

    /**
     * Listens on all addresses of the settings.
     *
     * @param events makes what is told of a shard's connections, one for each shard
     * @throws PortInUse when somebody else listens there
     */
    public static W2Server start(
            Shards shards, W2Settings settings, Function<Shard, W2Events> events)
            throws IOException {
        var server = new W2Server(shards, settings, events);
        try {
            for (W2Settings.Listen listen : settings.listen()) {
                server.listen(listen);
            }
        } catch (IOException refused) {
            server.close();
            throw refused;
        }
        return server;
    }

    /** Where it listens, in the order of the settings, with the ports really bound. */
    public List<InetSocketAddress> addresses() {
        return acceptors.stream().map(a -> (InetSocketAddress) a.localAddress()).toList();
    }

    /**
     * Sends one message: as text when it is valid UTF-8, else as binary. On the connection's own
     * shard it goes out before this returns; from elsewhere it is posted there.
     *
     * @return false when the connection is known to be gone, or its shard takes no more
     */
    public boolean send(long id, byte[] message) {
        W2Lane lane = lanes.get(Shard.ownerOf(id));
        if (lane.shard.onThread()) {
            return send(lane, id, message);
        }
        return lane.shard.post(() -> send(lane, id, message));
    }

    /** Closes a connection; {@link W2Events#closed} is told with the same code and reason. */
    public void close(long id, int code, String reason) {
        W2Lane lane = lanes.get(Shard.ownerOf(id));
        lane.shard
                .loop()
                .execute(() -> {
                    W2Session session = lane.sessions.get(id);
                    if (session != null) {
                        session.close(code, reason);
                    }
                });
    }

    /** What it has seen. */
    public W2Counters counters() {
        return counters;
    }

    /** Stops listening and tells every client that the server goes away. */
    @Override
    public void close() {
        sums.cancel(false);
        acceptors.forEach(acceptor -> acceptor.close().awaitUninterruptibly());
        var told = new CountDownLatch(lanes.size());
        for (W2Lane lane : lanes) {
            lane.shard
                    .loop()
                    .execute(() -> {
                        for (var session : List.copyOf(lane.sessions.values())) {
                            session.close(W2Session.GOING_AWAY, "the server stops");
                        }
                        told.countDown();
                    });
        }
        try {
            boolean _ = told.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean send(W2Lane lane, long id, byte[] message) {
        W2Session session = lane.sessions.get(id);
        return session != null && session.send(message);
    }

    private void listen(W2Settings.Listen listen) throws IOException {
        ServerTls tls =
                switch (listen.security()) {
                    case W2Settings.Security.Plain _ -> null;
                    case W2Settings.Security.Tls(ServerTls shown) -> shown;
                };
        int queued = settings.limits().queuedBytes();
        var bound =
                new ServerBootstrap()
                        .group(shards.shard(0).loop(), new W2Placement(shards, returns))
                        .channel(shards.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(queued / 2, queued))
                        .childHandler(new Newcomer(listen, tls))
                        .bind(listen.address())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw PortInUse.because("TCP", listen.address(), bound.cause());
        }
        acceptors.add(bound.channel());
        LOG.info(
                "W2 listens on {}://{}{}",
                tls == null ? "ws" : "wss",
                bound.channel().localAddress(),
                listen.path());
    }

    private final class Newcomer extends ChannelInitializer<Channel> {
        private final W2Settings.Listen listen;
        private final @Nullable ServerTls tls;

        private Newcomer(W2Settings.Listen listen, @Nullable ServerTls tls) {
            this.listen = listen;
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            W2Lane lane = lanes.get(shards.of(channel.eventLoop()).index());
            if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
                    || sources.isFlooded()) {
                var _ = channel.close();
                lane.refused("everybody", 0, "flooded", "far more connections than the limit");
                return;
            }
            var source = sources.enter(remote.getAddress(), lane.nanos());
            long since = lane.nanos();
            channel.closeFuture()
                    .addListener(closed -> {
                        sources.leave(source);
                        returns.left(remote.getAddress(), lane.shard.index(), since, lane.nanos());
                    });
            long wait = sources.arrivalWait(source, lane.nanos());
            if (wait < 0) {
                var _ = channel.close();
                lane.refused(remote, 0, "flooding", "connects without end: not answered");
            } else if (wait > 0) {
                channel.config().setAutoRead(false);
                lane.wheel.after(
                        Duration.ofNanos(wait),
                        () -> {
                            if (channel.isActive()) {
                                begin(channel, lane, source);
                                channel.config().setAutoRead(true);
                            }
                        });
            } else {
                begin(channel, lane, source);
            }
        }

        private void begin(Channel channel, W2Lane lane, W2Sources.Source source) {
            if (tls != null) {
                var handler = tls.newHandler(channel.alloc());
                handler.setHandshakeTimeoutMillis(0); // the gate's patience is for TLS too
                channel.pipeline().addLast(handler);
            }
            var http =
                    new HttpDecoderConfig()
                            .setMaxInitialLineLength(REQUEST_LINE)
                            .setMaxHeaderSize(REQUEST_HEADERS);
            channel.pipeline()
                    .addLast(new HttpServerCodec(http))
                    .addLast(new HttpObjectAggregator(0))
                    .addLast(new W2Gate(lane, listen, source));
        }
    }
}
