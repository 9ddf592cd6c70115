package org.wicgate.epcscf;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.EdgeProxy.Client;
import org.wicgate.epcscf.Report.Ending;

/**
 * Tells the node which clients this shard keeps: with a registration, and for the grace time of
 * their calls after a lost connection. So one that comes back to another shard can be brought here.
 */
final class Stays implements Registrations.Watcher {
    private final Shard shard;
    private final Queue<EdgeProxy.Out> out;
    private final Map<Client, Shard.Alarm> leaving = new HashMap<>();

    Stays(Shard shard, Queue<EdgeProxy.Out> out) {
        this.shard = shard;
        this.out = out;
    }

    @Override
    public void registered(@Nullable Binding before, Binding binding, Instant now) {
        var client = client(binding);
        var alarm = leaving.remove(client);
        if (alarm != null) {
            shard.timers.stop(alarm);
        }
        if (before == null || !before.bootCycle().equals(binding.bootCycle())) {
            out.add(new EdgeProxy.Out.Keeps(client));
        }
    }

    @Override
    public void ended(Binding binding, Ending ending, Instant now) {
        var client = client(binding);
        if (ending != Ending.CONNECTION_LOST) {
            out.add(new EdgeProxy.Out.Leaves(client));
            return;
        }
        Shard.Alarm alarm =
                _ -> {
                    leaving.remove(client);
                    out.add(new EdgeProxy.Out.Leaves(client));
                };
        leaving.put(client, alarm);
        shard.timers.start(alarm, now.plus(shard.config.sessions().lossGrace()));
    }

    private static Client client(Binding binding) {
        return new Client(binding.impi(), binding.key().client(), binding.bootCycle());
    }
}
