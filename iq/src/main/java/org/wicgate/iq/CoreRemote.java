package org.wicgate.iq;

import java.net.InetSocketAddress;

/** Where the core side wants its media. */
public sealed interface CoreRemote {
    /** Nothing yet, or nothing new. */
    record Unset() implements CoreRemote {}

    /**
     * What the far end says of itself.
     *
     * @param rtp where it wants RTP
     * @param rtcp where it wants RTCP (RFC 3605 where it is not the next port)
     * @param security how both are protected; when it is as before, the keys and what they have
     *     protected so far stay as they are
     */
    record At(InetSocketAddress rtp, InetSocketAddress rtcp, CoreSecurity security)
            implements CoreRemote {
        /** Plain RTP. */
        public At(InetSocketAddress rtp, InetSocketAddress rtcp) {
            this(rtp, rtcp, new CoreSecurity.None());
        }
    }
}
