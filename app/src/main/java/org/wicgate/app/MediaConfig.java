package org.wicgate.app;

/**
 * Media towards the core.
 *
 * @param coreProfile of our first offer: {@code avp}, {@code avpf} or {@code capability}
 */
record MediaConfig(String coreProfile) {
    MediaConfig {
        coreProfile = coreProfile == null ? "avp" : coreProfile;
    }
}
