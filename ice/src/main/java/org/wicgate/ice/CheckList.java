package org.wicgate.ice;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of one session, best first, and the queue of triggered checks (RFC 8445 §6.1.2,
 * §6.1.4). No pair is ever frozen: with one component and host candidates of different addresses no
 * two pairs have the same foundation. At most {@link #MAX_PAIRS}.
 */
final class CheckList {
    static final int MAX_PAIRS = 100; // RFC 8445 §6.1.2.5

    private final List<Pair> pairs = new ArrayList<>();
    private final Deque<Pair> triggered = new ArrayDeque<>();

    @Nullable Pair find(int socket, InetSocketAddress remote) {
        for (Pair pair : pairs) {
            if (pair.is(socket, remote)) {
                return pair;
            }
        }
        return null;
    }

    /** Adds a pair; false when the list is full of pairs that are no worse. */
    boolean add(Pair pair, boolean controlling) {
        if (pairs.size() == MAX_PAIRS) {
            Pair worst = pairs.getLast();
            boolean replaceable =
                    worst.state() == Pair.State.WAITING || worst.state() == Pair.State.FAILED;
            if (!replaceable || worst.priority(controlling) >= pair.priority(controlling)) {
                return false;
            }
            pairs.removeLast();
            triggered.remove(worst);
        }
        pairs.add(pair);
        sort(controlling);
        return true;
    }

    /** Puts the pairs in order again, after the role has changed. */
    void sort(boolean controlling) {
        pairs.sort(Comparator.comparingLong((Pair p) -> p.priority(controlling)).reversed());
    }

    /** Asks for a check of this pair before all ordinary ones (RFC 8445 §7.3.1.4). */
    void trigger(Pair pair) {
        pair.become(Pair.State.WAITING);
        if (!triggered.contains(pair)) {
            triggered.add(pair);
        }
    }

    /** Takes the pair to check next; null when none waits. */
    @Nullable Pair next() {
        Pair pair = triggered.poll();
        return pair != null ? pair : best(p -> p.state() == Pair.State.WAITING);
    }

    /** Whether {@link #next} has one. */
    boolean hasNext() {
        return !triggered.isEmpty() || best(p -> p.state() == Pair.State.WAITING) != null;
    }

    /** The best pair of which {@code claim} holds. */
    @Nullable Pair best(Predicate<Pair> claim) {
        for (Pair pair : pairs) {
            if (claim.test(pair)) {
                return pair;
            }
        }
        return null;
    }

    /** Checks that are waiting or under way, for the RTO of RFC 8445 §14.3. */
    int unfinished() {
        int count = 0;
        for (Pair pair : pairs) {
            if (pair.state() == Pair.State.WAITING || pair.state() == Pair.State.IN_PROGRESS) {
                count++;
            }
        }
        return count;
    }

    /** A pair is selected: what waits is given up (RFC 8445 §8.1.2). */
    void conclude() {
        triggered.clear();
        for (Pair pair : pairs) {
            if (pair.state() == Pair.State.WAITING) {
                pair.become(Pair.State.FAILED);
            }
        }
    }
}
