package org.wicgate.net;

/** What happens on one {@link WebSocketClient}, told on its shard's thread. */
public interface WebSocketEvents {
    /** The server took the handshake and the subprotocol {@code sip}. */
    void opened();

    /** One message, whole; keep-alives do not come here. */
    void message(byte[] message);

    /**
     * The connection is gone, or never came about. Told once.
     *
     * @param code as RFC 6455 §7.4.1 counts; 1006 when nobody said good-bye
     * @param reason why, for a log line or a person
     */
    void closed(int code, String reason);
}
