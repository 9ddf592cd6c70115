package org.wicgate.net;

import java.net.InetSocketAddress;

/**
 * What happens on the WebSocket connections of one shard, told on that shard's thread. For each
 * connection: opened once, messages, closed once and nothing after it.
 */
public interface W2Events {
    /**
     * A connection that has passed the handshake.
     *
     * @param id names it, and its shard ({@link Shard#ownerOf})
     * @param remote where it comes from
     * @param secure whether it is under TLS: {@code WSS} rather than {@code WS} in Via
     * @param origin the page's, as the browser says; empty when it says none
     * @param path of the request
     * @param cookies the Cookie header as it came; empty when there is none. Not for logs.
     */
    record Opened(
            long id,
            InetSocketAddress remote,
            boolean secure,
            String origin,
            String path,
            String cookies) {
        @Override
        public String toString() {
            return "Opened[" + id + ", " + remote + ", " + origin + ", " + path + "]";
        }
    }

    /** A connection may be used from now on. */
    void opened(Opened connection);

    /**
     * One WebSocket message, whole. Keep-alives (RFC 5626 §4.4.1) are answered before and do not
     * come here.
     *
     * @param text whether it came as text, and so is valid UTF-8
     */
    void message(long id, byte[] message, boolean text);

    /**
     * The connection is gone or about to be, and takes nothing more.
     *
     * @param code as RFC 6455 §7.4.1 counts; 1006 when nobody said good-bye
     * @param reason why, for a log line
     */
    void closed(long id, int code, String reason);

    /**
     * Asked of a connection that has sent no message for the time that {@link W2Settings} grants:
     * whether it is registered, and so may stay.
     */
    boolean mayStayIdle(long id);
}
