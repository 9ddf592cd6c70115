package org.wicgate.eimsagw;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.iq.CoreRemote;

/** The core side of a stream: its two sockets, and where the core is (TS 23.334 §5.2, §5.5). */
final class CoreTermination {
    /** One flow: the RTP or the RTCP of the stream. */
    static final class Flow {
        final int socket;
        private @Nullable InetSocketAddress signalled;
        private @Nullable InetSocketAddress latched;

        private Flow(int socket) {
            this.socket = socket;
        }

        private void point(InetSocketAddress remote) {
            signalled = remote;
            latched = null;
        }

        /** Where to send; null while nobody is there to be sent to. */
        @Nullable InetSocketAddress target(CoreSource policy) {
            var to =
                    switch (policy) {
                        case SIGNALLED, SIGNALLED_ADDRESS -> signalled;
                        case LATCHED -> latched == null ? signalled : latched;
                    };
            return to != null && isUnicast(to) ? to : null;
        }

        /** Where packets come from, as far as is known. */
        @Nullable InetSocketAddress source() {
            return latched == null ? signalled : latched;
        }

        /** Whether a packet may come from there. Asked for every packet. */
        boolean accepts(InetSocketAddress from, CoreSource policy) {
            var expected = signalled;
            if (expected == null) {
                return false;
            }
            return switch (policy) {
                case SIGNALLED -> from.equals(expected);
                case SIGNALLED_ADDRESS ->
                        from.equals(expected)
                                || (latched == null
                                        ? sameHost(from, expected)
                                        : from.equals(latched));
                case LATCHED -> latched == null || from.equals(latched);
            };
        }

        /** A valid packet came from there, and was accepted. */
        void heard(InetSocketAddress from) {
            if (latched == null && !from.equals(signalled)) {
                latched = from;
            }
        }

        private static boolean sameHost(InetSocketAddress a, InetSocketAddress b) {
            InetAddress host = a.getAddress();
            return host != null && host.equals(b.getAddress());
        }

        private static boolean isUnicast(InetSocketAddress to) {
            InetAddress host = to.getAddress();
            return host != null
                    && to.getPort() != 0
                    && !host.isAnyLocalAddress()
                    && !host.isMulticastAddress();
        }
    }

    final CorePorts.Pair ports;
    final Flow rtp;
    final Flow rtcp;
    final CoreSrtp srtp;

    /** Whether our address is of the IP version of the far end's, as far as that is known. */
    boolean canReach(CoreRemote remote) {
        return switch (remote) {
            case CoreRemote.Unset _ -> true;
            case CoreRemote.At at ->
                    isSix(ports.address()) == isSix(at.rtp())
                            && isSix(ports.address()) == isSix(at.rtcp());
        };
    }

    private static boolean isSix(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }

    CoreTermination(CorePorts.Pair ports, Entropy entropy) {
        this.ports = ports;
        this.rtp = new Flow(ports.rtp());
        this.rtcp = new Flow(ports.rtcp());
        this.srtp = new CoreSrtp(entropy);
    }

    /** Where the core is from now on: what was latched before is forgotten (TS 23.334 §5.4). */
    void point(CoreRemote remote) {
        switch (remote) {
            case CoreRemote.At at -> {
                rtp.point(at.rtp());
                rtcp.point(at.rtcp());
                srtp.agree(at.security());
            }
            case CoreRemote.Unset _ -> {}
        }
    }

    boolean isPointed() {
        return rtp.signalled != null;
    }

    InetSocketAddress rtcpAddress() {
        var address = ports.address();
        return new InetSocketAddress(address.getAddress(), address.getPort() + 1);
    }
}
