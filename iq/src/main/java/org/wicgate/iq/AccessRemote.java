package org.wicgate.iq;

import java.util.List;

/** What the WIC said about its end of a stream on W3. */
public sealed interface AccessRemote {
    /** Nothing yet, or nothing new. */
    record Unset() implements AccessRemote {}

    /**
     * The WIC's description (RFC 8839, RFC 8842).
     *
     * @param ufrag its ice-ufrag
     * @param password its ice-pwd: a secret, never logged
     * @param fingerprints its certificate's; any match is enough
     * @param role the part that the eIMS-AGW plays in the DTLS handshake
     * @param rtcpMux whether RTCP comes on the RTP port (RFC 5761)
     */
    record Described(
            String ufrag,
            String password,
            List<Fingerprint> fingerprints,
            DtlsRole role,
            boolean rtcpMux)
            implements AccessRemote {
        @Override
        public String toString() {
            return "Described["
                    + ufrag
                    + ", "
                    + fingerprints
                    + ", "
                    + role
                    + ", mux "
                    + rtcpMux
                    + "]";
        }
    }

    /** Which side sends the ClientHello (RFC 5763 §5). */
    enum DtlsRole {
        CLIENT,
        SERVER
    }
}
