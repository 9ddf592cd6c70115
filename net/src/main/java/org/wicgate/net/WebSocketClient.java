package org.wicgate.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * W2's client side, for the Java WIC: offers the subprotocol {@code sip} and gives up when the
 * server does not select it (RFC 7118 §4.1). Sends to it go out on its shard's thread.
 */
public final class WebSocketClient {
    /** Whom the client believes to be the server, under {@code wss}. */
    public sealed interface Trust {
        /** Who has a certificate of an authority that the JDK knows, for the host's name. */
        record Authorities() implements Trust {}

        /** Who has one of these certificates, or one signed by them, for the host's name. */
        record Only(List<X509Certificate> certificates) implements Trust {}
    }

    static final int MESSAGE = 64 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final int RESPONSE = 8192;

    private final Shard shard;
    private final Channel channel;

    private WebSocketClient(Shard shard, Channel channel) {
        this.shard = shard;
        this.channel = channel;
    }

    /**
     * Starts connecting; {@code events} hear how it ends.
     *
     * @param uri {@code ws} or {@code wss}
     * @param origin what a browser would send as Origin; empty for none
     */
    public static WebSocketClient connect(
            Shards shards, Shard shard, URI uri, String origin, Trust trust, WebSocketEvents events)
            throws IOException {
        boolean secure = "wss".equals(uri.getScheme());
        if (uri.getHost() == null || !(secure || "ws".equals(uri.getScheme()))) {
            throw new IOException("not a ws or wss URI: " + uri);
        }
        int port = uri.getPort() < 0 ? (secure ? 443 : 80) : uri.getPort();
        SslContext tls = secure ? Tls.client(trust) : null;
        var session = new WebSocketClientSession(shard, handshaker(uri, origin), events);
        ChannelFuture connecting =
                new Bootstrap()
                        .group(shard.loop())
                        .channel(shards.streamChannel())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
                        .handler(new Pipeline(tls, uri.getHost(), port, session))
                        .connect(uri.getHost(), port);
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                session.finish(W2Session.ABNORMAL, String.valueOf(connected.cause().getMessage()));
            }
        });
        return new WebSocketClient(shard, connecting.channel());
    }

    /** Sends one message, as text when it is valid UTF-8; nothing happens when it is closed. */
    public void send(byte[] message) {
        ByteBuf bytes =
                Unpooled.copiedBuffer(message); // a client's frame is masked where it stands
        var _ =
                channel.writeAndFlush(
                        Utf8.isValid(message)
                                ? new TextWebSocketFrame(bytes)
                                : new BinaryWebSocketFrame(bytes));
    }

    /** Says good-bye, and gives the server a moment to answer. */
    public void close(int code, String reason) {
        var _ = channel.writeAndFlush(new CloseWebSocketFrame(code, reason));
        var _ = shard.loop().schedule(this::abort, GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Drops the connection without a word, as a network does that is gone. */
    public void abort() {
        var _ = channel.close();
    }

    private static WebSocketClientHandshaker handshaker(URI uri, String origin) {
        var headers = new DefaultHttpHeaders();
        if (!origin.isEmpty()) {
            headers.set("Origin", origin);
        }
        return WebSocketClientHandshakerFactory.newHandshaker(
                uri, WebSocketVersion.V13, "sip", false, headers, MESSAGE);
    }

    private static final class Pipeline extends ChannelInitializer<Channel> {
        private final @Nullable SslContext tls;
        private final String host;
        private final int port;
        private final WebSocketClientSession session;

        private Pipeline(
                @Nullable SslContext tls, String host, int port, WebSocketClientSession session) {
            this.tls = tls;
            this.host = host;
            this.port = port;
            this.session = session;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (tls != null) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc(), host, port));
            }
            channel.pipeline()
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(RESPONSE))
                    .addLast(session);
        }
    }
}
