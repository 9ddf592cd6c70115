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
     * @param association names the DTLS association; another name is another association, for which
     *     the eIMS-AGW has a new transport, whatever else is as before (RFC 8842 §4)
     */
    record Described(
            String ufrag,
            String password,
            List<Fingerprint> fingerprints,
            DtlsRole role,
            boolean rtcpMux,
            String association)
            implements AccessRemote {
        /** Of an association that the WIC gives no name to. */
        public Described(
                String ufrag,
                String password,
                List<Fingerprint> fingerprints,
                DtlsRole role,
                boolean rtcpMux) {
            this(ufrag, password, fingerprints, role, rtcpMux, "");
        }

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
