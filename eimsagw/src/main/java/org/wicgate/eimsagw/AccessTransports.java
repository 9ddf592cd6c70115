package org.wicgate.eimsagw;

import org.wicgate.dtls.Fingerprint;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;

/** Where the access side of a stream comes from: the edge knows threads, randomness and keys. */
public interface AccessTransports {
    /**
     * A new transport with an ICE agent, lite or full as the settings say; what it makes goes to
     * {@code sink}.
     *
     * @param initiates whether the first description of the two ends is ours (RFC 8445 §6.1.1)
     */
    Opened open(boolean initiates, TransportSink sink);

    /** One for the second component of a stream, beside its first. */
    WebRtcTransport beside(WebRtcTransport first, boolean initiates, TransportSink sink);

    /** A transport, and the fingerprint of the certificate that it will present. */
    record Opened(WebRtcTransport transport, Fingerprint fingerprint) {}
}
