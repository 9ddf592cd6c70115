package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wicgate.epcscf.Report.Ending;

/** The registrations of a shard: by flow, by client, and until when. */
final class Registrations {
    /** Who must know when a registration changes its flow or ends. */
    interface Watcher {
        /** The same client registered over a new flow (RFC 5626 §5.1). */
        void moved(Binding from, Binding to, Instant now);

        /** A client registered that has no other registration: it may have lost its flow before. */
        void returned(Binding binding, Instant now);

        /** The WIC, or the network, ended it. */
        void ended(Binding binding, Instant now);
    }

    /** A browser has one user; a few more are somebody's test. */
    private static final int MAX_OF_ONE_FLOW = 8;

    private record Entry(Binding binding, Shard.Alarm expiry) {}

    private final Shard shard;
    private final Watcher watcher;
    private final Map<Binding.Key, Entry> entries = new HashMap<>();

    Registrations(Shard shard, Watcher watcher) {
        this.shard = shard;
        this.watcher = watcher;
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
        var old = entries.get(binding.key());
        if (old != null) {
            forget(old);
        }
        Shard.Alarm expiry = at -> end(binding, Ending.EXPIRED, at);
        entries.put(binding.key(), new Entry(binding, expiry));
        shard.timers.start(expiry, binding.expires());
        binding.flow().bindings().add(binding);
        boolean moved = old != null && old.binding.flow() != binding.flow();
        if (old != null && moved) {
            tell(old.binding, Ending.MOVED);
        }
        shard.tell(
                new Report.Registered(
                        binding.flow().connection(),
                        binding.impi(),
                        binding.defaultImpu().toString(),
                        binding.scheme(),
                        Duration.between(now, binding.expires()),
                        old != null && !moved));
        if (old != null && moved) {
            watcher.moved(old.binding, binding, now);
        } else if (old == null) {
            watcher.returned(binding, now);
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
        if (ending == Ending.DEREGISTERED || ending == Ending.LOGGED_OUT) {
            watcher.ended(binding, now);
        }
    }

    /** The user has logged out at the WWSF: what was registered in that login is over. */
    void loggedOut(String login, Instant now) {
        var over =
                entries.values().stream()
                        .map(Entry::binding)
                        .filter(binding -> binding.login().equals(login))
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
        shard.timers.stop(entry.expiry);
        entry.binding.flow().bindings().remove(entry.binding);
    }

    private void tell(Binding binding, Ending ending) {
        String impu = binding.defaultImpu().toString();
        shard.tell(new Report.Unregistered(binding.flow().connection(), impu, ending));
    }
}
