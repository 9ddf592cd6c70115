package org.wicgate.net;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Where connections lived that ended a moment ago: the next one from the same address goes to the
 * same shard, for a WIC whose WebSocket broke comes back to the calls that its shard keeps for it
 * (TS 24.229 §5.2.8.1). Any two behind one address may change places; then the one that misses its
 * shard loses its calls, as both would without this.
 */
final class W2Returns {
    private static final long LIVED = TimeUnit.SECONDS.toNanos(1);
    private static final long REMEMBERED = TimeUnit.SECONDS.toNanos(30);
    private static final int MAX_ADDRESSES = 4096;
    private static final int MAX_OF_ONE = 1024;

    private record Left(int shard, long untilNanos) {}

    private final ConcurrentHashMap<InetAddress, Deque<Left>> left = new ConcurrentHashMap<>();

    /** A connection ended that began at {@code sinceNanos}. */
    void left(InetAddress address, int shard, long sinceNanos, long nowNanos) {
        if (left.size() >= MAX_ADDRESSES) {
            left.values().removeIf(all -> nowNanos - all.getLast().untilNanos > 0);
        }
        if (nowNanos - sinceNanos < LIVED || left.size() >= MAX_ADDRESSES) {
            return;
        }
        left.compute(
                address,
                (_, known) -> {
                    var all = known == null ? new ArrayDeque<Left>() : known;
                    forget(all, nowNanos);
                    if (all.size() < MAX_OF_ONE) {
                        all.addLast(new Left(shard, nowNanos + REMEMBERED));
                    }
                    return all;
                });
    }

    /** The shard for a new connection, when one from its address is missing. */
    OptionalInt back(InetAddress address, long nowNanos) {
        if (left.isEmpty()) {
            return OptionalInt.empty();
        }
        int[] found = {-1};
        left.computeIfPresent(
                address,
                (_, all) -> {
                    forget(all, nowNanos);
                    Left last = all.pollLast(); // the one that broke last is the first to come back
                    found[0] = last == null ? -1 : last.shard;
                    return all.isEmpty() ? null : all;
                });
        return found[0] < 0 ? OptionalInt.empty() : OptionalInt.of(found[0]);
    }

    int addresses() {
        return left.size();
    }

    private static void forget(Deque<Left> all, long nowNanos) {
        while (!all.isEmpty() && nowNanos - all.getFirst().untilNanos > 0) {
            all.removeFirst();
        }
    }
}
