package org.wicgate.ice;

import java.net.InetSocketAddress;

/**
 * A transport address at which an agent may be reached over UDP (RFC 8445 §5.1). Its text form of
 * RFC 8839 §5.1 is the business of whoever writes session descriptions.
 *
 * @param type where it comes from
 * @param address resolved
 * @param component 1 for RTP, or for everything when RTCP is on the same port; 2 for RTCP
 * @param priority 1 to 2^31-1
 * @param foundation equal for candidates of the same type, base and server
 */
public record Candidate(
        Type type, InetSocketAddress address, int component, long priority, String foundation) {
    private static final int COMPONENT_RTP = 1;

    /** Where a candidate comes from, with the type preference recommended for it. */
    public enum Type {
        HOST(126),
        PEER_REFLEXIVE(110),
        SERVER_REFLEXIVE(100),
        RELAYED(0);

        private final int preference;

        Type(int preference) {
            this.preference = preference;
        }
    }

    /**
     * A host candidate of component 1.
     *
     * @param preference 0 to 65535, different for each address of this host; higher is better
     */
    public static Candidate host(InetSocketAddress address, int preference) {
        return host(address, preference, COMPONENT_RTP);
    }

    /** The same of any component. */
    public static Candidate host(InetSocketAddress address, int preference, int component) {
        return new Candidate(
                Type.HOST,
                address,
                component,
                priority(Type.HOST, preference, component),
                Integer.toUnsignedString(address.getAddress().hashCode()));
    }

    /** RFC 8445 §5.1.2.1. */
    public static long priority(Type type, int preference, int component) {
        return ((long) type.preference << 24) + ((long) preference << 8) + (256 - component);
    }
}
