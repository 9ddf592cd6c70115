package org.wicgate.epcscf;

import java.util.List;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.MediaLine;
import org.wicgate.sdp.Origin;
import org.wicgate.sdp.SessionDescription;

/** What could have been accepted, written as capabilities: port 0 (RFC 3264 §9). */
final class Acceptable {
    static final SessionDescription FROM_ACCESS = of("UDP/TLS/RTP/SAVPF");
    static final SessionDescription FROM_CORE = of("RTP/AVP");

    private Acceptable() {}

    private static SessionDescription of(String proto) {
        var audio =
                MediaDescription.of(new MediaLine("audio", 0, 1, proto, List.of("0", "8", "101")))
                        .with(Line.attribute("rtpmap", "0 PCMU/8000"))
                        .with(Line.attribute("rtpmap", "8 PCMA/8000"))
                        .with(Line.attribute("rtpmap", "101 telephone-event/8000"));
        var nowhere = new Origin("-", "1", "1", "IN", "IP4", "0.0.0.0");
        return SessionDescription.of(nowhere, List.of(audio)).with(Line.of('c', "IN IP4 0.0.0.0"));
    }
}
