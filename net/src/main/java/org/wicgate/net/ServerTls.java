package org.wicgate.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;

/**
 * What TLS servers show those who connect: one credential, which another may replace at any time.
 * Connections that are open go on under the one they began with. Any thread may call.
 */
public final class ServerTls {
    private record Shown(Credential credential, SslContext context) {}

    private final SslProvider provider;
    private volatile Shown shown;

    /**
     * Shows {@code credential} until told otherwise.
     *
     * @throws IOException when TLS cannot use it
     */
    public ServerTls(Credential credential) throws IOException {
        this(credential, Tls.PROVIDER);
    }

    ServerTls(Credential credential, SslProvider provider) throws IOException {
        this.provider = provider;
        shown = new Shown(credential, Tls.server(credential, provider));
    }

    /** What the next handshake shows. */
    public Credential credential() {
        return shown.credential();
    }

    /**
     * Shows another from the next handshake on.
     *
     * @throws IOException when TLS cannot use it; the one before stays
     */
    public synchronized void show(Credential credential) throws IOException {
        var next = new Shown(credential, Tls.server(credential, provider));
        var last = shown;
        shown = next;
        ReferenceCountUtil.release(last.context()); // its connections hold it for themselves
    }

    /** The handler of a new connection. */
    SslHandler newHandler(ByteBufAllocator allocator) {
        SslContext context = held();
        try {
            return context.newHandler(allocator);
        } finally {
            ReferenceCountUtil.release(context);
        }
    }

    /** The present context, which another thread may be about to replace. */
    private SslContext held() {
        while (true) {
            SslContext context = shown.context();
            try {
                return ReferenceCountUtil.retain(context);
            } catch (IllegalReferenceCountException replaced) {
                Thread.onSpinWait();
            }
        }
    }
}
