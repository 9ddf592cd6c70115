package org.wicgate.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;

/** A UDP socket on a shard, for a protocol of requests and answers. */
public final class Datagrams implements AutoCloseable {
    private static final int LARGEST = 65_535;
    private static final int BUFFER = 4 * 1024 * 1024;

    private final Channel socket;

    private Datagrams(Channel socket) {
        this.socket = socket;
    }

    /**
     * Opens one.
     *
     * @param taker hears of each datagram, and where it came from, on the shard's thread
     * @throws IOException when the address is taken or not ours, with what to mend
     */
    public static Datagrams open(
            Shards shards,
            Shard shard,
            InetSocketAddress local,
            BiConsumer<InetSocketAddress, byte[]> taker)
            throws IOException {
        var bound =
                new Bootstrap()
                        .group(shard.loop())
                        .channel(shards.datagramChannel())
                        .option(ChannelOption.SO_RCVBUF, BUFFER)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(LARGEST))
                        .handler(new Receiver(taker))
                        .bind(local)
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw PortInUse.because("UDP", local, bound.cause());
        }
        return new Datagrams(bound.channel());
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) socket.localAddress();
    }

    /** Sends one; whether it arrives is for the protocol to find out. */
    public void send(InetSocketAddress to, byte[] datagram) {
        var _ = socket.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), to));
    }

    @Override
    public void close() {
        socket.close().awaitUninterruptibly();
    }

    private static final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
        private final BiConsumer<InetSocketAddress, byte[]> taker;

        private Receiver(BiConsumer<InetSocketAddress, byte[]> taker) {
            this.taker = taker;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            taker.accept(packet.sender(), ByteBufUtil.getBytes(packet.content()));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // what ICMP said of one peer; the protocol hears nothing of it, and asks again
        }
    }
}
