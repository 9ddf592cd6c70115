package org.wicgate.iq;

import java.net.InetSocketAddress;

/**
 * Where WICs may reach the eIMS-AGW: a host candidate (RFC 8839 §5.1, RFC 6544 §4.5).
 *
 * @param foundation what the candidates of one address and transport share
 * @param component 1 for RTP, 2 for RTCP
 * @param priority the higher the better
 */
public record Candidate(
        String foundation,
        int component,
        Transport transport,
        long priority,
        InetSocketAddress address) {
    /** How it is spoken to. */
    public enum Transport {
        UDP,
        /** TCP, over connections that the WIC makes. */
        TCP_PASSIVE
    }

    /** The only one of its component, over UDP. */
    static Candidate only(InetSocketAddress address, int component) {
        long priority = (126L << 24) + (65_535L << 8) + (256 - component); // RFC 8445 §5.1.2.1
        return new Candidate("1", component, Transport.UDP, priority, address);
    }
}
