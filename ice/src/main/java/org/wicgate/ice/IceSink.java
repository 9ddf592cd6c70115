package org.wicgate.ice;

import java.net.InetSocketAddress;

/**
 * Where an agent puts what it makes. Called from within a call of the agent, which it must not call
 * back; the bytes are on loan until the method returns.
 */
public interface IceSink {
    /** A STUN message to send from local socket {@code socket}. */
    void transmit(byte[] packet, int offset, int length, int socket, InetSocketAddress to);

    /** What happened. */
    void event(IceEvent event);
}
