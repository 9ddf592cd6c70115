package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How one gateway is set up.
 *
 * @param w3Socket number of the socket that all WICs send to
 * @param w3Address what to advertise for it
 * @param w3RtcpSocket number of the socket for RTCP of WICs without rtcp-mux; {@link #NONE} for
 *     none
 * @param w3RtcpAddress what to advertise for that
 * @param coreSource from where the core may send
 * @param maxContexts how many contexts may be at a time
 * @param maxStreams how many streams one context may have
 * @param silence how long no RTP may come where some should, until that is told; zero for ever
 */
public record GatewaySettings(
        int w3Socket,
        InetSocketAddress w3Address,
        int w3RtcpSocket,
        InetSocketAddress w3RtcpAddress,
        CoreSource coreSource,
        int maxContexts,
        int maxStreams,
        Duration silence) {
    /** No socket. */
    public static final int NONE = -1;

    /** Contexts of one gateway, as a default. */
    public static final int CONTEXTS = 10_000;

    /** Streams of one context, as a default. */
    public static final int STREAMS = 8;

    /** Until silence is told, as a default. */
    public static final Duration SILENCE = Duration.ofSeconds(20);

    /** One that hears RTCP on the port of RTP alone. */
    public GatewaySettings(
            int w3Socket,
            InetSocketAddress w3Address,
            CoreSource coreSource,
            int maxContexts,
            int maxStreams) {
        this(w3Socket, w3Address, NONE, w3Address, coreSource, maxContexts, maxStreams, SILENCE);
    }

    /** With the default limits, and the signalled address as the core's source. */
    public static GatewaySettings of(int w3Socket, InetSocketAddress w3Address) {
        return new GatewaySettings(
                w3Socket, w3Address, CoreSource.SIGNALLED_ADDRESS, CONTEXTS, STREAMS);
    }
}
