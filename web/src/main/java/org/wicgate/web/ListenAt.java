package org.wicgate.web;

import java.net.InetSocketAddress;

/**
 * Where to listen, and under what.
 *
 * @param address port 0 for any free one
 */
public record ListenAt(InetSocketAddress address, Security security) {
    /** What protects the connections. */
    public sealed interface Security {
        /** Nothing: for loopback and for a proxy in front. */
        record Plain() implements Security {}

        /** TLS 1.2 or 1.3. */
        record Tls(ServerCertificate certificate) implements Security {}
    }

    /** {@code http}. */
    public static ListenAt plain(InetSocketAddress address) {
        return new ListenAt(address, new Security.Plain());
    }

    /** {@code https}. */
    public static ListenAt tls(InetSocketAddress address, ServerCertificate certificate) {
        return new ListenAt(address, new Security.Tls(certificate));
    }
}
