package org.wicgate.ice;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The candidates of both ends, and the pairs of one session made of them (RFC 8445 §6.1.2). */
final class Pairing {
    private final Locals locals;
    private final List<Candidate> remotes = new ArrayList<>();
    private CheckList checks = new CheckList();

    Pairing(Locals locals) {
        this.locals = locals;
    }

    CheckList checks() {
        return checks;
    }

    /** Whether packets may come there. */
    boolean has(int socket) {
        return locals.at(socket) != null;
    }

    /** Another session begins. */
    void renew() {
        checks = new CheckList();
        remotes.clear();
    }

    /** What the peer's description says; what is known already changes nothing. */
    void add(List<Candidate> remote, boolean controlling) {
        for (Candidate candidate : remote) {
            if (remotes.size() < CheckList.MAX_PAIRS && !remotes.contains(candidate)) {
                remotes.add(candidate);
                pairUp(candidate, controlling);
            }
        }
    }

    /** Connections are not checked until the peer has made them (RFC 6544 §6.2). */
    private void pairUp(Candidate remote, boolean controlling) {
        for (var base : locals.bases()) {
            var local = base.candidate();
            boolean sameFamily =
                    local.address().getAddress().getAddress().length
                            == remote.address().getAddress().getAddress().length;
            if (sameFamily
                    && local.component() == remote.component()
                    && checks.find(base.socket(), remote.address()) == null) {
                checks.add(new Pair(base.socket(), local, remote), controlling);
            }
        }
    }

    /** The pair of a check from an address that is new; null when the list is full. */
    @Nullable Pair learn(long priority, int socket, InetSocketAddress from, boolean controlling) {
        var local = locals.at(socket);
        if (local == null) {
            throw new IllegalStateException("no socket " + socket + " in " + locals);
        }
        var remote =
                new Candidate(
                        Candidate.Type.PEER_REFLEXIVE, from, local.component(), priority, "prflx");
        var pair = new Pair(socket, local, remote);
        return checks.add(pair, controlling) ? pair : null;
    }
}
