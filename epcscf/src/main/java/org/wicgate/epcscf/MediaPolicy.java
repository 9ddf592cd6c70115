package org.wicgate.epcscf;

import java.util.List;
import org.wicgate.iq.SrtpSuite;

/**
 * How the core's leg of a call is offered.
 *
 * @param profile of RTP
 * @param srtp whether it is protected by SRTP, keyed by SDP
 * @param suites those of SRTP that are offered and taken, the best first
 * @param transcode when speech is brought from Opus into G.711 and back
 * @param maxTranscoded streams at once; above it no call gets other codecs than its ends have
 * @param optimise whether the media of two WICs may go through untouched, when both ends of the
 *     core can do that (TS 23.228 §U.2.4)
 */
public record MediaPolicy(
        CoreProfile profile,
        CoreSrtp srtp,
        List<SrtpSuite> suites,
        Transcode transcode,
        int maxTranscoded,
        boolean optimise) {
    /** What is offered when nothing else is wanted. */
    public static final List<SrtpSuite> SUITES =
            List.of(
                    SrtpSuite.AES_CM_128_HMAC_SHA1_80,
                    SrtpSuite.AEAD_AES_128_GCM,
                    SrtpSuite.AES_CM_128_HMAC_SHA1_32);

    /** RTP/AVP: every phone takes it. */
    public static final MediaPolicy USUAL = new MediaPolicy(CoreProfile.AVP);

    public MediaPolicy {
        suites = List.copyOf(suites);
    }

    /** Of a core without SRTP, and without transcoding. */
    public MediaPolicy(CoreProfile profile) {
        this(profile, CoreSrtp.OFF, SUITES);
    }

    /** Without transcoding and optimisation. */
    public MediaPolicy(CoreProfile profile, CoreSrtp srtp, List<SrtpSuite> suites) {
        this(profile, srtp, suites, Transcode.OFF, 0, false);
    }

    /** The same with this transcoding. */
    public MediaPolicy with(Transcode mode, int most) {
        return new MediaPolicy(profile, srtp, suites, mode, most, optimise);
    }

    /** The same with optimisation. */
    public MediaPolicy optimised() {
        return new MediaPolicy(profile, srtp, suites, transcode, maxTranscoded, true);
    }

    /** What counts when so many streams are transcoded already. */
    MediaPolicy when(int transcoded) {
        boolean isAllowed = transcode == Transcode.OFF || transcoded < maxTranscoded;
        return isAllowed ? this : with(Transcode.OFF, 0);
    }

    /** When speech is transcoded (TS 23.334 §5.13). */
    public enum Transcode {
        /** Never: no codec is added. */
        OFF,
        /** When the ends have no codec in common: what is added comes last. */
        WHEN_NEEDED,
        /** When a WIC has Opus and the core G.711: what can be transcoded comes first. */
        ALWAYS
    }

    /** The RTP profile of our first offer to the core. */
    public enum CoreProfile {
        /** RTP/AVP: no feedback. */
        AVP,
        /** RTP/AVPF (RFC 4585): for a core whose phones all know it. */
        AVPF,
        /** RTP/AVP, and RTP/AVPF if the other end can (RFC 5939, TS 26.114 §6.2.1a). */
        CAPABILITY
    }

    /** SRTP with the core (RFC 4568, TS 33.328). Later offers go on with what was agreed. */
    public enum CoreSrtp {
        /** Neither offered nor taken. */
        OFF,
        /** Taken when the core offers it; our offers are plain. */
        ACCEPT,
        /** The same, and our offers say that SRTP is possible (RFC 5939). */
        CAPABILITY,
        /** Our offers are of SRTP; the core's may be plain. */
        OFFER,
        /** Nothing else goes, in either direction. */
        REQUIRE
    }

    /** The profile that our first offer names. */
    String first() {
        String plain = profile == CoreProfile.AVPF ? "RTP/AVPF" : "RTP/AVP";
        boolean isSecure = srtp == CoreSrtp.OFFER || srtp == CoreSrtp.REQUIRE;
        return isSecure ? Sdes.secured(plain) : plain;
    }
}
