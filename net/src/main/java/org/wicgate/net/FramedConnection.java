package org.wicgate.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link FramedServer}; any thread may call it. */
public final class FramedConnection {
    private static final int LENGTH = 2;

    private final int number;
    private final InetSocketAddress remote;
    private final Channel channel;
    private final FramedCounters counters;
    private volatile boolean admitted;
    private volatile int dscp;

    FramedConnection(
            int number, InetSocketAddress remote, Channel channel, FramedCounters counters) {
        this.number = number;
        this.remote = remote;
        this.channel = channel;
        this.counters = counters;
    }

    /** Counted up from 0, and from 0 again after two thousand million. */
    public int number() {
        return number;
    }

    /** Its other end. */
    public InetSocketAddress remote() {
        return remote;
    }

    /** Whether it is not closed yet. */
    public boolean isOpen() {
        return channel.isActive();
    }

    /** Sends a packet of at most 65535 bytes, unless the peer reads too slowly or is gone. */
    public void send(byte[] packet, int offset, int length) {
        if (!channel.isWritable()) {
            counters.dropped.increment();
            return;
        }
        var frame = channel.alloc().buffer(LENGTH + length);
        frame.writeShort(length).writeBytes(packet, offset, length);
        var _ = channel.writeAndFlush(frame, channel.voidPromise());
    }

    /**
     * Marks what is sent from now on (RFC 2474); where the system refuses, it goes as before.
     *
     * @param now a differentiated services code point, 0 to 63
     */
    public void mark(int now) {
        if (now != dscp) {
            dscp = now;
            channel.eventLoop()
                    .execute(() -> {
                        try {
                            channel.config().setOption(ChannelOption.IP_TOS, now << 2);
                        } catch (ChannelException refused) {
                            // it goes as before, or is closed by now
                        }
                    });
        }
    }

    /** It has proved what it is for, and may stay. */
    public void admit() {
        admitted = true;
    }

    /** Ends it. */
    public void close() {
        var _ = channel.close();
    }

    ChannelHandler handler(FramedServer.Taker taker, FramedServer.Limits limits, Bugs bugs) {
        return new Handler(taker, limits, bugs);
    }

    private final class Handler extends SimpleChannelInboundHandler<ByteBuf> {
        private final FramedServer.Taker taker;
        private final FramedServer.Limits limits;
        private final Bugs bugs;
        private FramedServer.@Nullable Receiver receiver;
        private int stalls;

        private Handler(FramedServer.Taker taker, FramedServer.Limits limits, Bugs bugs) {
            this.taker = taker;
            this.limits = limits;
            this.bugs = bugs;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            counters.opened.increment();
            receiver = taker.opened(FramedConnection.this);
            after(
                    limits.admission().toNanos(),
                    () -> {
                        if (!admitted && channel.isActive()) {
                            counters.unproven.increment();
                            close();
                        }
                    });
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf packet) {
            if (receiver != null && packet.isReadable()) { // RFC 4571 §2 lets a packet be empty
                receiver.packet(packet.nioBuffer());
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            int stall = ++stalls;
            if (!channel.isWritable()) {
                after(
                        limits.stall().toNanos(),
                        () -> {
                            if (stalls == stall && channel.isActive()) {
                                counters.stalled.increment();
                                close();
                            }
                        });
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (receiver != null) {
                counters.closed.increment();
                receiver.closed();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof TooLongFrameException) {
                counters.malformed.increment();
            } else if (!(cause instanceof IOException)) {
                bugs.caught("framed connection", cause);
            }
            close();
        }

        private void after(long nanos, Runnable what) {
            var _ = channel.eventLoop().schedule(what, nanos, TimeUnit.NANOSECONDS);
        }
    }
}
