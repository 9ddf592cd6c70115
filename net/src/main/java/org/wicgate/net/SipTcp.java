package org.wicgate.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.io.IOException;
import java.net.InetAddress;
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
 * SIP over TCP, plain or under TLS (RFC 3261 §18): accepts, and connects where it has to. A shard
 * uses its connection to a target again for as long as it stands, and under TLS one that the target
 * opened and offered (RFC 5923); what comes back on it is taken like any other message.
 */
final class SipTcp implements AutoCloseable {
    private static final int BACKLOG = 1024;

    /** After how long without an acknowledgement a connection is dead. */
    private static final int UNACKNOWLEDGED_MILLIS = 10_000;

    /** A target, with the name that it has to prove under TLS. */
    private record Target(InetSocketAddress address, String name) {}

    /** The connections of one shard; on its thread only. */
    private record Lane(
            Shard shard,
            LongObjectMap<SipTcpLink> links,
            Map<Target, SipTcpLink> byTarget,
            Reconnection<Target> reconnection) {}

    private final SipInlet inlet;
    private final Transport transport;
    private final @Nullable SipTls tls;
    private final SipAliases aliases = new SipAliases();
    private final List<Lane> lanes = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Channel> acceptors = new ArrayList<>();

    /**
     * @param tls what to prove and whom to believe; null for plain TCP
     */
    SipTcp(SipInlet inlet, @Nullable SipTls tls) {
        this.inlet = inlet;
        this.tls = tls;
        this.transport = tls == null ? Transport.TCP : Transport.TLS;
        for (Shard shard : inlet.shards.all()) {
            lanes.add(
                    new Lane(
                            shard,
                            new LongObjectHashMap<>(),
                            new HashMap<>(),
                            new Reconnection<>()));
        }
    }

    /** Listens there too; returns where, with the port really bound. */
    InetSocketAddress bind(InetSocketAddress local) throws IOException {
        var bound =
                new ServerBootstrap()
                        .group(inlet.shards.shard(0).loop(), inlet.shards.group())
                        .channel(inlet.shards.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                        .childHandler(new Accepted())
                        .bind(local)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw PortInUse.because("TCP", local, bound.cause());
        }
        acceptors.add(bound.channel());
        return (InetSocketAddress) bound.channel().localAddress();
    }

    /** Listens there no more. */
    void unbind(InetSocketAddress bound) {
        acceptors.removeIf(acceptor -> {
            boolean isThat = bound.equals(acceptor.localAddress());
            if (isThat) {
                acceptor.close().awaitUninterruptibly();
            }
            return isThat;
        });
    }

    /** Sends to an open connection, from whichever shard. */
    void send(Shard from, Hop.Connection hop, byte[] message) {
        sendOn(from, hop, hop, message);
    }

    /** Sends to a target, over a connection to it that is open or a new one. On its thread. */
    void send(Shard from, Hop.Address hop, byte[] message) {
        Hop.Connection offered = tls == null ? null : aliases.find(hop.address());
        if (offered != null) {
            sendOn(from, offered, hop, message);
            return;
        }
        Lane lane = lanes.get(from.index());
        var target = new Target(hop.address(), tls == null ? "" : hop.address().getHostString());
        SipTcpLink link = lane.byTarget().get(target);
        if (link == null) {
            String why = lane.reconnection().objection(target, from.clock().nanos());
            if (why != null) {
                inlet.failed(from, hop, why);
                return;
            }
            link = connect(lane, target);
        }
        if (!link.send(message)) {
            inlet.failed(from, hop, link.end());
        }
    }

    @Override
    public void close() {
        acceptors.forEach(acceptor -> acceptor.close().awaitUninterruptibly());
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

    /** What fails is told as {@code meant}, which may be the address that the connection is for. */
    private void sendOn(Shard from, Hop.Connection hop, Hop meant, byte[] message) {
        Lane lane = lanes.get(Shard.ownerOf(hop.id()));
        if (lane.shard().onThread()) {
            sendHere(lane, from, hop, meant, message);
        } else if (!lane.shard().post(() -> sendHere(lane, from, hop, meant, message))) {
            inlet.failed(from, meant, "the connection's shard takes no more");
        }
    }

    private void sendHere(Lane lane, Shard from, Hop.Connection hop, Hop meant, byte[] message) {
        SipTcpLink link = lane.links().get(hop.id());
        if (link == null || !link.send(message)) {
            inlet.failed(from, meant, link == null ? "connection is gone" : link.end());
        }
    }

    private SipTcpLink connect(Lane lane, Target target) {
        var hop = new Hop.Address(transport, target.address());
        var link = new SipTcpLink(inlet, lane.shard(), hop, tls, aliases, true);
        lane.byTarget().put(target, link);
        lane.links().put(link.id(), link);
        ChannelFuture connecting = bootstrap(lane, target, link).connect(target.address());
        connecting
                .channel()
                .closeFuture()
                .addListener(closed -> {
                    lane.byTarget().remove(target, link);
                    lane.links().remove(link.id());
                    // what is under way knows the target, not the connection
                    long now = lane.shard().clock().nanos();
                    if (link.wasOpen()) {
                        lane.reconnection().succeeded(target);
                        inlet.lost(lane.shard(), hop, link.end());
                    } else {
                        var cause = connecting.cause();
                        String why =
                                cause == null ? link.end() : String.valueOf(cause.getMessage());
                        lane.reconnection().failed(target, why, now);
                        inlet.failed(lane.shard(), hop, why);
                    }
                });
        return link;
    }

    private Bootstrap bootstrap(Lane lane, Target target, SipTcpLink link) {
        var bootstrap =
                new Bootstrap()
                        .group(lane.shard().loop())
                        .channel(inlet.shards.streamChannel())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_KEEPALIVE, true)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) inlet.settings.connect().toMillis())
                        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, waterMark())
                        .handler(link);
        if (inlet.shards.epoll()) {
            bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MILLIS);
        }
        InetAddress ours = ours(target.address());
        return ours == null ? bootstrap : bootstrap.localAddress(new InetSocketAddress(ours, 0));
    }

    /** The address that peers know us by: theirs may be the one thing that they trust. */
    private @Nullable InetAddress ours(InetSocketAddress target) {
        for (Channel acceptor : acceptors) {
            var local = ((InetSocketAddress) acceptor.localAddress()).getAddress();
            if (local.getClass() == target.getAddress().getClass() && !local.isAnyLocalAddress()) {
                return local;
            }
        }
        return null;
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
            var peer = new Hop.Address(transport, remote);
            var link = new SipTcpLink(inlet, lane.shard(), peer, tls, aliases, false);
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
