package org.wicgate.ice;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses from which authenticated messages came, the latest last; at most {@link #MAX}. */
final class Paths {
    static final int MAX = 16;

    /** A local socket and a remote address. */
    record Path(int socket, InetSocketAddress remote) {
        boolean is(int otherSocket, InetSocketAddress otherRemote) {
            return socket == otherSocket && remote.equals(otherRemote);
        }
    }

    private final List<Path> paths = new ArrayList<>();
    private final IceSink sink;

    Paths(IceSink sink) {
        this.sink = sink;
    }

    /** Notes that an authenticated message came; {@code keep} is not given up when full. */
    Path touch(int socket, InetSocketAddress remote, @Nullable Path keep) {
        int index = find(socket, remote);
        if (index >= 0) {
            Path known = paths.get(index);
            if (index < paths.size() - 1) {
                paths.remove(index);
                paths.add(known);
            }
            return known;
        }
        if (paths.size() == MAX) {
            Path oldest = paths.remove(paths.getFirst().equals(keep) ? 1 : 0);
            sink.event(new IceEvent.Forgotten(oldest.socket(), oldest.remote()));
        }
        var path = new Path(socket, remote);
        paths.add(path);
        sink.event(new IceEvent.Validated(socket, remote));
        return path;
    }

    boolean contains(int socket, InetSocketAddress remote) {
        return find(socket, remote) >= 0;
    }

    private int find(int socket, InetSocketAddress remote) {
        for (int i = paths.size() - 1; i >= 0; i--) {
            if (paths.get(i).is(socket, remote)) {
                return i;
            }
        }
        return -1;
    }
}
