package org.wicgate.iq;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/**
 * What the eIMS-AGW reserved for one stream, to be written into session descriptions.
 *
 * @param index the stream
 */
public record Local(int index, Access access, Core core) {
    /**
     * The side of the WIC.
     *
     * @param address its address on W3: the one host candidate (RFC 8839)
     * @param ufrag its ice-ufrag
     * @param password its ice-pwd: a secret, never logged
     * @param fingerprint of the certificate it will present
     * @param rtcp where a WIC without rtcp-mux sends RTCP: the host candidate of its second
     *     component; empty when there is no such place
     */
    public record Access(
            InetSocketAddress address,
            String ufrag,
            String password,
            Fingerprint fingerprint,
            Optional<InetSocketAddress> rtcp) {
        @Override
        public String toString() {
            return "Access[" + address + ", " + ufrag + "]";
        }
    }

    /**
     * The side of the core.
     *
     * @param rtp its RTP address
     * @param rtcp its RTCP address
     * @param keys the master key and salt, in base64, that it sends under if SRTP of that suite is
     *     agreed: secrets, never logged, and the same as long as the stream lasts
     */
    public record Core(InetSocketAddress rtp, InetSocketAddress rtcp, Map<SrtpSuite, String> keys) {
        public Core {
            keys = Map.copyOf(keys);
        }

        @Override
        public String toString() {
            return "Core[" + rtp + ", " + rtcp + "]";
        }
    }
}
