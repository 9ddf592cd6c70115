package org.wicgate.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loops of a node or of one role in it, with the operating system's own polling where its
 * library loads (epoll) and the JDK's elsewhere.
 */
public final class Shards implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shards.class);
    private static final long STOP_SECONDS = 5;

    private final EventLoopGroup group;
    private final List<Shard> shards = new ArrayList<>();
    private final SteadyClock clock;
    private final Bugs bugs;
    private final boolean epoll;

    private Shards(String name, int count, boolean epoll, SteadyClock clock, Bugs bugs) {
        this.epoll = epoll;
        this.clock = clock;
        this.bugs = bugs;
        var threads = new DefaultThreadFactory(name, true);
        var polling = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(count, threads, polling);
        for (EventExecutor executor : group) {
            shards.add(new Shard(shards.size(), (EventLoop) executor, clock, bugs));
        }
    }

    /**
     * Starts {@code count} event loops, with epoll where it loads.
     *
     * @param name of their threads
     */
    public static Shards start(String name, int count) {
        boolean epoll = Epoll.isAvailable();
        if (epoll) {
            LOG.info("{}: {} event loops on native epoll", name, count);
        } else {
            LOG.info(
                    "{}: {} event loops on portable NIO, because epoll did not load: {}",
                    name,
                    count,
                    String.valueOf(Epoll.unavailabilityCause()));
        }
        return new Shards(name, count, epoll, new SteadyClock(), new Bugs());
    }

    /** The same on the JDK's own polling, wherever it runs. */
    public static Shards startPortable(String name, int count) {
        LOG.info("{}: {} event loops on portable NIO", name, count);
        return new Shards(name, count, false, new SteadyClock(), new Bugs());
    }

    /** More event loops, apart from these, with the same clock and the same account of bugs. */
    public Shards beside(String name, int count) {
        return new Shards(name, count, epoll, clock, bugs);
    }

    /** How many there are. */
    public int count() {
        return shards.size();
    }

    /** The shard at {@code index}, from 0. */
    public Shard shard(int index) {
        return shards.get(index);
    }

    /** All, in order. */
    public List<Shard> all() {
        return List.copyOf(shards);
    }

    /** The clock that all share. */
    public SteadyClock clock() {
        return clock;
    }

    /** The mistakes of ours met so far. */
    public Bugs bugs() {
        return bugs;
    }

    /** Whether they poll with epoll. */
    public boolean epoll() {
        return epoll;
    }

    /** Ends the loops; what is open on them is closed. */
    @Override
    public void close() {
        group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    }

    EventLoopGroup group() {
        return group;
    }

    Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    Class<? extends Channel> streamChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    Class<? extends Channel> datagramChannel() {
        return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    Shard of(EventLoop loop) {
        for (Shard shard : shards) {
            if (shard.loop().equals(loop)) {
                return shard;
            }
        }
        throw new IllegalArgumentException("a loop of other shards: " + loop);
    }
}
