package org.wicgate.iq;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/**
 * What the eIMS-AGW reserved for one stream, to be written into session descriptions.
 *
 * @param index the stream
 * @param w3 its address on the access side: the one host candidate (RFC 8839)
 * @param ufrag its ice-ufrag
 * @param password its ice-pwd: a secret, never logged
 * @param fingerprint of the certificate it will present
 * @param coreRtp its RTP address on the core side
 * @param coreRtcp its RTCP address on the core side
 * @param coreKeys the master key and salt, in base64, that it sends under in the core if SRTP of
 *     that suite is agreed: secrets, never logged, and the same as long as the stream lasts
 * @param w3Rtcp where a WIC without rtcp-mux sends RTCP: the host candidate of its second
 *     component; empty when there is no such place
 */
public record Local(
        int index,
        InetSocketAddress w3,
        String ufrag,
        String password,
        Fingerprint fingerprint,
        InetSocketAddress coreRtp,
        InetSocketAddress coreRtcp,
        Map<SrtpSuite, String> coreKeys,
        Optional<InetSocketAddress> w3Rtcp) {
    public Local {
        coreKeys = Map.copyOf(coreKeys);
    }

    /** One without a place for RTCP of its own on W3. */
    public Local(
            int index,
            InetSocketAddress w3,
            String ufrag,
            String password,
            Fingerprint fingerprint,
            InetSocketAddress coreRtp,
            InetSocketAddress coreRtcp,
            Map<SrtpSuite, String> coreKeys) {
        this(
                index,
                w3,
                ufrag,
                password,
                fingerprint,
                coreRtp,
                coreRtcp,
                coreKeys,
                Optional.empty());
    }

    /** One that has no keys for the core either. */
    public Local(
            int index,
            InetSocketAddress w3,
            String ufrag,
            String password,
            Fingerprint fingerprint,
            InetSocketAddress coreRtp,
            InetSocketAddress coreRtcp) {
        this(index, w3, ufrag, password, fingerprint, coreRtp, coreRtcp, Map.of());
    }

    @Override
    public String toString() {
        return "Local[" + index + ", " + w3 + ", " + ufrag + ", " + coreRtp + ", " + coreRtcp + "]";
    }
}
