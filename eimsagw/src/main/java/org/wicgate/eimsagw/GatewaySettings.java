package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.wicgate.ice.Locals;

/**
 * How one gateway is set up.
 *
 * @param w3 where WICs reach it
 * @param coreSource from where the core may send
 * @param maxContexts how many contexts may be at a time
 * @param maxStreams how many streams one context may have
 * @param silence how long no RTP may come where some should, until that is told; zero for ever
 */
public record GatewaySettings(
        W3 w3, CoreSource coreSource, int maxContexts, int maxStreams, Duration silence) {
    /**
     * TCP connections of WICs are numbered from here on, as if each were a socket; the sockets of
     * UDP have lower numbers.
     */
    public static final int FIRST_CONNECTION = 1 << 20;

    /** Contexts of one gateway, as a default. */
    public static final int CONTEXTS = 10_000;

    /** Streams of one context, as a default. */
    public static final int STREAMS = 8;

    /** Until silence is told, as a default. */
    public static final Duration SILENCE = Duration.ofSeconds(20);

    /**
     * The access side.
     *
     * @param rtp sockets that all WICs send to, the default of descriptions first
     * @param rtcp sockets for RTCP of WICs without rtcp-mux; may be none
     * @param tcp addresses to advertise for ICE over TCP (RFC 6544); none when there is no such
     *     thing
     * @param isLite whether the ICE agents are lite (RFC 8445 §2.5)
     */
    public record W3(
            List<Place> rtp, List<Place> rtcp, List<InetSocketAddress> tcp, boolean isLite) {
        /** With lite agents. */
        public W3(List<Place> rtp, List<Place> rtcp, List<InetSocketAddress> tcp) {
            this(rtp, rtcp, tcp, true);
        }

        public W3 {
            rtp = List.copyOf(rtp);
            rtcp = List.copyOf(rtcp);
            tcp = List.copyOf(tcp);
        }

        /** Where a full agent of a component is. */
        public Locals locals(int component) {
            return Candidates.locals(this, component);
        }
    }

    /**
     * A socket.
     *
     * @param socket its number
     * @param advertised what WICs are told of it
     */
    public record Place(int socket, InetSocketAddress advertised) {}

    /** One with a socket, that hears RTCP on the port of RTP alone. */
    public GatewaySettings(
            int w3Socket,
            InetSocketAddress w3Address,
            CoreSource coreSource,
            int maxContexts,
            int maxStreams) {
        this(
                new W3(List.of(new Place(w3Socket, w3Address)), List.of(), List.of()),
                coreSource,
                maxContexts,
                maxStreams,
                SILENCE);
    }

    /** With the default limits, and the signalled address as the core's source. */
    public static GatewaySettings of(int w3Socket, InetSocketAddress w3Address) {
        return new GatewaySettings(
                w3Socket, w3Address, CoreSource.SIGNALLED_ADDRESS, CONTEXTS, STREAMS);
    }

    /** Whether that is the number of a TCP connection. */
    static boolean isConnection(int socket) {
        return socket >= FIRST_CONNECTION;
    }
}
