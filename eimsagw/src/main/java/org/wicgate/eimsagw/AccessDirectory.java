package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.webrtc.Ufrag;

/**
 * Whose packet this is, among those of one component on W3: by ufrag on first contact, by socket
 * and remote address or by TCP connection from then on.
 */
final class AccessDirectory {
    /** A path that belongs to a stream; of a TCP connection its number is enough. */
    record Path(int socket, InetSocketAddress remote) {}

    private final int[] sockets;
    private final List<Map<InetSocketAddress, StreamRelay>> byAddress = new ArrayList<>();
    private final Map<Integer, StreamRelay> byConnection = new HashMap<>();
    private final Map<String, StreamRelay> byUfrag = new HashMap<>();
    private final boolean takesConnections;

    AccessDirectory(List<GatewaySettings.Place> places, boolean takesConnections) {
        this.sockets = places.stream().mapToInt(GatewaySettings.Place::socket).toArray();
        this.takesConnections = takesConnections;
        places.forEach(place -> byAddress.add(new HashMap<>()));
    }

    /** Whether what comes there is for this component. */
    boolean has(int socket) {
        return GatewaySettings.isConnection(socket) ? takesConnections : index(socket) >= 0;
    }

    /** A STUN request says by its ufrag whom it is for; anything else is known by its path. */
    @Nullable StreamRelay of(
            int socket, byte[] packet, int offset, int length, InetSocketAddress from) {
        boolean isStun = length > 0 && packet[offset] >= 0 && packet[offset] <= 3; // RFC 7983 §7
        String ufrag = isStun ? Ufrag.in(packet, offset, length) : null;
        return ufrag == null ? at(socket, from) : byUfrag.get(ufrag);
    }

    /** Whether a stream has this ufrag. */
    boolean isNamed(String ufrag) {
        return byUfrag.containsKey(ufrag);
    }

    private @Nullable StreamRelay at(int socket, InetSocketAddress from) {
        return GatewaySettings.isConnection(socket)
                ? byConnection.get(socket)
                : byAddress.get(index(socket)).get(from);
    }

    /** From now on this path is this stream's; whoever proved it last has it. */
    void add(Path path, StreamRelay relay) {
        if (GatewaySettings.isConnection(path.socket)) {
            byConnection.put(path.socket, relay);
        } else {
            byAddress.get(index(path.socket)).put(path.remote, relay);
        }
    }

    /** Whether it was this stream's, and is nobody's now. */
    boolean remove(Path path, StreamRelay relay) {
        return GatewaySettings.isConnection(path.socket)
                ? byConnection.remove(path.socket, relay)
                : byAddress.get(index(path.socket)).remove(path.remote, relay);
    }

    /** A connection is no more. */
    void closed(int connection) {
        byConnection.remove(connection);
    }

    void addUfrag(String ufrag, StreamRelay relay) {
        byUfrag.put(ufrag, relay);
    }

    void removeUfrag(String ufrag, StreamRelay relay) {
        byUfrag.remove(ufrag, relay);
    }

    /** How many paths and ufrags lead anywhere: 0 when no context is left. */
    int size() {
        int size = byConnection.size() + byUfrag.size();
        for (var addresses : byAddress) {
            size += addresses.size();
        }
        return size;
    }

    private int index(int socket) {
        for (int i = 0; i < sockets.length; i++) {
            if (sockets[i] == socket) {
                return i;
            }
        }
        return -1;
    }
}
