package org.wicgate.sim;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A NAT between hosts inside and the network outside (RFC 4787 §4.1, §5): which port outside a host
 * has for whom it sends to, and who may send back.
 */
public final class Nat {
    /** On what of the host outside a mapping, or a filter, depends. */
    public enum Dependence {
        ENDPOINT_INDEPENDENT,
        ADDRESS_DEPENDENT,
        ADDRESS_AND_PORT_DEPENDENT
    }

    private record Flow(InetSocketAddress inside, String towards) {}

    private record Hole(int port, String towards) {}

    private static final int FIRST_PORT = 61_000;

    private final InetAddress outside;
    private final Dependence mapping;
    private final Dependence filtering;
    private final Map<Flow, Integer> ports = new HashMap<>();
    private final Map<Integer, InetSocketAddress> insides = new HashMap<>();
    private final Set<Hole> holes = new HashSet<>();

    /** One with this address outside. */
    public Nat(InetAddress outside, Dependence mapping, Dependence filtering) {
        this.outside = outside;
        this.mapping = mapping;
        this.filtering = filtering;
    }

    /** Where a packet of a host inside seems to come from. */
    public InetSocketAddress outward(InetSocketAddress inside, InetSocketAddress to) {
        var flow = new Flow(inside, key(mapping, to));
        int port = ports.computeIfAbsent(flow, _ -> FIRST_PORT + ports.size());
        insides.put(port, inside);
        holes.add(new Hole(port, key(filtering, to)));
        return new InetSocketAddress(outside, port);
    }

    /** Which host inside gets a packet; null when it is dropped. */
    public @Nullable InetSocketAddress inward(int port, InetSocketAddress from) {
        return holes.contains(new Hole(port, key(filtering, from))) ? insides.get(port) : null;
    }

    private static String key(Dependence on, InetSocketAddress other) {
        return switch (on) {
            case ENDPOINT_INDEPENDENT -> "";
            case ADDRESS_DEPENDENT -> other.getAddress().getHostAddress();
            case ADDRESS_AND_PORT_DEPENDENT -> other.toString();
        };
    }
}
