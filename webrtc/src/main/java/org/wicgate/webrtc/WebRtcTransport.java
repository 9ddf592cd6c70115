package org.wicgate.webrtc;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.dtls.Identity;
import org.wicgate.ice.Candidate;
import org.wicgate.ice.Credentials;

/**
 * One transport of W3: ICE finds and keeps the path, DTLS makes the keys, SRTP protects the media
 * (RFC 8827 §6.5), told apart by their first byte (RFC 7983 §7). RTCP comes on the RTP port (RFC
 * 5761).
 *
 * <p>One thread owns it. Packets are changed in place; nothing is allocated for a media packet.
 * Times are nanoseconds of one steady clock.
 */
public final class WebRtcTransport {
    /** Room that a packet to be sent must have behind its end. */
    public static final int MAX_OVERHEAD = 32;

    /** How many remote addresses are validated at a time. */
    public static final int MAX_PATHS = 16;

    private final Credentials credentials;

    private WebRtcTransport(Credentials credentials) {
        this.credentials = credentials;
    }

    /**
     * A transport with an ICE-lite agent, as the eIMS-AGW has.
     *
     * @param handshakes runs blocking tasks, each on a thread of its own: virtual threads
     * @param owner posts to the thread that owns the transport
     */
    public static WebRtcTransport lite(
            TransportSettings settings,
            Identity identity,
            Entropy entropy,
            Executor handshakes,
            Executor owner,
            TransportSink sink) {
        return new WebRtcTransport(Credentials.create(entropy));
    }

    /**
     * A transport with a full ICE agent.
     *
     * @param controlling the role to begin with; repaired by itself when both have the same
     * @param candidates host candidates; the number of the socket is the index in this list
     */
    public static WebRtcTransport full(
            boolean controlling,
            List<Candidate> candidates,
            TransportSettings settings,
            Identity identity,
            Entropy entropy,
            Executor handshakes,
            Executor owner,
            TransportSink sink) {
        return new WebRtcTransport(Credentials.create(entropy));
    }

    /** Our credentials, for the session description; new ones after {@link #restart}. */
    public Credentials credentials() {
        return credentials;
    }

    /**
     * The peer's description. Given again with other credentials after {@link #restart}; the same
     * again changes nothing. Other fingerprints or another role after the handshake has begun are
     * not heard: RFC 8842 §4 wants a new transport then.
     */
    public void remote(Remote remote, long nowNanos) {}

    /** Both sides have each other's description: from now on a pair must be found in time. */
    public void expectPeer(long nowNanos) {}

    /**
     * ICE restart: new credentials of our own. Media goes on over the selected pair until another
     * is selected (RFC 8445 §9).
     */
    public void restart(long nowNanos) {}

    /** A datagram came in on local socket {@code socket}; it is changed in place. */
    public void receive(
            byte[] packet,
            int offset,
            int length,
            int socket,
            InetSocketAddress from,
            long nowNanos) {}

    /**
     * Protects an RTP packet in place and sends it; {@code packet} has {@link #MAX_OVERHEAD} bytes
     * of room after it. False when there is no pair, key or consent.
     */
    public boolean sendRtp(byte[] packet, int offset, int length, long nowNanos) {
        return false;
    }

    /** The same for a compound RTCP packet. */
    public boolean sendRtcp(byte[] packet, int offset, int length, long nowNanos) {
        return false;
    }

    /** Fires what is due; harmless when nothing is. */
    public void tick(long nowNanos) {}

    /** When {@link #tick} is next wanted; {@link Long#MAX_VALUE} for never. */
    public long deadline() {
        return Long.MAX_VALUE;
    }

    /** Whether {@link #sendRtp} would send. */
    public boolean isReady() {
        return false;
    }

    /** What was carried and dropped so far. */
    public TransportCounters counters() {
        return new TransportCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Sends close_notify if there is an association, wipes the keys; nothing follows. */
    public void close() {}

    /**
     * The user fragment of ours that a STUN request names (the first half of USERNAME, RFC 8445
     * §7.2.2), to find the transport at first contact; null when the packet is no such request.
     */
    public static @Nullable String ufragIn(byte[] packet, int offset, int length) {
        return null;
    }
}
