package org.wicgate.sip;

import java.net.InetSocketAddress;

/** Where a message came from, or goes next. */
public sealed interface Hop {
    /** What carries it. */
    Transport transport();

    /** An open WebSocket or TCP connection, by the number the edge gave it. */
    record Connection(Transport transport, long id) implements Hop {}

    /**
     * A UDP peer, or a TCP or TLS target to connect to. For TLS the host string of the address is
     * the name that the peer's certificate must have (RFC 5922 §7.1); equal hops may differ in it.
     */
    record Address(Transport transport, InetSocketAddress address) implements Hop {}
}
