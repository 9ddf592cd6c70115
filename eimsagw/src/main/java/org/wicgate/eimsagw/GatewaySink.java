package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import org.wicgate.iq.Event;

/**
 * Where an {@link AccessGateway} puts what it makes, from within a call of it. It must not call the
 * gateway back.
 */
public interface GatewaySink {
    /** A datagram to send; the bytes are on loan until this returns. */
    void transmit(int socket, byte[] packet, int offset, int length, InetSocketAddress to);

    /** For the eP-CSCF. */
    void event(Event event);
}
