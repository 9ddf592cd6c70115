package org.wicgate.app;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.wicgate.epcscf.Report;

/** Who is registered now, for the admin API. Shards write, the admin API reads. */
final class Registrations {
    private record Key(long connection, String impu) {}

    private final Map<Key, Report.Registered> all = new ConcurrentHashMap<>();

    void put(Report.Registered registered) {
        all.put(new Key(registered.connection(), registered.impu()), registered);
    }

    void remove(long connection, String impu) {
        all.remove(new Key(connection, impu));
    }

    /** How many there are. */
    int size() {
        return all.size();
    }

    /** As JSON objects. */
    List<Map<String, Object>> json() {
        return all.values().stream()
                .map(r ->
                        Map.<String, Object>of(
                                "impu", r.impu(),
                                "impi", r.impi(),
                                "scheme", r.scheme().name().toLowerCase(java.util.Locale.ROOT),
                                "connection", r.connection(),
                                "expires_s", r.expires().toSeconds()))
                .toList();
    }
}
