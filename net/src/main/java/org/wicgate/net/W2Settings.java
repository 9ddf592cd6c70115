package org.wicgate.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How the WebSocket server listens and what it lets through.
 *
 * @param listen its addresses
 * @param origins the pages that may connect, such as {@code https://phone.example}; {@code *} for
 *     all. A client that names no Origin is no browser, and is let in.
 * @param limits what one client, and all, may use
 * @param timings when it stops waiting
 * @param admission what else a handshake must bring
 */
public record W2Settings(
        List<Listen> listen,
        List<String> origins,
        Limits limits,
        Timings timings,
        W2Admission admission) {
    /** The same for whoever passes Origin and limits. */
    public W2Settings(List<Listen> listen, List<String> origins, Limits limits, Timings timings) {
        this(listen, origins, limits, timings, new W2Admission.Anybody());
    }

    /**
     * One listening address.
     *
     * @param address port 0 for any
     * @param path that the request must name
     */
    public record Listen(InetSocketAddress address, String path, Security security) {}

    /** What protects the connections of one address. */
    public sealed interface Security {
        /** Nothing: {@code ws}, for loopback and for a proxy in front. */
        record Plain() implements Security {}

        /** TLS 1.2 or 1.3: {@code wss}. */
        record Tls(ServerTls tls) implements Security {}
    }

    /**
     * What one client, and all, may use. A source is an IPv4 address or an IPv6 /64.
     *
     * @param messageBytes of one message; a longer one closes its connection with 1009
     * @param queuedBytes that wait for a client that does not read, before it is cut off
     * @param connections in all; one more is answered 503
     * @param connectionsPerSource likewise from one source
     * @param handshakesPerSecond from one source; more wait their turn or are answered 503
     * @param messagesPerSecond from one source; more closes the connection with 1008
     * @param loopbackIsFree whether the limits per source spare loopback, where a proxy in front
     *     makes all clients look like one
     */
    public record Limits(
            int messageBytes,
            int queuedBytes,
            int connections,
            int connectionsPerSource,
            int handshakesPerSecond,
            int messagesPerSecond,
            boolean loopbackIsFree) {
        /** For a node of 50,000 browsers, many of them behind one company's address. */
        public static final Limits DEFAULT =
                new Limits(64 * 1024, 512 * 1024, 50_000, 2_000, 100, 1_000, true);
    }

    /**
     * When the server stops waiting.
     *
     * @param handshake for a peer, from the first byte of TCP to the 101
     * @param ping between two Pings
     * @param pong after a Ping: a peer that sends nothing by then is dead
     * @param idle without a message: a connection that may not stay idle is closed with 1008
     * @param turn how long what is above a source's limits of connecting is kept waiting before it
     *     is refused: all the browsers of a company come back at once after a restart
     */
    public record Timings(
            Duration handshake, Duration ping, Duration pong, Duration idle, Duration turn) {
        /**
         * A dead browser is known after 35 s at most; Firefox gives a handshake up after 20 s,
         * others later.
         */
        public static final Timings DEFAULT =
                new Timings(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(25),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(15));

        /** Nobody is kept waiting. */
        public Timings(Duration handshake, Duration ping, Duration pong, Duration idle) {
            this(handshake, ping, pong, idle, Duration.ZERO);
        }
    }

    /** {@code ws} on one address, for every Origin, with the default limits. */
    public static W2Settings plain(InetSocketAddress address, String path) {
        var listen = new Listen(address, path, new Security.Plain());
        return new W2Settings(List.of(listen), List.of("*"), Limits.DEFAULT, Timings.DEFAULT);
    }
}
