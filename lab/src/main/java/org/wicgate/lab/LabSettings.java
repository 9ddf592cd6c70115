package org.wicgate.lab;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/**
 * What the lab core is told when it starts.
 *
 * @param domain the home domain, also the realm
 * @param address where it listens for SIP, UDP and TCP; an address, no wildcard
 * @param trusted the eP-CSCFs whose word is taken; port 0 for any port of that host. A node that
 *     comes over TCP from a port of its own choice is trusted only in this way
 */
public record LabSettings(
        String domain, InetSocketAddress address, Set<InetSocketAddress> trusted, Limits limits) {
    /**
     * What is bounded, and how.
     *
     * @param transactions of each side; more are answered 503
     * @param calls of the services together; more are answered 503
     * @param bindings of one subscriber; more are answered 403
     * @param nonces the oldest is forgotten
     * @param shortest a shorter registration is answered 423
     * @param longest a longer one is shortened
     * @param usual when none is asked for
     * @param longestCall then the service hangs up
     */
    public record Limits(
            int transactions,
            int calls,
            int bindings,
            int nonces,
            Duration nonceLife,
            Duration shortest,
            Duration usual,
            Duration longest,
            Duration longestCall) {
        public static final Limits DEFAULT =
                new Limits(
                        20_000,
                        1_000,
                        10,
                        10_000,
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(60),
                        Duration.ofHours(1),
                        Duration.ofSeconds(600_000),
                        Duration.ofHours(1));
    }

    boolean trusts(InetSocketAddress source) {
        return trusted.contains(source)
                || trusted.contains(new InetSocketAddress(source.getAddress(), 0));
    }
}
