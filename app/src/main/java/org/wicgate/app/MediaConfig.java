package org.wicgate.app;

import java.util.List;
import org.wicgate.epcscf.MediaPolicy;

/**
 * Media towards the core.
 *
 * @param coreProfile of our first offer: {@code avp}, {@code avpf} or {@code capability}
 * @param early media before the answer when the core says nothing: {@code open} or {@code closed}
 * @param coreSrtp SRTP by SDP: {@code off}, {@code accept}, {@code capability}, {@code offer} or
 *     {@code require}
 * @param coreSuites of SRTP, the best first
 * @param insecureSdes whether keys may be in messages that no TLS protects
 * @param transcode {@code off}, {@code when_needed} or {@code always}
 * @param maxTranscoded streams at once, in all
 * @param optimise {@code on} lets the media of two WICs through untouched, else {@code off}
 */
record MediaConfig(
        String coreProfile,
        String early,
        String coreSrtp,
        List<String> coreSuites,
        boolean insecureSdes,
        String transcode,
        int maxTranscoded,
        String optimise) {
    MediaConfig {
        coreProfile = coreProfile == null ? "avp" : coreProfile;
        early = early == null ? "open" : early;
        coreSrtp = coreSrtp == null ? "off" : coreSrtp;
        coreSuites =
                coreSuites == null || coreSuites.isEmpty()
                        ? MediaPolicy.SUITES.stream().map(Enum::name).toList()
                        : List.copyOf(coreSuites);
        transcode = transcode == null ? "off" : transcode;
        maxTranscoded = maxTranscoded == 0 ? 40 : maxTranscoded;
        optimise = optimise == null ? "off" : optimise;
    }

    /** With every default. */
    static MediaConfig usual() {
        return new MediaConfig("avp", "open", "off", List.of(), false, "off", 0, "off");
    }
}
