package org.wicgate.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Transport;

/**
 * SIP over TCP (RFC 3261 §18): accepts, and connects where it has to. A shard uses its connection
 * to a target again for as long as it stands; what comes back on it is taken like any other
 * message.
 */
final class SipTcp implements AutoCloseable {
    private static final int BACKLOG = 1024;

    /** The connections of one shard; on its thread only. */
    private record Lane(
            Shard shard,
            LongObjectMap<SipTcpLink> links,
            Map<InetSocketAddress, SipTcpLink> byTarget) {}

    private final SipInlet inlet;
    private final List<Lane> lanes = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private @Nullable Channel acceptor;

    private SipTcp(SipInlet inlet) {
        this.inlet = inlet;
        for (Shard shard : inlet.shards.all()) {
            lanes.add(new Lane(shard, new LongObjectHashMap<>(), new HashMap<>()));
        }
    }

    static SipTcp bind(SipInlet inlet, InetSocketAddress local) throws IOException {
        var tcp = new SipTcp(inlet);
        var bound =
                new ServerBootstrap()
                        .group(inlet.shards.shard(0).loop(), inlet.shards.group())
                        .channel(inlet.shards.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, tcp.waterMark())
                        .childHandler(tcp.new Accepted())
                        .bind(local)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw PortInUse.because("TCP", local, bound.cause());
        }
        tcp.acceptor = bound.channel();
        return tcp;
    }

    InetSocketAddress address() {
        if (acceptor == null) {
            throw new IllegalStateException("not bound");
        }
        return (InetSocketAddress) acceptor.localAddress();
    }

    /** Sends to an open connection, from whichever shard. */
    void send(Shard from, Hop.Connection hop, byte[] message) {
        Lane lane = lanes.get(Shard.ownerOf(hop.id()));
        if (lane.shard().onThread()) {
            sendHere(lane, from, hop, message);
        } else if (!lane.shard().post(() -> sendHere(lane, from, hop, message))) {
            inlet.failed(from, hop, "the connection's shard takes no more");
        }
    }

    /** Sends to a target, over the shard's connection to it or a new one. On its thread. */
    void send(Shard from, InetSocketAddress target, byte[] message) {
        Lane lane = lanes.get(from.index());
        SipTcpLink link = lane.byTarget().get(target);
        if (link == null) {
            link = connect(lane, target);
        }
        if (!link.send(message)) {
            inlet.failed(from, new Hop.Address(Transport.TCP, target), link.end());
        }
    }

    @Override
    public void close() {
        if (acceptor != null) {
            acceptor.close().awaitUninterruptibly();
        }
        for (Lane lane : lanes) {
            lane.shard()
                    .loop()
                    .execute(() -> {
                        for (var link : List.copyOf(lane.links().values())) {
                            link.close("the node stops");
                        }
                    });
        }
    }

    private void sendHere(Lane lane, Shard from, Hop.Connection hop, byte[] message) {
        SipTcpLink link = lane.links().get(hop.id());
        if (link == null || !link.send(message)) {
            inlet.failed(from, hop, link == null ? "connection is gone" : link.end());
        }
    }

    private SipTcpLink connect(Lane lane, InetSocketAddress target) {
        var link = new SipTcpLink(inlet, lane.shard(), target);
        lane.byTarget().put(target, link);
        lane.links().put(link.id(), link);
        var connecting =
                new Bootstrap()
                        .group(lane.shard().loop())
                        .channel(inlet.shards.streamChannel())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) inlet.settings.connect().toMillis())
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                        .handler(link)
                        .connect(target);
        connecting
                .channel()
                .closeFuture()
                .addListener(closed -> {
                    lane.byTarget().remove(target, link);
                    lane.links().remove(link.id());
                    // what is under way knows the target, not the connection
                    var hop = new Hop.Address(Transport.TCP, target);
                    var cause = connecting.cause();
                    if (cause == null) {
                        inlet.lost(lane.shard(), hop, link.end());
                    } else {
                        inlet.failed(lane.shard(), hop, String.valueOf(cause.getMessage()));
                    }
                });
        return link;
    }

    private WriteBufferWaterMark waterMark() {
        int queued = inlet.settings.queuedBytes();
        return new WriteBufferWaterMark(queued / 2, queued);
    }

    private final class Accepted extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
                    || connections.get() >= inlet.settings.connections()) {
                var _ = channel.close();
                return;
            }
            connections.incrementAndGet();
            Lane lane = lanes.get(inlet.shards.of(channel.eventLoop()).index());
            var link = new SipTcpLink(inlet, lane.shard(), remote);
            lane.links().put(link.id(), link);
            channel.closeFuture()
                    .addListener(closed -> {
                        lane.links().remove(link.id());
                        connections.decrementAndGet();
                    });
            channel.pipeline().addLast(link);
        }
    }
}
