package org.wicgate.app;

/**
 * Media towards the core.
 *
 * @param coreProfile of our first offer: {@code avp}, {@code avpf} or {@code capability}
 * @param early media before the answer when the core says nothing: {@code open} or {@code closed}
 */
record MediaConfig(String coreProfile, String early) {
    MediaConfig {
        coreProfile = coreProfile == null ? "avp" : coreProfile;
        early = early == null ? "open" : early;
    }
}
