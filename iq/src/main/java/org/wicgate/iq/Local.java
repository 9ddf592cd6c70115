package org.wicgate.iq;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the eIMS-AGW reserved for one stream, to be written into session descriptions.
 *
 * @param index the stream
 */
public record Local(int index, Access access, Core core) {
    /**
     * The side of the WIC.
     *
     * @param candidates where it is reached, the default of descriptions first. Those of component
     *     2 are for the RTCP of a WIC without rtcp-mux; there need be none
     * @param ufrag its ice-ufrag
     * @param password its ice-pwd: a secret, never logged
     * @param fingerprint of the certificate it will present
     * @param isLite whether its ICE agent is lite, which descriptions say (RFC 8839 §5.3)
     */
    public record Access(
            List<Candidate> candidates,
            String ufrag,
            String password,
            Fingerprint fingerprint,
            boolean isLite) {
        public Access {
            candidates = List.copyOf(candidates);
        }

        /** Reached at one address over UDP, and for RTCP alone at another or nowhere. */
        public Access(
                InetSocketAddress address,
                String ufrag,
                String password,
                Fingerprint fingerprint,
                Optional<InetSocketAddress> rtcp) {
            this(
                    Stream.concat(
                                    Stream.of(Candidate.only(address, 1)),
                                    rtcp.stream().map(at -> Candidate.only(at, 2)))
                            .toList(),
                    ufrag,
                    password,
                    fingerprint,
                    true);
        }

        /** Its default address. */
        public InetSocketAddress address() {
            return candidates.getFirst().address();
        }

        /** Where a WIC without rtcp-mux sends RTCP; empty when there is no such place. */
        public Optional<InetSocketAddress> rtcp() {
            return candidates.stream()
                    .filter(c -> c.component() == 2)
                    .map(Candidate::address)
                    .findFirst();
        }

        @Override
        public String toString() {
            return "Access[" + candidates + ", " + ufrag + "]";
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
