package org.wicgate.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** What a {@link MediaLoop} drives, always on its one thread. Time is {@link SteadyClock#nanos}. */
public interface MediaHandler {
    /**
     * One datagram.
     *
     * @param socket the handle of the socket that it came to
     * @param packet a direct buffer with the datagram between position and limit, and room behind
     *     it up to {@link MediaLoop#PACKET} bytes. It may be changed in place and sent from; it is
     *     used again once this returns.
     * @param source where it came from
     */
    void onPacket(int socket, ByteBuffer packet, InetSocketAddress source, long nowNanos);

    /**
     * Called after every batch of packets and tasks, and at the deadline that it gave last. Must be
     * cheap when nothing is due.
     *
     * @return when it wants to be called at the latest; {@link Long#MAX_VALUE} for never
     */
    long onTick(long nowNanos);
}
