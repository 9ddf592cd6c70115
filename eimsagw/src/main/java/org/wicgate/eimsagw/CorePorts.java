package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The ports of the core side. The edge opens the sockets and lets a released pair rest before it is
 * given again.
 */
public interface CorePorts {
    /** An open pair, RTP on an even port and RTCP on the next; null when there is none. */
    @Nullable Pair reserve();

    /** Closes a pair. Called once for each. */
    void release(Pair pair);

    /**
     * Two open sockets.
     *
     * @param rtp number of the RTP socket; small, as it indexes an array
     * @param rtcp number of the RTCP socket
     * @param address of the RTP socket; RTCP is on the next port
     */
    record Pair(int rtp, int rtcp, InetSocketAddress address) {}
}
