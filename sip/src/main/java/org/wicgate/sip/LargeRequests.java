package org.wicgate.sip;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which way a request goes that is too large for a datagram: by TCP to the same address, and by UDP
 * after all when nobody takes TCP there (RFC 3261 §18.1.1).
 */
final class LargeRequests {
    /** How long it is remembered that an address takes no TCP. */
    private static final Duration MEMORY = Duration.ofMinutes(1);

    private static final int MAX_REMEMBERED = 1000;

    /** What fits into one datagram of either IP version, its headers taken off. */
    private static final int DATAGRAM = 65_000;

    /**
     * How a request goes out.
     *
     * @param instead the UDP target that is tried when nobody takes TCP there; null when it is no
     *     large one, or too large
     */
    record Way(Request request, Hop to, Hop.@Nullable Address instead) {}

    private final int limit;
    private final Map<InetSocketAddress, Instant> withoutTcp = new LinkedHashMap<>();

    /**
     * @param limit how many bytes of a request go by UDP without asking TCP first
     */
    LargeRequests(int limit) {
        this.limit = limit;
    }

    /** The way of a request whose user wants it sent to {@code to}. */
    Way way(Request request, Hop to, Instant now) {
        if (request.size() <= limit
                || !(to instanceof Hop.Address udp)
                || udp.transport() != Transport.UDP
                || isWithoutTcp(udp.address(), now)) {
            return new Way(request, to, null);
        }
        return new Way(
                over(Transport.TCP, request),
                new Hop.Address(Transport.TCP, udp.address()),
                request.size() > DATAGRAM ? null : udp);
    }

    /** The way of a request that TCP did not take. */
    Way back(Request request, Hop.Address udp, Instant now) {
        if (withoutTcp.size() >= MAX_REMEMBERED) {
            withoutTcp.remove(withoutTcp.keySet().iterator().next());
        }
        withoutTcp.put(udp.address(), now.plus(MEMORY));
        return new Way(over(Transport.UDP, request), udp, null);
    }

    private boolean isWithoutTcp(InetSocketAddress address, Instant now) {
        var until = withoutTcp.get(address);
        if (until != null && !until.isAfter(now)) {
            withoutTcp.remove(address);
            return false;
        }
        return until != null;
    }

    private static Request over(Transport transport, Request request) {
        return request.edit().topVia(request.via().over(transport)).build();
    }
}
