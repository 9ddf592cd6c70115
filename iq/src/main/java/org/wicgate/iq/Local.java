package org.wicgate.iq;

import java.net.InetSocketAddress;

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
 */
public record Local(
        int index,
        InetSocketAddress w3,
        String ufrag,
        String password,
        Fingerprint fingerprint,
        InetSocketAddress coreRtp,
        InetSocketAddress coreRtcp) {
    @Override
    public String toString() {
        return "Local[" + index + ", " + w3 + ", " + ufrag + ", " + coreRtp + ", " + coreRtcp + "]";
    }
}
