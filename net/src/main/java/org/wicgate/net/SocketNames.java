package org.wicgate.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that datagrams came from and went to lately, so that each is the same object again
 * and costs no memory. Two that fall on the same place take turns, which costs what it costs.
 */
final class SocketNames {
    private static final int BITS = 14;
    private static final int MIX = 0x9E37_79B9; // 2^32 by the golden ratio

    private record Known(SocketName name, InetSocketAddress address) {}

    private final @Nullable Known[] sources = new Known[1 << BITS];
    private final @Nullable Known[] targets = new Known[1 << BITS];

    /** The address that a struct sockaddr says. */
    InetSocketAddress source(ByteBuffer in, int at) {
        int place = (int) (SocketName.hash(in, at) >>> (Long.SIZE - BITS));
        var known = sources[place];
        if (known == null || !known.name.isAt(in, at)) {
            var name = SocketName.read(in, at);
            known = new Known(name, name.address());
            sources[place] = known;
        }
        return known.address;
    }

    /** The name of a resolved address. */
    SocketName target(InetSocketAddress address) {
        int place = (address.hashCode() * MIX) >>> (Integer.SIZE - BITS);
        var known = targets[place];
        if (known == null || !known.address.equals(address)) {
            known = new Known(SocketName.of(address), address);
            targets[place] = known;
        }
        return known.name;
    }
}
