package org.wicgate.net;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lines about what strangers do, such that a flood of the one does not become a flood of the other:
 * of each cause at most one line a second, which says how many were left out. Any thread may call.
 */
final class CalmLog {
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private record Window(long openedAt, long leftOut, String last) {}

    private final Consumer<String> log;
    private final ConcurrentHashMap<String, Window> windows = new ConcurrentHashMap<>();

    CalmLog(Consumer<String> log) {
        this.log = log;
    }

    /**
     * Says it, or counts it.
     *
     * @param cause one of a few: nothing a stranger can choose
     */
    void say(String cause, String line, long nowNanos) {
        windows.compute(
                cause,
                (_, open) -> {
                    if (open == null || (isOver(open, nowNanos) && open.leftOut == 0)) {
                        log.accept(line);
                        return new Window(nowNanos, 0, line);
                    }
                    return new Window(open.openedAt, open.leftOut + 1, line);
                });
    }

    /** Sums up what was left out for a second or longer; to be called about once a second. */
    void sumUp(long nowNanos) {
        for (String cause : windows.keySet()) {
            windows.computeIfPresent(
                    cause,
                    (_, open) -> {
                        if (open.leftOut == 0 || !isOver(open, nowNanos)) {
                            return open;
                        }
                        log.accept(
                                open.leftOut == 1
                                        ? open.last
                                        : "%s (and %d more like it)"
                                                .formatted(open.last, open.leftOut - 1));
                        return new Window(nowNanos, 0, open.last);
                    });
        }
    }

    private static boolean isOver(Window open, long nowNanos) {
        return nowNanos - open.openedAt >= PAUSE;
    }
}
