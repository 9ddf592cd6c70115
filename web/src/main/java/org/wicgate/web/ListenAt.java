package org.wicgate.web;

import java.net.InetSocketAddress;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;

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

        /**
         * TLS 1.2 or 1.3.
         *
         * @param shown what a handshake shows; asked for each, so that it may change
         */
        record Tls(Supplier<Credential> shown) implements Security {}
    }

    /**
     * How a server proves itself.
     *
     * @param key a secret
     * @param chain the server's own certificate first
     */
    public record Credential(PrivateKey key, List<X509Certificate> chain) {
        public Credential {
            chain = List.copyOf(chain);
        }

        @Override
        public String toString() {
            return "Credential"
                    + chain.stream().map(X509Certificate::getSubjectX500Principal).toList();
        }
    }

    /** {@code http}. */
    public static ListenAt plain(InetSocketAddress address) {
        return new ListenAt(address, new Security.Plain());
    }

    /** {@code https}. */
    public static ListenAt tls(InetSocketAddress address, Supplier<Credential> shown) {
        return new ListenAt(address, new Security.Tls(shown));
    }
}
