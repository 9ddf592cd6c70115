package org.wicgate.epcscf;

import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.MediaPolicy.CoreSrtp;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.CoreSecurity;
import org.wicgate.sdp.Crypto;
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

    /** Reads an m-line of an offer. */
    static CoreMedia offered(SessionDescription sdp, MediaDescription media, MediaPolicy policy) {
        String proto = media.mediaLine().proto();
        boolean isSecure = Sdes.isSecure(proto) && policy.srtp() != CoreSrtp.OFF;
        if (media.port() == 0) {
            return new Disabled();
        }
        if (media.has("rtcp-mux-only")) {
            return new Unusable(303, "RTCP has a port of its own"); // RFC 8858 §4
        }
        if (isSecure) {
            return at(sdp, media, Sdes.chosen(media, policy));
        }
        if (!isPlain(proto)) {
            String what = media.mediaLine().media() + " over " + proto;
            return new Unusable(303, what + " is not relayed");
        }
        return policy.srtp() == CoreSrtp.REQUIRE
                ? new Unusable(303, "only SRTP is taken")
                : at(sdp, media, new CoreSecurity.None());
    }

    /** Reads an m-line of an answer to our offer. */
    static CoreMedia answered(
            SessionDescription sdp, MediaDescription media, MediaDescription asked) {
        String proto = media.mediaLine().proto();
        if (media.port() == 0) {
            return new Disabled();
        }
        if (Sdes.isSecure(proto)) {
            return at(sdp, media, Sdes.answered(media, asked));
        }
        if (Sdes.isSecure(asked.mediaLine().proto()) || !isPlain(proto)) {
            String what = media.mediaLine().media() + " over " + proto;
            return new Unusable(303, what + " answers " + asked.mediaLine().proto());
        }
        return at(sdp, media, new CoreSecurity.None());
    }

    private static boolean isPlain(String proto) {
        return proto.equals("RTP/AVP") || proto.equals("RTP/AVPF");
    }

    private static CoreMedia at(
            SessionDescription sdp, MediaDescription media, @Nullable Crypto taken) {
        return taken == null
                ? new Unusable(306, "no a=crypto line that can be taken")
                : at(sdp, media, Sdes.agreed(taken));
    }

    private static CoreMedia at(
            SessionDescription sdp, MediaDescription media, CoreSecurity security) {
        if (sdp.connection(media).filter(c -> c.isUnspecified()).isPresent()) {
            return new Usable(new CoreRemote.Unset()); // RFC 3264 §8.4
        }
        var rtp = sdp.rtpAddress(media);
        var rtcp = sdp.rtcpAddress(media);
        if (rtp.isEmpty() || rtcp.isEmpty() || rtp.get().getAddress().isMulticastAddress()) {
            return new Unusable(302, "no unicast address for " + media.mediaLine().media());
        }
        return new Usable(new CoreRemote.At(rtp.get(), rtcp.get(), security));
    }
}
