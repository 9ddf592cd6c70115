package org.wicgate.net;

import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.COOKIE;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.ORIGIN;
import static io.netty.handler.codec.http.HttpHeaderNames.RETRY_AFTER;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_KEY;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_VERSION;
import static io.netty.handler.codec.http.HttpHeaderNames.UPGRADE;
import static io.netty.handler.codec.http.HttpHeaderNames.WWW_AUTHENTICATE;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpContentException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Decides on one opening handshake (RFC 6455 §4.2, RFC 7118 §4.1), and becomes a {@link W2Session}
 * or answers with an HTTP status and one line that says why.
 */
final class W2Gate extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String SIP = "sip";
    private static final String VERSION = "13";
    private static final int KEY_BYTES = 16;
    private static final int RETRY_MIN_SECONDS = 5;
    private static final int RETRY_MAX_SECONDS = 30;
    private static final int PARTS_OF_PATIENCE = 5;
    private static final int LOGGED = 120;

    /**
     * @param why for the client and the log
     * @param cause of a few, for the log
     */
    private record Refusal(HttpResponseStatus status, String why, String cause) {
        private Refusal(HttpResponseStatus status, String why) {
            this(status, why, why);
        }
    }

    private static final Refusal FLOOD =
            new Refusal(
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "too many handshakes from this address");

    private final W2Lane lane;
    private final W2Settings.Listen listen;
    private final W2Sources.Source source;
    private String challenge = "";
    private boolean isDecided;
    private boolean isInTurn;

    W2Gate(W2Lane lane, W2Settings.Listen listen, W2Sources.Source source) {
        this.lane = lane;
        this.listen = listen;
        this.source = source;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        patience(context, PARTS_OF_PATIENCE);
    }

    /**
     * Waits in parts, each counted for no more than it was meant to be: when the thread is behind,
     * as when all browsers come back at once, a peer is not cut off for what it waited for us.
     */
    private void patience(ChannelHandlerContext context, int parts) {
        var limit = lane.settings.timings().handshake();
        lane.wheel.after(
                limit.dividedBy(PARTS_OF_PATIENCE),
                () -> {
                    if (context.isRemoved() || !context.channel().isOpen() || isInTurn) {
                        return;
                    }
                    if (parts > 1) {
                        patience(context, parts - 1);
                    } else {
                        giveUp(context, "timeout", "no handshake within " + limit);
                    }
                });
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (isDecided) {
            return; // a second request of the same connection
        }
        isDecided = true;
        long wait = lane.sources.handshakeWait(source, lane.nanos());
        Refusal refusal = wait < 0 ? FLOOD : refusal(request);
        if (refusal != null) {
            refuse(context, refusal);
        } else if (wait > 0) {
            isInTurn = true;
            request.retain();
            hold(context);
            lane.wheel.after(Duration.ofNanos(wait), () -> turn(context, request));
        } else {
            admit(context, request);
        }
    }

    /** Nothing more is read while the handshake waits; {@link #go} ends that. */
    private static void hold(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(false);
    }

    private static void go(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(true);
    }

    private void turn(ChannelHandlerContext context, FullHttpRequest request) {
        try {
            if (context.channel().isActive()) {
                go(context);
                isInTurn = false;
                patience(context, PARTS_OF_PATIENCE);
                admit(context, request);
            }
        } finally {
            request.release();
        }
    }

    private void admit(ChannelHandlerContext context, FullHttpRequest request) {
        switch (lane.settings.admission()) {
            case W2Admission.Anybody _ -> accept(context, request);
            case W2Admission.WithSession rule -> ask(rule, context, request);
        }
    }

    /** RFC 7118 §7: the cookies are read, and 401 is answered, before there is a WebSocket. */
    private void ask(
            W2Admission.WithSession rule, ChannelHandlerContext context, FullHttpRequest request) {
        request.retain();
        hold(context);
        rule.isKnown()
                .apply(request.headers().get(COOKIE, ""))
                .whenCompleteAsync(
                        (known, failure) -> {
                            go(context);
                            answered(rule, context, request, failure == null ? known : null);
                            request.release();
                        },
                        context.executor());
    }

    private void answered(
            W2Admission.WithSession rule,
            ChannelHandlerContext context,
            FullHttpRequest request,
            @Nullable Boolean known) {
        if (!context.channel().isActive()) {
            return; // nobody to answer any more
        }
        if (known == null) {
            refuse(
                    context,
                    new Refusal(
                            HttpResponseStatus.SERVICE_UNAVAILABLE,
                            "the session cannot be looked up now"));
        } else if (known) {
            accept(context, request);
        } else {
            challenge = rule.challenge();
            refuse(
                    context,
                    new Refusal(
                            HttpResponseStatus.UNAUTHORIZED,
                            "log in first: the handshake has no cookie of an open session"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        giveUp(context, "broken", String.valueOf(cause.getMessage()));
    }

    private void giveUp(ChannelHandlerContext context, String cause, String why) {
        if (!context.isRemoved() && context.channel().isOpen()) {
            lane.refused(context.channel().remoteAddress(), 0, cause, shortened(why));
            var _ = context.close();
        }
    }

    private @Nullable Refusal refusal(FullHttpRequest request) {
        Throwable broken = request.decoderResult().cause();
        if (broken != null) {
            return new Refusal(statusOf(broken), "not an HTTP request we can read");
        }
        String flood = lane.sources.refusal(source);
        if (!flood.isEmpty()) {
            return new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, flood);
        }
        if (!pathOf(request).equals(listen.path())) {
            return new Refusal(
                    HttpResponseStatus.NOT_FOUND,
                    "nothing here; SIP over WebSocket is at " + listen.path());
        }
        Refusal upgrade = upgradeRefusal(request);
        return upgrade != null ? upgrade : policyRefusal(request.headers());
    }

    /** RFC 6455 §4.2.1: what a handshake consists of. */
    private static @Nullable Refusal upgradeRefusal(FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)) {
            return new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "a WebSocket opens with GET");
        }
        if (!headers.containsValue(UPGRADE, "websocket", true)) {
            return new Refusal(
                    HttpResponseStatus.UPGRADE_REQUIRED,
                    "this address speaks SIP over WebSocket (RFC 7118), not plain HTTP");
        }
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                || !headers.containsValue(CONNECTION, "upgrade", true)
                || !headers.contains(HOST)) {
            return new Refusal(
                    HttpResponseStatus.BAD_REQUEST,
                    "the handshake needs HTTP/1.1, Host and Connection: Upgrade");
        }
        if (!VERSION.equals(headers.get(SEC_WEBSOCKET_VERSION))) {
            return new Refusal(HttpResponseStatus.UPGRADE_REQUIRED, "WebSocket version must be 13");
        }
        if (!isKey(headers.get(SEC_WEBSOCKET_KEY))) {
            return new Refusal(
                    HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Key must be 16 bytes in base64");
        }
        return null;
    }

    private @Nullable Refusal policyRefusal(HttpHeaders headers) {
        String origin = headers.get(ORIGIN, "");
        if (!origin.isEmpty() && !isAllowed(origin)) {
            return new Refusal(
                    HttpResponseStatus.FORBIDDEN,
                    "Origin " + shortened(origin) + " is not in allowed_origins",
                    "origin");
        }
        boolean sip =
                headers.getAll(SEC_WEBSOCKET_PROTOCOL).stream()
                        .flatMap(line -> Arrays.stream(line.split(",", -1)))
                        .anyMatch(offered -> offered.strip().equals(SIP));
        return sip
                ? null
                : new Refusal(
                        HttpResponseStatus.BAD_REQUEST,
                        "subprotocol sip must be offered (RFC 7118 4.1)");
    }

    private boolean isAllowed(String origin) {
        return lane.settings.origins().stream()
                .anyMatch(allowed -> allowed.equals("*") || allowed.equalsIgnoreCase(origin));
    }

    private void accept(ChannelHandlerContext context, FullHttpRequest request) {
        HttpHeaders headers = request.headers();
        headers.set(SEC_WEBSOCKET_PROTOCOL, SIP); // of several offered, this one
        var config =
                WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(lane.settings.limits().messageBytes())
                        .expectMaskedFrames(true)
                        .allowExtensions(false)
                        .closeOnProtocolViolation(false)
                        .withUTF8Validator(false)
                        .build();
        var opened =
                new W2Events.Opened(
                        lane.shard.nextConnection(),
                        (InetSocketAddress) context.channel().remoteAddress(),
                        context.pipeline().get(SslHandler.class) != null,
                        headers.get(ORIGIN, ""),
                        listen.path(),
                        headers.get(COOKIE, ""));
        var session = new W2Session(lane, opened.id(), source, context.channel());
        new WebSocketServerHandshaker13(listen.path(), SIP, config)
                .handshake(context.channel(), request)
                .addListener(written -> {
                    if (written.isSuccess()) {
                        context.pipeline().replace(this, "session", session);
                        session.start(opened);
                    } else {
                        giveUp(context, "broken", String.valueOf(written.cause()));
                    }
                });
    }

    private void refuse(ChannelHandlerContext context, Refusal refusal) {
        lane.refused(
                context.channel().remoteAddress(),
                refusal.status().code(),
                refusal.cause(),
                refusal.why());
        var body = Unpooled.copiedBuffer(refusal.why() + "\n", StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal.status(), body);
        var headers =
                response.headers()
                        .set("Content-Type", "text/plain; charset=utf-8")
                        .set("Content-Length", body.readableBytes())
                        .set(CONNECTION, "close");
        if (refusal.status().equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            headers.set(SEC_WEBSOCKET_VERSION, VERSION).set(UPGRADE, "websocket");
        } else if (refusal.status().equals(HttpResponseStatus.UNAUTHORIZED)) {
            headers.set(WWW_AUTHENTICATE, challenge); // RFC 9110 §15.5.2
        } else if (refusal.status().equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            headers.set("Allow", "GET");
        } else if (refusal.status().equals(HttpResponseStatus.SERVICE_UNAVAILABLE)) {
            var random = ThreadLocalRandom.current(); // so that those refused do not return at once
            headers.set(RETRY_AFTER, random.nextInt(RETRY_MIN_SECONDS, RETRY_MAX_SECONDS));
        }
        var _ = context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private static HttpResponseStatus statusOf(Throwable broken) {
        return switch (broken) {
            case TooLongHttpLineException _ -> HttpResponseStatus.REQUEST_URI_TOO_LONG;
            case TooLongHttpHeaderException _ -> HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
            case TooLongHttpContentException _ -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
            default -> HttpResponseStatus.BAD_REQUEST;
        };
    }

    private static String pathOf(FullHttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    private static boolean isKey(@Nullable String key) {
        try {
            return key != null && Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static String shortened(String text) {
        return text.length() <= LOGGED ? text : text.substring(0, LOGGED) + "...";
    }
}
