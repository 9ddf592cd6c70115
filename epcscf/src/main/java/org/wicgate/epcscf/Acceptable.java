package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.List;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.MediaPolicy.CoreSrtp;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sdp.Line;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.MediaLine;
import org.wicgate.sdp.Origin;
import org.wicgate.sdp.SessionDescription;

/** What could have been accepted, written as capabilities: port 0 (RFC 3264 §9). */
final class Acceptable {
    static final SessionDescription FROM_ACCESS = of("UDP/TLS/RTP/SAVPF");
    static final SessionDescription FROM_CORE = of("RTP/AVP");

    private static final SessionDescription PROTECTED = of("RTP/SAVP");

    private Acceptable() {}

    /** What an offer of the core could have been. */
    static SessionDescription fromCore(MediaPolicy policy) {
        return policy.srtp() == CoreSrtp.REQUIRE ? PROTECTED : FROM_CORE;
    }

    private static SessionDescription of(String proto) {
        var audio =
                MediaDescription.of(new MediaLine("audio", 0, 1, proto, List.of("0", "8", "101")))
                        .with(Line.attribute("rtpmap", "0 PCMU/8000"))
                        .with(Line.attribute("rtpmap", "8 PCMA/8000"))
                        .with(Line.attribute("rtpmap", "101 telephone-event/8000"));
        return nowhere(List.of(audio));
    }

    /**
     * What the other side says that it could have accepted (RFC 3261 §21.4.26), in the terms of
     * this side and without its addresses; empty when it cannot be read.
     */
    static byte[] relayed(byte[] body, Side to) {
        if (!(SessionDescription.decode(body) instanceof Decoded.Ok<SessionDescription>(var sdp))) {
            return new byte[0];
        }
        var media = new ArrayList<MediaDescription>();
        for (var of : sdp.media()) {
            var line = of.mediaLine();
            String proto = line.isRtp() ? proto(to) : line.proto();
            var closed = MediaDescription.of(line.withProto(proto).withPort(0));
            media.add(closed.with(Crossing.of(of, to == Side.ACCESS)));
        }
        return nowhere(media).encode();
    }

    private static String proto(Side side) {
        return switch (side) {
            case ACCESS -> "UDP/TLS/RTP/SAVPF";
            case CORE -> "RTP/AVP";
        };
    }

    private static SessionDescription nowhere(List<MediaDescription> media) {
        var nobody = new Origin("-", "1", "1", "IN", "IP4", "0.0.0.0");
        return SessionDescription.of(nobody, media).with(Line.of('c', "IN IP4 0.0.0.0"));
    }
}
