package org.wicgate.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Refusal;
import org.wicgate.sip.StreamFramer.Found;
import org.wicgate.sip.StreamFramer;
import org.wicgate.sip.Transport;

/** One TCP connection that carries SIP. Lives on its shard's thread. */
final class SipTcpLink extends SimpleChannelInboundHandler<ByteBuf> {
    private final SipInlet inlet;
    private final Shard shard;
    private final InetSocketAddress peer;
    private final Hop.Connection hop;
    private final StreamFramer framer;
    private final ArrayDeque<byte[]> unsent = new ArrayDeque<>();
    private int unsentBytes;
    private @Nullable ChannelHandlerContext context;
    private boolean closed;
    private String end = "closed by the peer";
    private long fedAt;

    SipTcpLink(SipInlet inlet, Shard shard, InetSocketAddress peer) {
        this.inlet = inlet;
        this.shard = shard;
        this.peer = peer;
        this.hop = new Hop.Connection(Transport.TCP, shard.nextConnection());
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
    public void channelActive(ChannelHandlerContext context) {
        this.context = context;
        unsent.forEach(this::send);
        unsent.clear();
        checkStall();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        fedAt = shard.clock().nanos();
        framer.feed(ByteBufUtil.getBytes(bytes));
        for (var found = framer.next(); found != null; found = framer.next()) {
            switch (found) {
                case Found.Message message ->
                        inlet.received(message.bytes(), hop, peer, shard, this::send);
                case Found.Ping _ -> send(Crlf.pong());
                case Found.Pong _ -> {}
                case Found.Broken broken -> broken(broken);
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closed = true;
        inlet.gone(hop, end);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(String.valueOf(cause.getMessage()));
    }

    private void broken(Found.Broken broken) {
        inlet.malformed(broken.why(), hop, peer);
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
            inlet.malformed(why, hop, peer);
            close(why);
            return;
        }
        var _ = shard.loop().schedule(this::checkStall, stall, TimeUnit.NANOSECONDS);
    }
}
