package org.wicgate.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Refusal;
import org.wicgate.sip.Request;
import org.wicgate.sip.StreamFramer;
import org.wicgate.sip.StreamFramer.Found;

/** One TCP connection that carries SIP, plain or under TLS. Lives on its shard's thread. */
final class SipTcpLink extends SimpleChannelInboundHandler<ByteBuf> {
    private static final int TLS_PORT = 5061;

    private final SipInlet inlet;
    private final Shard shard;
    private final Hop.Address peer;
    private final Hop.Connection hop;
    private final @Nullable SipTls tls;
    private final SipAliases aliases;
    private final boolean isOurs;
    private final StreamFramer framer;
    private final ArrayDeque<byte[]> unsent = new ArrayDeque<>();
    private int unsentBytes;
    private @Nullable ChannelHandlerContext context;
    private @Nullable X509Certificate proof;
    private @Nullable InetSocketAddress alias;
    private boolean closed;
    private String end = "closed by the peer";
    private long fedAt;
    private boolean hasPonged;

    /**
     * @param peer the other end; of a connection of ours with the name that it has to prove
     * @param isOurs whether we connect; else it was accepted
     */
    SipTcpLink(
            SipInlet inlet,
            Shard shard,
            Hop.Address peer,
            @Nullable SipTls tls,
            SipAliases aliases,
            boolean isOurs) {
        this.inlet = inlet;
        this.shard = shard;
        this.peer = peer;
        this.hop = new Hop.Connection(peer.transport(), shard.nextConnection());
        this.tls = tls;
        this.aliases = aliases;
        this.isOurs = isOurs;
        this.framer = new StreamFramer(inlet.settings.limits());
    }

    long id() {
        return hop.id();
    }

    /** Sends, or keeps until connected; false when the peer does not take what it has already. */
    boolean send(byte[] message) {
        if (closed) {
            return false;
        }
        if (context == null) {
            unsentBytes += message.length;
            unsent.add(message);
            if (unsentBytes > inlet.settings.queuedBytes()) {
                end = "too much waits for the connection";
                return false;
            }
            return true;
        }
        if (!context.channel().isWritable()) {
            close("the peer does not read");
            return false;
        }
        var _ = context.writeAndFlush(Unpooled.wrappedBuffer(message));
        inlet.counters.sent.increment();
        return true;
    }

    /** Whether messages could pass at some time. */
    boolean wasOpen() {
        return context != null;
    }

    /** Why it ended, when it did. */
    String end() {
        return end;
    }

    void close(String why) {
        if (!closed) {
            end = why;
        }
        closed = true;
        if (context != null) {
            var _ = context.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        if (tls != null) {
            var patience = inlet.settings.connect();
            var allocator = context.alloc();
            context.pipeline()
                    .addFirst(
                            isOurs
                                    ? tls.towards(allocator, peer.address(), patience)
                                    : tls.accepted(allocator, patience));
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        if (tls == null) {
            opened(context);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (tls == null || !(event instanceof SslHandshakeCompletionEvent handshake)) {
            return;
        }
        String why = "TLS: ";
        if (handshake.isSuccess()) {
            proof = SipTls.peer(context.pipeline().get(SslHandler.class));
            String objection =
                    isOurs
                            ? SipTls.objection(proof, peer.address().getHostString())
                            : tls.objection(proof);
            if (objection == null) {
                opened(context);
                return;
            }
            why += objection;
        } else {
            why += String.valueOf(handshake.cause().getMessage());
        }
        if (!isOurs) {
            inlet.refused(peer, why);
        }
        end = closed ? end : why;
        closed = true;
        var _ = context.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        if (closed) {
            return; // nothing of a peer that was found wanting
        }
        fedAt = shard.clock().nanos();
        framer.feed(ByteBufUtil.getBytes(bytes));
        for (var found = framer.next(); found != null; found = framer.next()) {
            switch (found) {
                case Found.Message message -> received(message.bytes());
                case Found.Ping _ -> send(Crlf.pong());
                case Found.Pong _ -> hasPonged = true;
                case Found.Broken broken -> broken(broken);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closed = true;
        if (alias != null) {
            aliases.withdraw(alias);
            inlet.gone(new Hop.Address(peer.transport(), alias), end);
        }
        inlet.gone(hop, end);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(String.valueOf(cause.getMessage()));
        var _ = context.close();
    }

    private void opened(ChannelHandlerContext context) {
        this.context = context;
        fedAt = shard.clock().nanos();
        unsent.forEach(this::send);
        unsent.clear();
        checkStall();
        if (isOurs && !inlet.settings.keepAlive().isZero()) {
            after(inlet.settings.keepAlive().toNanos(), this::keepAlive);
        }
    }

    private void received(byte[] bytes) {
        var message = inlet.received(bytes, hop, peer.address(), shard, this::send);
        if (proof != null && !isOurs && alias == null && message instanceof Request request) {
            offer(request, proof);
        }
    }

    /** RFC 5923 §8.2: who says {@code alias} listens at the port of its sent-by. */
    private void offer(Request request, X509Certificate certificate) {
        var via = request.via();
        if (via.params().has("alias")) {
            int port = via.port() == 0 ? TLS_PORT : via.port();
            var address = new InetSocketAddress(peer.address().getAddress(), port);
            if (aliases.offer(address, hop, certificate)) {
                alias = address;
            }
        }
    }

    private void broken(Found.Broken broken) {
        inlet.malformed(broken.why(), hop, peer.address());
        Refusal refusal = broken.refusal();
        if (refusal != null) {
            send(refusal.encode());
        }
        close(broken.why());
    }

    private void checkStall() {
        if (closed) {
            return;
        }
        long stall = inlet.settings.stall().toNanos();
        if (framer.isWithinMessage() && shard.clock().nanos() - fedAt >= stall) {
            String why = "message not finished in time";
            inlet.malformed(why, hop, peer.address());
            close(why);
            return;
        }
        after(stall, this::checkStall);
    }

    /** RFC 5626 §4.4.1; who has answered once has to answer always. */
    private void keepAlive() {
        if (closed) {
            return;
        }
        long asked = shard.clock().nanos();
        if (asked - fedAt >= inlet.settings.keepAlive().toNanos() && send(Crlf.ping())) {
            after(
                    inlet.settings.pong().toNanos(),
                    () -> {
                        if (hasPonged && fedAt - asked < 0) {
                            close("its keep-alive is not answered");
                        }
                    });
        }
        after(inlet.settings.keepAlive().toNanos(), this::keepAlive);
    }

    private void after(long nanos, Runnable task) {
        var _ = shard.loop().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }
}
