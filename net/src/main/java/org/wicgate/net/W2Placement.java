package org.wicgate.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/** Gives a new connection its shard: the one it comes back to, or the next in turn. */
final class W2Placement extends AbstractEventExecutorGroup implements EventLoopGroup {
    private final Shards shards;
    private final W2Returns returns;

    W2Placement(Shards shards, W2Returns returns) {
        this.shards = shards;
        this.returns = returns;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        if (channel.remoteAddress() instanceof InetSocketAddress remote) {
            var home = returns.back(remote.getAddress(), shards.clock().nanos());
            if (home.isPresent()) {
                return shards.shard(home.getAsInt()).loop().register(channel);
            }
        }
        return next().register(channel);
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        return next().register(promise);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return next().register(channel, promise);
    }

    @Override
    public EventLoop next() {
        return shards.group().next();
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return shards.group().iterator();
    }

    @Override
    public boolean isShuttingDown() {
        return shards.group().isShuttingDown();
    }

    @Override
    public Future<?> shutdownGracefully(long quiet, long timeout, TimeUnit unit) {
        return shards.group().shutdownGracefully(quiet, timeout, unit);
    }

    @Override
    public Future<?> terminationFuture() {
        return shards.group().terminationFuture();
    }

    @Override
    @Deprecated
    public void shutdown() {
        shards.group().shutdown();
    }

    @Override
    public boolean isShutdown() {
        return shards.group().isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return shards.group().isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return shards.group().awaitTermination(timeout, unit);
    }
}
