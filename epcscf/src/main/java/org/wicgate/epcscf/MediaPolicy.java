package org.wicgate.epcscf;

import java.util.List;
import org.wicgate.iq.SrtpSuite;

/**
 * How the core's leg of a call is offered.
 *
 * @param profile of RTP
 * @param srtp whether it is protected by SRTP, keyed by SDP
 * @param suites those of SRTP that are offered and taken, the best first
 */
public record MediaPolicy(CoreProfile profile, CoreSrtp srtp, List<SrtpSuite> suites) {
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

    /** Of a core without SRTP. */
    public MediaPolicy(CoreProfile profile) {
        this(profile, CoreSrtp.OFF, SUITES);
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
