package org.wicgate.dtls;

/**
 * Where an association puts what it makes. Called on the association's own thread: whoever
 * implements it posts to the thread that owns the transport. In order, and never two at a time.
 */
public interface DtlsSink {
    /** A datagram to send to the peer; the array is the receiver's. */
    void transmit(byte[] datagram);

    /** The handshake is done and the peer's certificate is the one signalled. Told once. */
    void secured(SrtpKeys keys);

    /** The handshake failed: there will be no keys. Told once. */
    void failed(DtlsFailure failure, String why);

    /** The peer closed the association after it was secured. Told once. */
    void closed();
}
