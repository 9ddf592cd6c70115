package org.wicgate.iq;

/** How the media of a stream is protected in the core. */
public sealed interface CoreSecurity {
    /** Plain RTP. */
    record None() implements CoreSecurity {}

    /**
     * SRTP with keys out of SDP (RFC 4568, TS 33.328). The eIMS-AGW sends under its own key of this
     * suite, which {@link Local.Core#keys} tells.
     *
     * @param suite for both directions
     * @param key the master key and salt that the far end sends under, in base64: a secret, never
     *     logged
     * @param mki the name that the far end's packets give the key, in hexadecimal; empty when they
     *     give none
     */
    record Sdes(SrtpSuite suite, String key, String mki) implements CoreSecurity {
        @Override
        public String toString() {
            return "Sdes[" + suite + "]";
        }
    }
}
