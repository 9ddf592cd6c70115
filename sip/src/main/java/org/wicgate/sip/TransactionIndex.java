package org.wicgate.sip;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Timers;

/** How the transactions of both sides of a layer are found by their hop and by their timer. */
final class TransactionIndex {
    private final Map<Hop, Few> byHop = new HashMap<>();
    private final Timers<TransactionKey> timers = new Timers<>();

    /** The transactions of one hop: one in most, so a set is made for the second. */
    private static final class Few {
        private @Nullable TransactionKey only;
        private @Nullable Set<TransactionKey> more;

        Few(TransactionKey only) {
            this.only = only;
        }

        void add(TransactionKey key) {
            var set = more;
            if (set == null) {
                set = new HashSet<>();
                set.add(Objects.requireNonNull(only));
                only = null;
                more = set;
            }
            set.add(key);
        }

        /** Whether none is left. */
        boolean remove(TransactionKey key) {
            var set = more;
            if (set != null) {
                set.remove(key);
                return set.isEmpty();
            }
            return key.equals(only);
        }

        List<TransactionKey> all() {
            var set = more;
            return set == null ? List.of(Objects.requireNonNull(only)) : List.copyOf(set);
        }

        int size() {
            var set = more;
            return set == null ? 1 : set.size();
        }
    }

    void add(Hop hop, TransactionKey key) {
        var few = byHop.get(hop);
        if (few == null) {
            byHop.put(hop, new Few(key));
        } else {
            few.add(key);
        }
    }

    void remove(Hop hop, TransactionKey key) {
        timers.stop(key);
        var few = byHop.get(hop);
        if (few != null && few.remove(key)) {
            byHop.remove(hop);
        }
    }

    /** Whose peer, or whose own, this hop is, as it is now. */
    List<TransactionKey> with(Hop hop) {
        var few = byHop.get(hop);
        return few == null ? List.of() : few.all();
    }

    int count(Hop hop) {
        var few = byHop.get(hop);
        return few == null ? 0 : few.size();
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
