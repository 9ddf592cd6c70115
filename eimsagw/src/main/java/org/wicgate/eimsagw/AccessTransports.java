package org.wicgate.eimsagw;

import org.wicgate.dtls.Fingerprint;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;

/** Where the access side of a stream comes from: the edge knows threads, randomness and keys. */
public interface AccessTransports {
    /** A new transport with an ICE-lite agent; what it makes goes to {@code sink}. */
    Opened open(TransportSink sink);

    /** A transport, and the fingerprint of the certificate that it will present. */
    record Opened(WebRtcTransport transport, Fingerprint fingerprint) {}
}
