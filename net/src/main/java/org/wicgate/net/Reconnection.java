package org.wicgate.net;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often a target that cannot be reached is tried again: after a tenth of a second, then after
 * twice as long each time up to two seconds. In between, what is for it fails at once.
 *
 * @param <T> what names a target
 */
final class Reconnection<T> {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int MAX_REMEMBERED = 1000;

    private record Failure(String why, Duration pause, long until) {}

    private final Map<T, Failure> failures = new LinkedHashMap<>();

    /** Why it must not be tried now; null when it may be. */
    @Nullable String objection(T target, long nowNanos) {
        var failure = failures.get(target);
        return failure == null || nowNanos - failure.until >= 0
                ? null
                : failure.why + "; tried a moment ago";
    }

    void failed(T target, String why, long nowNanos) {
        var last = failures.remove(target);
        Duration pause = last == null ? FIRST : last.pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
        if (failures.size() >= MAX_REMEMBERED) {
            failures.remove(failures.keySet().iterator().next());
        }
        failures.put(target, new Failure(why, pause, nowNanos + pause.toNanos()));
    }

    void succeeded(T target) {
        failures.remove(target);
    }
}
