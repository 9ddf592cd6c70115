package org.wicgate.net;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The client's handshake and what follows it, on its shard's thread. */
final class WebSocketClientSession extends SimpleChannelInboundHandler<Object> {
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final Shard shard;
    private final WebSocketClientHandshaker handshaker;
    private final WebSocketEvents events;
    private boolean over;

    WebSocketClientSession(
            Shard shard, WebSocketClientHandshaker handshaker, WebSocketEvents events) {
        this.shard = shard;
        this.handshaker = handshaker;
        this.events = events;
    }

    /** Tells once that the connection is over. */
    void finish(int code, String reason) {
        if (!over) {
            over = true;
            guarded(() -> events.closed(code, reason));
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        var _ = handshaker.handshake(context.channel());
        var timeout =
                context.executor()
                        .schedule(
                                () -> {
                                    if (!handshaker.isHandshakeComplete()) {
                                        fail(context, "no handshake within " + HANDSHAKE);
                                    }
                                },
                                HANDSHAKE.toNanos(),
                                TimeUnit.NANOSECONDS);
        context.channel().closeFuture().addListener(closed -> timeout.cancel(false));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, Object item) {
        switch (item) {
            case FullHttpResponse response -> handshake(context, response);
            case PingWebSocketFrame ping -> {
                var _ = context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            }
            case PongWebSocketFrame _ -> {}
            case CloseWebSocketFrame close -> goodbye(context, close);
            case WebSocketFrame frame -> message(ByteBufUtil.getBytes(frame.content()));
            default -> fail(context, "unexpected " + item.getClass().getSimpleName());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        finish(W2Session.ABNORMAL, "the connection broke");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && !done.isSuccess()) {
            fail(context, "TLS: " + done.cause().getMessage());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, String.valueOf(cause.getMessage()));
    }

    private void handshake(ChannelHandlerContext context, FullHttpResponse response) {
        if (!response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            String body = response.content().toString(StandardCharsets.UTF_8).strip();
            fail(context, "the server answered " + response.status() + ": " + body);
            return;
        }
        try {
            handshaker.finishHandshake(context.channel(), response);
        } catch (WebSocketHandshakeException refused) { // also: sip not selected
            fail(context, String.valueOf(refused.getMessage()));
            return;
        }
        context.pipeline()
                .addBefore(
                        context.name(),
                        "whole",
                        new WebSocketFrameAggregator(WebSocketClient.MESSAGE));
        guarded(events::opened);
    }

    private void message(byte[] message) {
        if (!over && !Crlf.isKeepAlive(message)) {
            guarded(() -> events.message(message));
        }
    }

    private void goodbye(ChannelHandlerContext context, CloseWebSocketFrame close) {
        int code = close.statusCode() < 0 ? W2Session.NO_STATUS : close.statusCode();
        finish(code, close.reasonText());
        var _ =
                context.writeAndFlush(new CloseWebSocketFrame(true, 0, close.content().retain()))
                        .addListener(ChannelFutureListener.CLOSE);
    }

    private void fail(ChannelHandlerContext context, String why) {
        finish(W2Session.ABNORMAL, why);
        var _ = context.close();
    }

    private void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException bug) {
            shard.bugs().caught("WebSocket client", bug);
        }
    }
}
