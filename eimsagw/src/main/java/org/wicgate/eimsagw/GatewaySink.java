package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import org.wicgate.iq.Event;

/**
 * Where an {@link AccessGateway} puts what it makes, from within a call of it. It must not call the
 * gateway back.
 */
public interface GatewaySink {
    /**
     * A datagram to send; the bytes are on loan until this returns.
     *
     * @param socket a socket, or a TCP connection that may be gone by now
     */
    void transmit(int socket, byte[] packet, int offset, int length, InetSocketAddress to);

    /** An authenticated check came over this TCP connection: it may stay. */
    void admitted(int connection);

    /** No stream has a use for this TCP connection any more: it is to be closed. */
    void unused(int connection);

    /** For the eP-CSCF. */
    void event(Event event);

    /**
     * What is sent from a socket from now on is marked so. Asked for every packet of a socket that
     * streams share.
     *
     * @param dscp a differentiated services code point, 0 to 63
     */
    default void mark(int socket, int dscp) {}
}
