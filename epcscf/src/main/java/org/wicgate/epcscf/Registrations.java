package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Ending;

/** The registrations of a shard: by flow, by client, and until when. */
final class Registrations {
    /** Who must know when a registration changes its flow or ends. */
    interface Watcher {
        /**
         * A client registered.
         *
         * @param before its registration until now, which may have another flow (RFC 5626 §5.1);
         *     null when it had none, and it may have lost its flow before
         */
        void registered(@Nullable Binding before, Binding binding, Instant now);

        /** A registration is over. */
        void ended(Binding binding, Ending ending, Instant now);
    }

    /** A browser has one user; a few more are somebody's test. */
    private static final int MAX_OF_ONE_FLOW = 8;

    /** A registration as it is now; rings when it expires. */
    private final class Entry implements Shard.Alarm {
        private Binding binding;

        Entry(Binding binding) {
            this.binding = binding;
        }

        @Override
        public void ring(Instant now) {
            end(binding, Ending.EXPIRED, now);
        }
    }

    private final Shard shard;
    private final List<Watcher> watchers = new ArrayList<>(2);
    private final Map<Binding.Key, Entry> entries = new HashMap<>();

    Registrations(Shard shard) {
        this.shard = shard;
    }

    /** Whom to tell from now on. */
    void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    /** Whether there is no room for this client over this flow; who is there may stay. */
    boolean isFull(Flow flow, Binding.Key key) {
        if (!of(flow, key).isEmpty()) {
            return false;
        }
        boolean isNew = !entries.containsKey(key);
        return (isNew && entries.size() >= shard.config.w2().maxBindings())
                || flow.bindings().size() >= MAX_OF_ONE_FLOW;
    }

    int size() {
        return entries.size();
    }

    /** Makes or refreshes a registration; the same client's older one is over. */
    void put(Binding binding, Instant now) {
        var entry = entries.get(binding.key());
        var old = entry == null ? null : entry.binding;
        if (entry == null) {
            entry = new Entry(binding);
            entries.put(binding.key(), entry);
        } else {
            entry.binding.flow().bindings().remove(entry.binding);
            entry.binding = binding;
        }
        shard.timers.start(entry, binding.expires());
        binding.flow().bindings().add(binding);
        boolean moved = old != null && old.flow() != binding.flow();
        if (old != null && moved) {
            tell(old, Ending.MOVED);
        }
        shard.tell(
                new Report.Registered(
                        binding.flow().connection(),
                        binding.impi(),
                        binding.defaultImpu().toString(),
                        binding.scheme(),
                        Duration.between(now, binding.expires()),
                        old != null && !moved));
        for (var watcher : watchers) {
            watcher.registered(old, binding, now);
        }
    }

    /** The network ends a registration earlier than it said (RFC 3680 §5.2, shortened). */
    void shorten(Binding binding, Instant end, Instant now) {
        var entry = entries.get(binding.key());
        if (entry != null && entry.binding.equals(binding) && end.isBefore(binding.expires())) {
            put(binding.until(end), now);
        }
    }

    /** Ends one, when it is still the current one. */
    void end(Binding binding, Ending ending, Instant now) {
        var entry = entries.get(binding.key());
        if (entry == null || !entry.binding.equals(binding)) {
            return;
        }
        forget(entry);
        tell(binding, ending);
        for (var watcher : watchers) {
            watcher.ended(binding, ending, now);
        }
    }

    /** The client has a registration on another shard. */
    void movedAway(Binding.Key key, Instant now) {
        var entry = entries.get(key);
        if (entry != null) {
            end(entry.binding, Ending.MOVED, now);
        }
    }

    /** A token, or a login at the WWSF, is over, and so is what stands on it. */
    void revoked(String id, Instant now) {
        var over =
                entries.values().stream()
                        .map(entry -> entry.binding)
                        .filter(binding -> binding.token().isOf(id))
                        .toList();
        over.forEach(binding -> end(binding, Ending.LOGGED_OUT, now));
    }

    /** The one of this client over this flow, if there is. */
    List<Binding> of(Flow flow, Binding.Key key) {
        var entry = entries.get(key);
        return entry == null || entry.binding.flow() != flow ? List.of() : List.of(entry.binding);
    }

    /** The flow is closed. Its registrations are useless to the core: it will hear 430. */
    void closed(Flow flow, Instant now) {
        for (var binding : new ArrayList<>(flow.bindings())) {
            end(binding, Ending.CONNECTION_LOST, now);
        }
    }

    private void forget(Entry entry) {
        entries.remove(entry.binding.key());
        shard.timers.stop(entry);
        entry.binding.flow().bindings().remove(entry.binding);
    }

    private void tell(Binding binding, Ending ending) {
        String impu = binding.defaultImpu().toString();
        shard.tell(new Report.Unregistered(binding.flow().connection(), impu, ending));
    }
}
