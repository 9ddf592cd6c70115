package org.wicgate.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * One WebSocket connection after its handshake: messages put together (RFC 6455 §5.4), keep-alives
 * answered, a dead peer noticed, rules and limits held. Lives on its shard's thread.
 */
final class W2Session extends SimpleChannelInboundHandler<WebSocketFrame> {
    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int NO_STATUS = 1005;
    static final int ABNORMAL = 1006;
    static final int NOT_TEXT = 1007;
    static final int POLICY = 1008;
    static final int TOO_BIG = 1009;

    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final Duration LINGER = Duration.ofMillis(300);

    private final W2Lane lane;
    private final long id;
    private final W2Sources.Source source;
    private final Channel channel;
    private ByteArrayOutputStream fragments = new ByteArrayOutputStream(0);
    private boolean fragmentsAreText;
    private boolean over;
    private boolean isPinged;
    private long heardAt;
    private long messageAt;

    W2Session(W2Lane lane, long id, W2Sources.Source source, Channel channel) {
        this.lane = lane;
        this.id = id;
        this.source = source;
        this.channel = channel;
    }

    void start(W2Events.Opened opened) {
        heardAt = lane.nanos();
        messageAt = heardAt;
        lane.opened(this, opened);
        var timings = lane.settings.timings();
        later(timings.ping(), this::ping);
        later(timings.idle(), this::checkIdle);
    }

    /** Sends one message; false when the connection takes no more. */
    boolean send(byte[] message) {
        ByteBuf bytes = Unpooled.wrappedBuffer(message);
        boolean text = Utf8.isValid(message); // RFC 7118 §4.2
        if (!write(text ? new TextWebSocketFrame(bytes) : new BinaryWebSocketFrame(bytes))) {
            return false;
        }
        lane.counters.sent.increment();
        return true;
    }

    /** Says good-bye and gives the peer a moment to answer. */
    void close(int code, String reason) {
        if (!over) {
            finish(code, reason);
            goodbye(code, reason, GOODBYE);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        if (over) {
            if (frame instanceof CloseWebSocketFrame) {
                drop();
            }
            return;
        }
        heardAt = lane.nanos();
        if (frame instanceof PongWebSocketFrame && isPinged) {
            isPinged = false; // we asked: a company's Pongs come all at once
            return;
        }
        if (!lane.sources.mayTalk(source, heardAt)) {
            violated(POLICY, "too many messages from this address");
            return;
        }
        switch (frame) {
            case PingWebSocketFrame ping -> {
                var _ = write(new PongWebSocketFrame(ping.content().retain()));
            }
            case PongWebSocketFrame _ -> {} // heardAt says it all
            case CloseWebSocketFrame close -> goodbyeFromPeer(close);
            default -> data(frame);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        finish(ABNORMAL, "the connection broke");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            violated(corrupted.closeStatus().code(), String.valueOf(corrupted.getMessage()));
        } else {
            finish(ABNORMAL, String.valueOf(cause.getMessage()));
            drop();
        }
    }

    private void data(WebSocketFrame frame) {
        if (frame.isFinalFragment() && fragments.size() == 0) {
            message(ByteBufUtil.getBytes(frame.content()), isText(frame));
            return;
        }
        if (fragments.size() + frame.content().readableBytes()
                > lane.settings.limits().messageBytes()) {
            violated(TOO_BIG, "message longer than the limit");
            return;
        }
        fragmentsAreText = isText(frame);
        fragments.writeBytes(ByteBufUtil.getBytes(frame.content()));
        if (frame.isFinalFragment()) {
            byte[] whole = fragments.toByteArray();
            fragments = new ByteArrayOutputStream(0);
            message(whole, fragmentsAreText);
        }
    }

    /** The first fragment says it; those that continue it are of its kind. */
    private boolean isText(WebSocketFrame frame) {
        return switch (frame) {
            case TextWebSocketFrame _ -> true;
            case BinaryWebSocketFrame _ -> false;
            default -> fragmentsAreText;
        };
    }

    private void message(byte[] message, boolean text) {
        if (text && !Utf8.isValid(message)) {
            violated(NOT_TEXT, "text that is not UTF-8");
            return;
        }
        if (Crlf.isKeepAlive(message)) {
            if (Crlf.isPing(message)) {
                send(Crlf.pong()); // RFC 5626 §4.4.1
            }
            return;
        }
        messageAt = heardAt;
        lane.message(id, message, text);
    }

    private void goodbyeFromPeer(CloseWebSocketFrame frame) {
        int code = frame.statusCode() < 0 ? NO_STATUS : frame.statusCode();
        finish(code, frame.reasonText().isEmpty() ? "closed by the client" : frame.reasonText());
        var _ =
                channel.writeAndFlush(new CloseWebSocketFrame(true, 0, frame.content().retain()))
                        .addListener(ChannelFutureListener.CLOSE);
    }

    private void ping() {
        long sentAt = lane.nanos();
        isPinged = true;
        var _ = write(new PingWebSocketFrame());
        var timings = lane.settings.timings();
        later(timings.pong(), () -> checkAlive(sentAt));
        later(timings.ping(), this::ping);
    }

    private void checkAlive(long pingedAt) {
        if (heardAt < pingedAt) {
            String why = "no answer to a Ping for " + lane.settings.timings().pong();
            cutOff(lane.counters.dead, ABNORMAL, why);
            drop();
        }
    }

    private void checkIdle() {
        Duration idle = lane.settings.timings().idle();
        Duration silent = Duration.ofNanos(lane.nanos() - messageAt);
        if (silent.compareTo(idle) < 0) {
            later(idle.minus(silent), this::checkIdle);
        } else if (lane.mayStayIdle(id)) {
            later(idle, this::checkIdle);
        } else {
            violated(POLICY, "no registration and no message for " + idle);
        }
    }

    /** Whatever the frame: who makes us answer and does not read is cut off. */
    private boolean write(WebSocketFrame frame) {
        if (over || !channel.isWritable()) {
            frame.release();
            if (!over) {
                cutOff(lane.counters.overrun, ABNORMAL, "the client does not read what it is sent");
                drop();
            }
            return false;
        }
        var _ = channel.writeAndFlush(frame);
        return true;
    }

    private void violated(int code, String reason) {
        if (!over) {
            cutOff(lane.counters.violated, code, reason);
            goodbye(code, reason, LINGER);
        }
    }

    private void cutOff(LongAdder cause, int code, String why) {
        lane.cutOff(cause, channel.remoteAddress(), code, why);
        finish(code, why);
    }

    private void finish(int code, String reason) {
        if (!over) {
            over = true;
            fragments = new ByteArrayOutputStream(0);
            lane.closed(id, code, reason);
        }
    }

    /** A close at once would send a reset, and the peer might never read why. */
    private void goodbye(int code, String reason, Duration patience) {
        var _ = channel.writeAndFlush(new CloseWebSocketFrame(code, reason));
        var _ =
                channel.eventLoop()
                        .schedule(this::drop, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void drop() {
        var _ = channel.close();
    }

    private void later(Duration wait, Runnable step) {
        lane.wheel.after(
                wait,
                () -> {
                    if (!over) {
                        step.run();
                    }
                });
    }
}
