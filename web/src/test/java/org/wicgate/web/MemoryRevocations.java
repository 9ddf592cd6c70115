package org.wicgate.web;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.wicgate.waf.Revocations;

final class MemoryRevocations implements Revocations {
    private final Set<String> ids = new ConcurrentSkipListSet<>();

    @Override
    public void revoke(String id, Instant until, Instant now) {
        ids.add(id);
    }

    @Override
    public boolean isRevoked(String id) {
        return ids.contains(id);
    }

    @Override
    public List<String> current(Instant now) {
        return List.copyOf(ids);
    }
}
