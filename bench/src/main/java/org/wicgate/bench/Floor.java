package org.wicgate.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The least that anything on this virtual machine and Netty can cost: SIP over WebSocket to UDP and
 * back with a Via line put in and taken out, and nothing read, checked or remembered. No proxy
 * anybody could use; it tells what of an edge's CPU is input and output.
 *
 * <p>Arguments: where to listen for WebSockets, our UDP address, the core's, as HOST:PORT.
 */
public final class Floor {
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final Map<Long, Channel> CLIENTS = new ConcurrentHashMap<>();
    private static final AtomicLong LAST = new AtomicLong();

    private Floor() {}

    /** Runs until it is killed. */
    public static void main(String[] args) throws InterruptedException {
        var loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        var own = address(args[1]);
        var core = address(args[2]);
        var udp = new Channel[2];
        for (int i = 0; i < udp.length; i++) {
            udp[i] =
                    new Bootstrap()
                            .group(loops)
                            .channel(EpollDatagramChannel.class)
                            .option(UnixChannelOption.SO_REUSEPORT, true)
                            .handler(new FromCore())
                            .bind(own)
                            .sync()
                            .channel();
        }
        new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel client) {
                                int i = udp[0].eventLoop() == client.eventLoop() ? 0 : 1;
                                client.pipeline()
                                        .addLast(new HttpServerCodec())
                                        .addLast(new HttpObjectAggregator(8192))
                                        .addLast(new WebSocketServerProtocolHandler("/ws", "sip"))
                                        .addLast(new FromClient(udp[i], core, args[1]));
                            }
                        })
                .bind(address(args[0]))
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return new InetSocketAddress(
                text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    private static int lineEnd(byte[] bytes, int from) {
        int at = from;
        while (at + 1 < bytes.length && (bytes[at] != '\r' || bytes[at + 1] != '\n')) {
            at++;
        }
        return at + 2;
    }

    private static byte[] bytes(ByteBuf in) {
        byte[] bytes = new byte[in.readableBytes()];
        in.readBytes(bytes);
        return bytes;
    }

    /** Puts a Via line in. */
    private static final class FromClient extends SimpleChannelInboundHandler<WebSocketFrame> {
        private final Channel udp;
        private final InetSocketAddress core;
        private final long id = LAST.incrementAndGet();
        private final String own;
        private long count;

        FromClient(Channel udp, InetSocketAddress core, String own) {
            this.udp = udp;
            this.core = core;
            this.own = own;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            CLIENTS.put(id, context.channel());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            CLIENTS.remove(id);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
            byte[] in = bytes(frame.content());
            int first = lineEnd(in, 0);
            if (first >= in.length) {
                return;
            }
            String via =
                    "Via: SIP/2.0/UDP " + own + ";branch=z9hG4bK" + id + "-" + count++ + ";rport";
            byte[] line = via.getBytes(StandardCharsets.ISO_8859_1);
            ByteBuf out = Unpooled.buffer(in.length + line.length + 2);
            out.writeBytes(in, 0, first).writeBytes(line).writeBytes(LINE_END);
            out.writeBytes(in, first, in.length - first);
            udp.writeAndFlush(new DatagramPacket(out, core));
        }
    }

    /** Takes the Via line out again. */
    private static final class FromCore extends SimpleChannelInboundHandler<DatagramPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            byte[] in = bytes(packet.content());
            int first = lineEnd(in, 0);
            int second = lineEnd(in, first);
            if (second >= in.length) {
                return;
            }
            String via = new String(in, first, second - first, StandardCharsets.ISO_8859_1);
            int at = via.indexOf("z9hG4bK") + 7;
            int end = via.indexOf('-', at);
            var client = end < 0 ? null : CLIENTS.get(Long.parseLong(via, at, end, 10));
            if (client != null) {
                ByteBuf out = Unpooled.buffer(in.length);
                out.writeBytes(in, 0, first).writeBytes(in, second, in.length - second);
                client.writeAndFlush(new TextWebSocketFrame(out));
            }
        }
    }
}
