package org.wicgate.epcscf;

/**
 * How the core's leg of a call is offered.
 *
 * @param profile of RTP
 */
public record MediaPolicy(CoreProfile profile) {
    /** RTP/AVP: every phone takes it. */
    public static final MediaPolicy USUAL = new MediaPolicy(CoreProfile.AVP);

    /** The RTP profile of our first offer to the core. */
    public enum CoreProfile {
        /** RTP/AVP: no feedback. */
        AVP,
        /** RTP/AVPF (RFC 4585): for a core whose phones all know it. */
        AVPF,
        /** RTP/AVP, and RTP/AVPF if the other end can (RFC 5939, TS 26.114 §6.2.1a). */
        CAPABILITY
    }
}
