package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whose packet this is: by remote address or ufrag on W3, by socket in the core. */
final class Directory {
    private final Map<InetSocketAddress, StreamRelay> byAddress = new HashMap<>();
    private final Map<String, StreamRelay> byUfrag = new HashMap<>();
    private @Nullable StreamRelay[] bySocket = new @Nullable StreamRelay[64];

    @Nullable StreamRelay at(InetSocketAddress remote) {
        return byAddress.get(remote);
    }

    @Nullable StreamRelay named(String ufrag) {
        return byUfrag.get(ufrag);
    }

    @Nullable StreamRelay on(int socket) {
        return socket >= 0 && socket < bySocket.length ? bySocket[socket] : null;
    }

    /** From now on this address is this stream's; whoever proved it last has it. */
    void addAddress(InetSocketAddress remote, StreamRelay relay) {
        byAddress.put(remote, relay);
    }

    void removeAddress(InetSocketAddress remote, StreamRelay relay) {
        byAddress.remove(remote, relay);
    }

    void addUfrag(String ufrag, StreamRelay relay) {
        byUfrag.put(ufrag, relay);
    }

    void removeUfrag(String ufrag, StreamRelay relay) {
        byUfrag.remove(ufrag, relay);
    }

    void addSocket(int socket, StreamRelay relay) {
        if (socket >= bySocket.length) {
            bySocket = Arrays.copyOf(bySocket, Math.max(socket + 1, 2 * bySocket.length));
        }
        bySocket[socket] = relay;
    }

    void removeSocket(int socket) {
        bySocket[socket] = null;
    }

    /** How many addresses and ufrags lead anywhere: 0 when no context is left. */
    int size() {
        return byAddress.size() + byUfrag.size();
    }
}
