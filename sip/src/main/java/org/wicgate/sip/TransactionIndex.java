package org.wicgate.sip;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Timers;

/** How the transactions of both sides of a layer are found by their hop and by their timer. */
final class TransactionIndex {
    private final Map<Hop, Set<TransactionKey>> byHop = new HashMap<>();
    private final Timers<TransactionKey> timers = new Timers<>();

    void add(Hop hop, TransactionKey key) {
        byHop.computeIfAbsent(hop, _ -> new HashSet<>()).add(key);
    }

    void remove(Hop hop, TransactionKey key) {
        timers.stop(key);
        byHop.computeIfPresent(
                hop,
                (_, keys) -> {
                    keys.remove(key);
                    return keys.isEmpty() ? null : keys;
                });
    }

    /** Whose peer, or whose own, this hop is, as it is now. */
    List<TransactionKey> with(Hop hop) {
        return List.copyOf(byHop.getOrDefault(hop, Set.of()));
    }

    int count(Hop hop) {
        return byHop.getOrDefault(hop, Set.of()).size();
    }

    void schedule(TransactionKey key, Instant deadline) {
        if (deadline.equals(Instant.MAX)) {
            timers.stop(key);
        } else {
            timers.start(key, deadline);
        }
    }

    @Nullable TransactionKey due(Instant now) {
        return timers.due(now);
    }

    Instant deadline() {
        return timers.deadline();
    }
}
