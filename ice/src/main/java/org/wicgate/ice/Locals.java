package org.wicgate.ice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a full agent is: its host candidates over UDP, at most 16, each with the number of its
 * socket, and the connections that its peer may make.
 */
public record Locals(List<Base> bases, Optional<Connections> connections) {
    private static final int MAX = 16;

    /** A candidate and the number of its socket. */
    public record Base(int socket, Candidate candidate) {}

    /**
     * TCP connections: their numbers begin with {@code first}; all are of one passive candidate.
     */
    public record Connections(int first, Candidate candidate) {}

    public Locals {
        bases = List.copyOf(bases.subList(0, Math.min(MAX, bases.size())));
    }

    /** Over UDP alone; the number of a socket is the index of its candidate. */
    public static Locals indexed(List<Candidate> candidates) {
        var bases = new ArrayList<Base>();
        for (var candidate : candidates) {
            bases.add(new Base(bases.size(), candidate));
        }
        return new Locals(bases, Optional.empty());
    }

    /** The candidate whose packets come to this socket or connection; null when none. */
    @Nullable Candidate at(int socket) {
        for (var base : bases) {
            if (base.socket == socket) {
                return base.candidate;
            }
        }
        return connections.filter(c -> socket >= c.first).map(Connections::candidate).orElse(null);
    }
}
