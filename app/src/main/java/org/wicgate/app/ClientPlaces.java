package org.wicgate.app;

import java.util.concurrent.ConcurrentHashMap;
import org.wicgate.epcscf.EdgeProxy.Client;

/**
 * Which shard keeps which client, so that one whose new WebSocket landed on another shard is
 * brought to its registration and calls. Any thread may call.
 */
final class ClientPlaces {
    /** No shard. */
    static final int NOWHERE = -1;

    private record Name(String impi, String instance) {
        static Name of(Client client) {
            return new Name(client.impi(), client.instance());
        }
    }

    private record Place(int shard, String bootCycle) {}

    private final ConcurrentHashMap<Name, Place> clients = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Integer> boots = new ConcurrentHashMap<>();

    /**
     * A shard keeps a client from now on.
     *
     * @return the shard that kept it until now, when that is another; else {@link #NOWHERE}
     */
    int kept(Client client, int shard) {
        String boot = client.bootCycle();
        boots.put(boot, shard);
        var before = clients.put(Name.of(client), new Place(shard, boot));
        if (before == null) {
            return NOWHERE;
        }
        if (!before.bootCycle.equals(boot)) {
            boots.remove(before.bootCycle, before.shard);
        }
        return before.shard == shard ? NOWHERE : before.shard;
    }

    /** A shard keeps a client no longer. */
    void left(Client client, int shard) {
        clients.remove(Name.of(client), new Place(shard, client.bootCycle()));
        boots.remove(client.bootCycle(), shard);
    }

    /**
     * Where the client is kept that registers with this Call-ID: nobody else knows it, and only who
     * knows it still knows its calls.
     */
    int of(String callId) {
        return boots.getOrDefault(callId, NOWHERE);
    }

    /** How many clients are kept. */
    int size() {
        return clients.size();
    }
}
