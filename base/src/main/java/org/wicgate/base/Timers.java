package org.wicgate.base;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Timers without a clock, by key: at most one running for each key. A key is an enum constant in a
 * small machine, or a record of enum and owner in one that holds many.
 *
 * @param <K> what names a timer; equal keys are the same timer
 */
public final class Timers<K> {
    /** Most owners are transactions, with one or two; there are many of them. */
    private static final int FEW = 2;

    private record Entry<K>(K key, Instant at, long order) {}

    private final Map<K, Entry<K>> running = new HashMap<>(FEW);
    private final PriorityQueue<Entry<K>> queue =
            new PriorityQueue<>(
                    FEW,
                    (a, b) -> {
                        int byTime = a.at.compareTo(b.at);
                        return byTime != 0 ? byTime : Long.compare(a.order, b.order);
                    });
    private long started;

    /** Starts the timer, or moves it when it is running. */
    public void start(K key, Instant at) {
        var entry = new Entry<>(key, at, started++);
        running.put(key, entry);
        queue.add(entry);
        if (queue.size() > 64 && queue.size() > 4 * running.size()) {
            queue.removeIf(e -> !isRunning(e));
        }
    }

    /** Stops the timer; harmless when it is not running. */
    public void stop(K key) {
        running.remove(key);
    }

    /** Whether the timer runs. */
    public boolean isRunning(K key) {
        return running.containsKey(key);
    }

    /** Takes the earliest timer due at {@code now} and ends it; null when none is due. */
    public @Nullable K due(Instant now) {
        dropStopped();
        var head = queue.peek();
        if (head == null || head.at.isAfter(now)) {
            return null;
        }
        queue.remove();
        running.remove(head.key);
        return head.key;
    }

    /** When the next timer is due; {@link Instant#MAX} when none runs. */
    public Instant deadline() {
        dropStopped();
        var head = queue.peek();
        return head == null ? Instant.MAX : head.at;
    }

    /** How many timers run. */
    public int size() {
        return running.size();
    }

    private void dropStopped() {
        for (var head = queue.peek(); head != null && !isRunning(head); head = queue.peek()) {
            queue.remove();
        }
    }

    private boolean isRunning(Entry<K> entry) {
        var current = running.get(entry.key);
        return current != null && current.order == entry.order;
    }
}
