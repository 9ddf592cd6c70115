package org.wicgate.sdp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An ICE candidate line (RFC 8839 §5.1).
 *
 * @param foundation what candidates of one base and kind share
 * @param component 1 for RTP, 2 for RTCP
 * @param transport udp, or tcp (RFC 6544)
 * @param priority the higher the better
 * @param address a literal or a name, such as one ending in {@code .local}
 * @param port its port
 * @param type host, srflx, prflx or relay
 * @param extensions what follows the type, as it came; may be empty
 */
public record Candidate(
        String foundation,
        int component,
        String transport,
        long priority,
        String address,
        int port,
        String type,
        String extensions) {
    private static final int TYPE_PREFERENCE_HOST = 126;

    /** A host candidate over UDP for the only address of an agent (RFC 8445 §5.1.2). */
    public static Candidate host(InetSocketAddress at, int component) {
        long priority = ((long) TYPE_PREFERENCE_HOST << 24) | (65535L << 8) | (256 - component);
        return host("1", component, priority, at);
    }

    /** A host candidate over TCP, for connections that the other end makes (RFC 6544 §4.5). */
    public static Candidate passive(
            String foundation, int component, long priority, InetSocketAddress at) {
        return host(foundation, component, "tcp", priority, at, "tcptype passive");
    }

    /** A host candidate over UDP, one of several. */
    public static Candidate host(
            String foundation, int component, long priority, InetSocketAddress at) {
        return host(foundation, component, "udp", priority, at, "");
    }

    private static Candidate host(
            String foundation,
            int component,
            String transport,
            long priority,
            InetSocketAddress at,
            String extensions) {
        return new Candidate(
                foundation,
                component,
                transport,
                priority,
                Connection.text(at.getAddress()),
                at.getPort(),
                "host",
                extensions);
    }

    /** Reads the value of a=candidate; null when it is none. */
    public static @Nullable Candidate parse(String value) {
        var w = Words.of(value);
        if (w.size() < 8 || !w.get(6).equals("typ") || w.contains("")) {
            return null;
        }
        int component = Words.number(w.get(1), 256);
        long priority = Words.longNumber(w.get(3), 0xFFFF_FFFFL);
        int port = Words.number(w.get(5), 65535);
        if (component < 1 || priority < 0 || port < 0) {
            return null;
        }
        return new Candidate(
                w.get(0),
                component,
                w.get(2),
                priority,
                w.get(4),
                port,
                w.get(7),
                String.join(" ", w.subList(8, w.size())));
    }

    /** Whether it is for UDP, in any case. */
    public boolean isUdp() {
        return transport.equalsIgnoreCase("udp");
    }

    /** Its transport address; null when the address is a name (RFC 8839 §5.1). */
    public @Nullable InetSocketAddress socketAddress() {
        InetAddress literal = Addresses.literal(address);
        return literal == null || port == 0 ? null : new InetSocketAddress(literal, port);
    }

    /** The value of the attribute. */
    @Override
    public String toString() {
        return foundation
                + " "
                + component
                + " "
                + transport
                + " "
                + priority
                + " "
                + address
                + " "
                + port
                + " typ "
                + type
                + (extensions.isEmpty() ? "" : " " + extensions);
    }
}
