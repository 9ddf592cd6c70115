package org.wicgate.epcscf;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of a leg an attribute belongs to that means nothing on the other (TS 24.371 §7.3). */
enum OfOneLeg {
    /** RFC 8839. */
    ICE(
            "candidate end-of-candidates ice-lite ice-mismatch ice-options ice-pacing ice-pwd"
                    + " ice-ufrag remote-candidates"),
    /** RFC 8842, RFC 8827. */
    DTLS("connection fingerprint identity setup tls-id"),
    /** RFC 4568, RFC 4567. */
    KEYS("crypto key-mgmt"),
    /** RFC 3605, RFC 6947, RFC 4570. */
    ADDRESSES("altc rtcp source-filter"),
    /** RFC 5761, RFC 8858. */
    MUX("rtcp-mux rtcp-mux-only"),
    /** Bundles and what only makes sense within them (RFC 9143, RFC 5888). */
    BUNDLE("bundle-only group mid"),
    /** Other ways to choose a transport (RFC 5939). */
    CAPABILITIES("acap acfg creq csup pcfg tcap"),
    /** Media extensions (TS 23.228 §U.1.1). */
    WEBRTC(
            "extmap extmap-allow-mixed msid msid-semantic rid rtcp-rsize simulcast ssrc ssrc-group"
                    + " x-google-flag"),
    /** RFC 8841, RFC 8864. */
    DATA("dcmap dcsa max-message-size sctp-port sctpmap"),
    /** Between UE and P-CSCF only (TS 24.229 §7.5.2). */
    ACCESS_SECURITY("3ge2ae");

    private static final Map<String, OfOneLeg> BY_NAME = new HashMap<>();

    static {
        for (var kind : values()) {
            for (String name : kind.names.split(" ")) {
                BY_NAME.put(name, kind);
            }
        }
    }

    private final String names;

    /**
     * @param names with a space between
     */
    OfOneLeg(String names) {
        this.names = names;
    }

    /** What an attribute of this name belongs to; null when it goes through. */
    static @Nullable OfOneLeg named(String attribute) {
        return BY_NAME.get(attribute);
    }
}
