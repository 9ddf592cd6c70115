package org.wicgate.webrtc;

import java.net.InetSocketAddress;

/**
 * Where a transport puts what it makes. Called on the owner's thread, from within a call of the
 * transport; the bytes are on loan until the method returns. It must not call the transport back.
 */
public interface TransportSink {
    /** A datagram to send from local socket {@code socket}. */
    void transmit(byte[] packet, int offset, int length, int socket, InetSocketAddress to);

    /** An RTP packet of the peer, authenticated and decrypted. */
    void rtp(byte[] packet, int offset, int length, long nowNanos);

    /** A compound RTCP packet of the peer, authenticated and decrypted. */
    void rtcp(byte[] packet, int offset, int length, long nowNanos);

    /**
     * A datagram of DTLS, RTP or RTCP as it came from an address that ICE has validated: what comes
     * in the place of the others while a transport passes through.
     */
    default void passed(PacketKind kind, byte[] packet, int offset, int length, long nowNanos) {}

    /** What happened. */
    void event(TransportEvent event);
}
