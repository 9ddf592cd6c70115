package org.wicgate.ice;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * One end of ICE for one component (RFC 8445). Times are nanoseconds of one steady clock; one
 * thread calls.
 */
public sealed interface IceAgent permits LiteAgent, FullAgent {
    /** Our credentials, for the session description. */
    Credentials credentials();

    /**
     * What the peer's description says. Given again with the same credentials it adds candidates;
     * with others it replaces what was known, as after a {@link #restart}.
     */
    void remote(Credentials credentials, List<Candidate> candidates, long nowNanos);

    /** Both sides have each other's description: from now on a pair must be found in time. */
    void expectPeer(long nowNanos);

    /**
     * New credentials of our own (RFC 8445 §9). The old ones are good until a pair is selected with
     * the new ones.
     */
    void restart(long nowNanos);

    /** A datagram that is STUN by its first byte came in on local socket {@code socket}. */
    void receive(
            byte[] packet,
            int offset,
            int length,
            int socket,
            InetSocketAddress from,
            long nowNanos);

    /** Fires what is due; harmless when nothing is. */
    void tick(long nowNanos);

    /** When {@link #tick} is next wanted; {@link Long#MAX_VALUE} for never. */
    long deadline();

    /** Whether an authenticated message came from there, in this session or the one before. */
    boolean isValidated(int socket, InetSocketAddress remote);
}
