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
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Transport;

/**
 * SIP over UDP (RFC 3261 §18): one local address. With epoll each shard has a socket of its own on
 * it, else all share one. With epoll a peer's "port unreachable" is heard and told to all shards:
 * the system gives it to whichever socket of the address it likes.
 */
final class SipUdp implements AutoCloseable {
    private static final int DATAGRAM = 65_535;
    private static final int BUFFER = 4 * 1024 * 1024;

    private final SipInlet inlet;
    private final List<Channel> sockets = new ArrayList<>();

    private SipUdp(SipInlet inlet) {
        this.inlet = inlet;
    }

    static SipUdp bind(SipInlet inlet, InetSocketAddress local) throws IOException {
        var udp = new SipUdp(inlet);
        Shards shards = inlet.shards;
        InetSocketAddress address = local;
        try {
            if (shards.epoll()) {
                address = probed(local);
            }
            for (Shard shard : shards.epoll() ? shards.all() : List.of(shards.shard(0))) {
                udp.sockets.add(udp.open(shard, address));
            }
        } catch (IOException refused) {
            udp.close();
            throw refused;
        }
        return udp;
    }

    InetSocketAddress address() {
        return (InetSocketAddress) sockets.getFirst().localAddress();
    }

    void send(Shard from, InetSocketAddress target, byte[] message) {
        send(from, target, message, true);
    }

    /** What ICMP said of another target makes one write fail, whatever it is for: hence again. */
    private void send(Shard from, InetSocketAddress target, byte[] message, boolean again) {
        Channel socket = sockets.get(from.index() % sockets.size());
        var packet = new DatagramPacket(Unpooled.wrappedBuffer(message), target);
        var _ =
                socket.writeAndFlush(packet)
                        .addListener(written -> {
                            if (written.isSuccess()) {
                                inlet.counters.sent.increment();
                            } else if (again) {
                                takeErrors(socket);
                                send(from, target, message, false);
                            } else {
                                var hop = new Hop.Address(Transport.UDP, target);
                                String why = String.valueOf(written.cause().getMessage());
                                inlet.failed(from, hop, why);
                            }
                        });
    }

    private void takeErrors(Channel socket) {
        UdpErrors.take(
                socket,
                (target, why) -> inlet.unreachable(new Hop.Address(Transport.UDP, target), why));
    }

    @Override
    public void close() {
        sockets.forEach(socket -> socket.close().awaitUninterruptibly());
    }

    private Channel open(Shard shard, InetSocketAddress local) throws IOException {
        var bootstrap =
                new Bootstrap()
                        .group(shard.loop())
                        .channel(inlet.shards.datagramChannel())
                        .option(ChannelOption.SO_RCVBUF, BUFFER)
                        .option(ChannelOption.SO_SNDBUF, BUFFER)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(DATAGRAM))
                        .handler(new Receiver(shard));
        if (inlet.shards.epoll()) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        var bound = bootstrap.bind(local).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw PortInUse.because("UDP", local, bound.cause());
        }
        UdpErrors.keep(bound.channel());
        return bound.channel();
    }

    /** Sockets that share a port would share it with a second Wicgate as well, so ask first. */
    private static InetSocketAddress probed(InetSocketAddress local) throws IOException {
        try (var probe = new DatagramSocket(null)) {
            probe.setReuseAddress(false);
            probe.bind(local);
            return new InetSocketAddress(local.getAddress(), probe.getLocalPort());
        } catch (IOException taken) {
            throw PortInUse.because("UDP", local, taken);
        }
    }

    private final class Receiver extends SimpleChannelInboundHandler<DatagramPacket> {
        private final Shard shard;

        private Receiver(Shard shard) {
            this.shard = shard;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            byte[] bytes = ByteBufUtil.getBytes(packet.content());
            if (isKeepAlive(bytes)) {
                return;
            }
            InetSocketAddress source = packet.sender();
            var from = new Hop.Address(Transport.UDP, source);
            var _ =
                    inlet.received(
                            bytes, from, source, shard, answer -> send(shard, source, answer));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            takeErrors(context.channel()); // a datagram's trouble; the socket stays
        }

        /** Line ends, zero bytes, and STUN (RFC 5626 §4.4.2), which only holds a NAT open. */
        private static boolean isKeepAlive(byte[] bytes) {
            return bytes.length == 0 || (bytes[0] >= 0 && bytes[0] < 2) || Crlf.isKeepAlive(bytes);
        }
    }
}
