package org.wicgate.wic;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;

/** The way that a call's media takes: what it adds to an m-line, and packets through it. */
sealed interface MediaPath permits PlainPath, WebRtcPath {
    /** Who hears what comes out of the path. Must not call the path back. */
    interface Ears {
        void rtp(byte[] packet, int offset, int length, long nowNanos);

        void rtcp(byte[] packet, int offset, int length, long nowNanos);

        /** A way to the peer is found. */
        void connected();

        /** Media may flow. */
        void secured();

        /** No way is left. */
        void lost(String why);
    }

    /**
     * The m-line with what this path adds to it: address, profile, ICE and DTLS.
     *
     * @param offered the line that this one answers; null when it is an offer
     */
    MediaDescription describe(MediaDescription line, @Nullable MediaDescription offered);

    /**
     * Takes the peer's line.
     *
     * @param isOffer whether it is an offer, to be answered with {@link #describe}
     * @return what is wrong with it; empty when nothing is
     */
    String remote(SessionDescription sdp, MediaDescription line, boolean isOffer, long nowNanos);

    /** Both sides know each other from now on. */
    void expectPeer(long nowNanos);

    /** Whether {@link #sendRtp} would send. */
    boolean isReady();

    /** Sends a packet that has room behind it; it may be changed in place. */
    boolean sendRtp(byte[] packet, int length, long nowNanos);

    boolean sendRtcp(byte[] packet, int length, long nowNanos);

    void receive(
            byte[] packet,
            int offset,
            int length,
            int socket,
            InetSocketAddress from,
            long nowNanos);

    void tick(long nowNanos);

    long deadline();

    /** The SRTP profile, or RTP/AVP; empty before it is known. */
    String profile();

    void close();
}
