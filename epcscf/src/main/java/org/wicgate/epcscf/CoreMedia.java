package org.wicgate.epcscf;

import org.wicgate.iq.CoreRemote;
import org.wicgate.sdp.MediaDescription;
import org.wicgate.sdp.SessionDescription;

/** Reads an m-line of the core: where it wants its media, or why it cannot be relayed. */
sealed interface CoreMedia {
    /** It can be relayed; {@link CoreRemote.Unset} for a hold that names no address. */
    record Usable(CoreRemote remote) implements CoreMedia {}

    /** The core does not want it: port 0. */
    record Disabled() implements CoreMedia {}

    /** It cannot be relayed; the code is for the Warning header (RFC 3261 §20.43). */
    record Unusable(int warnCode, String why) implements CoreMedia {}

    static CoreMedia read(SessionDescription sdp, MediaDescription media) {
        var line = media.mediaLine();
        if (line.port() == 0) {
            return new Disabled();
        }
        if (!line.proto().equals("RTP/AVP") && !line.proto().equals("RTP/AVPF")) {
            return new Unusable(303, line.media() + " over " + line.proto() + " is not relayed");
        }
        if (sdp.connection(media).filter(c -> c.isUnspecified()).isPresent()) {
            return new Usable(new CoreRemote.Unset()); // RFC 3264 §8.4
        }
        var rtp = sdp.rtpAddress(media);
        var rtcp = sdp.rtcpAddress(media);
        if (rtp.isEmpty() || rtcp.isEmpty() || rtp.get().getAddress().isMulticastAddress()) {
            return new Unusable(302, "no unicast address for " + line.media());
        }
        return new Usable(new CoreRemote.At(rtp.get(), rtcp.get()));
    }
}
