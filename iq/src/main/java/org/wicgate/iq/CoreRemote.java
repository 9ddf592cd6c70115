package org.wicgate.iq;

import java.net.InetSocketAddress;

/** Where the core side wants its media. */
public sealed interface CoreRemote {
    /** Nothing yet, or nothing new. */
    record Unset() implements CoreRemote {}

    /** The addresses for RTP and for RTCP (RFC 3605 where it is not the next port). */
    record At(InetSocketAddress rtp, InetSocketAddress rtcp) implements CoreRemote {}
}
