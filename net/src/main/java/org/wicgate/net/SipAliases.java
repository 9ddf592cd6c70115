package org.wicgate.net;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Hop;

/**
 * Connections that peers opened and offer for our requests (RFC 5923). Only under TLS and only of
 * peers that showed a certificate: anybody can claim a port in a Via. Any thread may call.
 */
final class SipAliases {
    private record Alias(Hop.Connection connection, X509Certificate peer) {}

    private final ConcurrentMap<InetSocketAddress, Alias> byAddress = new ConcurrentHashMap<>();

    /** Offers a connection for requests to {@code address}; the first that does so has it. */
    boolean offer(InetSocketAddress address, Hop.Connection connection, X509Certificate peer) {
        return byAddress.putIfAbsent(address, new Alias(connection, peer)) == null;
    }

    void withdraw(InetSocketAddress address) {
        byAddress.remove(address);
    }

    /** The connection for a target whose name the peer's certificate proves (RFC 5923 §9.1). */
    Hop.@Nullable Connection find(InetSocketAddress target) {
        var alias = byAddress.get(target);
        return alias != null && CertificateNames.cover(alias.peer, target.getHostString())
                ? alias.connection
                : null;
    }
}
