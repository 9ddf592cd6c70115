package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many a second for each of many, with a stock after a pause. For each it keeps the time at
 * which all that was taken would have been due; who was seen least lately is forgotten first.
 */
final class Throttle {
    private static final int KNOWN = 10_000;

    private final Duration step;
    private final Duration stock;
    private final Map<String, Instant> dueAt = new LinkedHashMap<>(16, 0.75f, true);

    Throttle(int perSecond, int atOnce) {
        step = Duration.ofSeconds(1).dividedBy(perSecond);
        stock = step.multipliedBy(atOnce);
    }

    /** Whether one more is within the rate; if so it counts. */
    boolean take(String who, Instant now) {
        if (isEmpty(who, now)) {
            return false;
        }
        Instant due = dueAt.getOrDefault(who, now);
        dueAt.put(who, (due.isBefore(now) ? now : due).plus(step));
        if (dueAt.size() > KNOWN) {
            dueAt.remove(dueAt.keySet().iterator().next());
        }
        return true;
    }

    /** Whether one more would be too much. */
    boolean isEmpty(String who, Instant now) {
        Instant due = dueAt.getOrDefault(who, now);
        return Duration.between(now, due).plus(step).compareTo(stock) > 0;
    }
}
