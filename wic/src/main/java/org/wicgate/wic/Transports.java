package org.wicgate.wic;

import java.util.List;
import org.wicgate.dtls.Fingerprint;
import org.wicgate.ice.Candidate;
import org.wicgate.webrtc.TransportSink;
import org.wicgate.webrtc.WebRtcTransport;

/** Makes WebRTC transports: the edge's part, for it has the threads that handshakes run on. */
public interface Transports {
    /** A transport with a full ICE agent. */
    WebRtcTransport open(boolean controlling, List<Candidate> candidates, TransportSink sink);

    /** The fingerprint of the certificate that its transports present. */
    Fingerprint fingerprint();
}
