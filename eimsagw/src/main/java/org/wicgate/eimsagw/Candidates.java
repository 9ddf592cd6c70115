package org.wicgate.eimsagw;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.wicgate.ice.Locals;
import org.wicgate.iq.Candidate;

/**
 * What WICs are told of the ways to a gateway: UDP before TCP, else preferred in the order of
 * settings. The default of descriptions is IPv4 where there is such a way, which whoever knows no
 * ICE can reach best; it stands first.
 */
final class Candidates {
    private static final int BEST = 65_535;
    private static final long TCP_HOST = 90; // RFC 6544 §4.2: below all that UDP has but relays
    private static final long PASSIVE = 4;
    private static final int DIRECTION_BITS = 13;

    private Candidates() {}

    static List<Candidate> of(GatewaySettings.W3 w3) {
        var all = inOrder(w3);
        all.sort(Comparator.comparing(candidate -> isSix(candidate.address())));
        return List.copyOf(all);
    }

    private static List<Candidate> inOrder(GatewaySettings.W3 w3) {
        var all = new ArrayList<Candidate>();
        add(all, w3.rtp(), 1);
        for (int i = 0; i < w3.tcp().size(); i++) {
            String foundation = Integer.toString(w3.rtp().size() + 1 + i);
            var at = w3.tcp().get(i);
            all.add(
                    new Candidate(
                            foundation, 1, Candidate.Transport.TCP_PASSIVE, tcpPriority(i), at));
        }
        add(all, w3.rtcp(), 2);
        return all;
    }

    /** The same for an agent that checks. */
    static Locals locals(GatewaySettings.W3 w3, int component) {
        var bases = new ArrayList<Locals.Base>();
        var places = component == 1 ? w3.rtp() : w3.rtcp();
        Optional<Locals.Connections> connections = Optional.empty();
        int index = 0;
        for (var told : inOrder(w3)) {
            if (told.component() != component) {
                continue;
            }
            var candidate =
                    new org.wicgate.ice.Candidate(
                            org.wicgate.ice.Candidate.Type.HOST,
                            told.address(),
                            component,
                            told.priority(),
                            told.foundation());
            if (told.transport() == Candidate.Transport.UDP) {
                bases.add(new Locals.Base(places.get(index++).socket(), candidate));
            } else if (connections.isEmpty()) {
                connections =
                        Optional.of(
                                new Locals.Connections(
                                        GatewaySettings.FIRST_CONNECTION, candidate));
            }
        }
        return new Locals(bases, connections);
    }

    /**
     * The advertised address of a socket or, for a connection, that of ICE over TCP that has the IP
     * version of its other end.
     */
    static InetSocketAddress advertised(
            GatewaySettings.W3 w3, int socket, InetSocketAddress remote) {
        if (GatewaySettings.isConnection(socket)) {
            for (var place : w3.tcp()) {
                if (isSix(place) == isSix(remote)) {
                    return place;
                }
            }
        }
        for (var place : w3.rtp()) {
            if (place.socket() == socket) {
                return place.advertised();
            }
        }
        return w3.rtp().getFirst().advertised();
    }

    private static boolean isSix(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }

    private static void add(
            List<Candidate> all, List<GatewaySettings.Place> places, int component) {
        for (int i = 0; i < places.size(); i++) {
            long priority = priority(i, component);
            var at = places.get(i).advertised();
            all.add(
                    new Candidate(
                            Integer.toString(i + 1),
                            component,
                            Candidate.Transport.UDP,
                            priority,
                            at));
        }
    }

    private static long priority(int index, int component) {
        var host = org.wicgate.ice.Candidate.Type.HOST;
        return org.wicgate.ice.Candidate.priority(host, BEST - index, component);
    }

    private static long tcpPriority(int index) {
        long local = (PASSIVE << DIRECTION_BITS) + ((1L << DIRECTION_BITS) - 1 - index);
        return (TCP_HOST << 24) + (local << 8) + 255;
    }
}
