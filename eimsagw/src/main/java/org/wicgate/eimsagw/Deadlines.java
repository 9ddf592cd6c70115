package org.wicgate.eimsagw;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Which stream wants a tick when. A stream that was touched says its deadline anew once, at the
 * next {@link #settle}; a deadline that moved away is found out when its old time comes. So media
 * costs nothing here.
 */
final class Deadlines {
    private record Entry(long at, StreamRelay relay) {
        boolean isCurrent() {
            return relay.scheduled == at;
        }
    }

    private final PriorityQueue<Entry> queue =
            new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));
    private final ArrayDeque<StreamRelay> touched = new ArrayDeque<>();
    private int stale;

    /** Something happened to it that may bring its deadline forward. */
    void touch(StreamRelay relay) {
        if (!relay.touched) {
            relay.touched = true;
            touched.add(relay);
        }
    }

    /** Takes over the deadlines of all that were touched. */
    void settle() {
        for (var relay = touched.poll(); relay != null; relay = touched.poll()) {
            relay.touched = false;
            long at = relay.deadline();
            if (at < relay.scheduled) {
                stale += relay.scheduled == Long.MAX_VALUE ? 0 : 1;
                relay.scheduled = at;
                queue.add(new Entry(at, relay));
            }
        }
        if (stale > 64 && stale > queue.size() / 2) {
            queue.removeIf(entry -> !entry.isCurrent());
            stale = 0;
        }
    }

    /** Takes one stream whose time has come; null when there is none left. */
    @Nullable StreamRelay due(long nowNanos) {
        var head = head();
        if (head == null || head.at > nowNanos) {
            return null;
        }
        queue.remove();
        head.relay.scheduled = Long.MAX_VALUE;
        return head.relay;
    }

    /** It wants nothing any more. */
    void forget(StreamRelay relay) {
        if (relay.scheduled != Long.MAX_VALUE) {
            relay.scheduled = Long.MAX_VALUE;
            stale++;
        }
    }

    /** The earliest; {@link Long#MAX_VALUE} for none. */
    long next() {
        var head = head();
        return head == null ? Long.MAX_VALUE : head.at;
    }

    private @Nullable Entry head() {
        for (var head = queue.peek(); head != null; head = queue.peek()) {
            if (head.isCurrent()) {
                return head;
            }
            queue.remove();
            stale = Math.max(0, stale - 1);
        }
        return null;
    }
}
