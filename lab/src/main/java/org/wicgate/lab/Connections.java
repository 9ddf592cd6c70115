package org.wicgate.lab;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Transport;

/**
 * The TCP connections that peers opened to us, by the address they opened them from. A phone that
 * names that address in its Contact can be reached on the connection only: nobody listens there.
 */
final class Connections {
    private final LinkedHashMap<InetSocketAddress, Hop> byPeer = new LinkedHashMap<>();
    private final int most;

    /**
     * @param most the one seen first is forgotten
     */
    Connections(int most) {
        this.most = most;
    }

    void seen(Hop from, InetSocketAddress peer) {
        if (from instanceof Hop.Connection
                && byPeer.put(peer, from) == null
                && byPeer.size() > most) {
            byPeer.remove(byPeer.firstEntry().getKey());
        }
    }

    void lost(Hop hop) {
        if (hop instanceof Hop.Connection) {
            byPeer.values().removeIf(hop::equals);
        }
    }

    @Nullable Hop to(Hop.Address address) {
        return address.transport() == Transport.TCP ? byPeer.get(address.address()) : null;
    }
}
