package org.wicgate.wwsf;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pool that lasts as long as the test. */
final class MemoryPool implements Pool {
    private record Lease(String holder, Instant until) {}

    private final Map<String, Lease> leases = new LinkedHashMap<>();

    MemoryPool(List<String> members) {
        members.forEach(m -> leases.put(m, new Lease("", Instant.EPOCH)));
    }

    @Override
    public @Nullable String lease(String holder, Instant now, Instant until) {
        for (var entry : leases.entrySet()) {
            if (!now.isBefore(entry.getValue().until)) {
                entry.setValue(new Lease(holder, until));
                return entry.getKey();
            }
        }
        return null;
    }

    @Override
    public boolean move(String member, String holder, Instant now, Instant until) {
        var lease = leases.get(member);
        if (lease == null || !lease.holder.equals(holder) || !now.isBefore(lease.until)) {
            return false;
        }
        leases.put(member, new Lease(holder, until));
        return true;
    }
}
