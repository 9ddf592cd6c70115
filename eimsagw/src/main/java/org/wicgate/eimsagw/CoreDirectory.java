package org.wicgate.eimsagw;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whose packet this is in the core: by the socket that it came to. */
final class CoreDirectory {
    private @Nullable StreamRelay[] bySocket = new @Nullable StreamRelay[64];

    @Nullable StreamRelay on(int socket) {
        return socket >= 0 && socket < bySocket.length ? bySocket[socket] : null;
    }

    void add(int socket, StreamRelay relay) {
        if (socket >= bySocket.length) {
            bySocket = Arrays.copyOf(bySocket, Math.max(socket + 1, 2 * bySocket.length));
        }
        bySocket[socket] = relay;
    }

    void remove(int socket) {
        bySocket[socket] = null;
    }
}
