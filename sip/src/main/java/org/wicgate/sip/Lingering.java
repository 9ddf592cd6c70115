package org.wicgate.sip;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/**
 * Client transactions that have their answer and wait for timer K, to take in what is sent again
 * (RFC 3261 §17.1.2.2). They are most of all transactions, so only their keys are kept. All wait
 * equally long.
 */
final class Lingering {
    private record Held(TransactionKey.OfClient key, Instant until) {}

    private final Queue<Held> inOrder = new ArrayDeque<>();
    private final Set<TransactionKey.OfClient> keys = new HashSet<>();

    void add(TransactionKey.OfClient key, Instant until) {
        if (keys.add(key)) {
            inOrder.add(new Held(key, until));
        }
    }

    boolean holds(TransactionKey.OfClient key) {
        return keys.contains(key);
    }

    void tick(Instant now) {
        for (var head = inOrder.peek();
                head != null && !head.until.isAfter(now);
                head = inOrder.peek()) {
            inOrder.remove();
            keys.remove(head.key);
        }
    }

    /** When the next of them ends; {@link Instant#MAX} for none. */
    Instant deadline() {
        var head = inOrder.peek();
        return head == null ? Instant.MAX : head.until;
    }

    int size() {
        return keys.size();
    }
}
