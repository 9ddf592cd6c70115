package org.wicgate.base;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Timers without a clock, by key: at most one running for each key. A key is an enum constant in a
 * small machine, or a record of enum and owner in one that holds many.
 *
 * @param <K> what names a timer; equal keys are the same timer
 */
public final class Timers<K> {
    /** Up to so many are searched one by one, which needs no map. */
    private static final int FEW = 8;

    /** A running timer, and where it stands in the heap. */
    private static final class Entry<K> {
        private final K key;
        private Instant at;
        private long order;
        private int place;

        private Entry(K key, Instant at, long order) {
            this.key = key;
            this.at = at;
            this.order = order;
        }

        private boolean isBefore(Entry<K> other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime < 0 : order < other.order;
        }
    }

    /** The earliest first; each is earlier than the two at twice its place and one or two more. */
    private @Nullable Entry<K>[] heap = heap(1);

    private int size;

    /** Made when there are more than a few, for good. */
    private @Nullable Map<K, Entry<K>> byKey;

    private long started;

    /** Starts the timer, or moves it when it is running. */
    public void start(K key, Instant at) {
        var entry = find(key);
        if (entry == null) {
            add(new Entry<>(key, at, started++));
        } else if (!entry.at.equals(at)) {
            entry.at = at;
            entry.order = started++;
            settle(entry);
        }
    }

    /** Stops the timer; harmless when it is not running. */
    public void stop(K key) {
        var entry = find(key);
        if (entry != null) {
            remove(entry);
        }
    }

    /** Whether the timer runs. */
    public boolean isRunning(K key) {
        return find(key) != null;
    }

    /** Takes the earliest timer due at {@code now} and ends it; null when none is due. */
    public @Nullable K due(Instant now) {
        var head = heap[0];
        if (head == null || head.at.isAfter(now)) {
            return null;
        }
        remove(head);
        return head.key;
    }

    /** When the next timer is due; {@link Instant#MAX} when none runs. */
    public Instant deadline() {
        var head = heap[0];
        return head == null ? Instant.MAX : head.at;
    }

    /** How many timers run. */
    public int size() {
        return size;
    }

    private @Nullable Entry<K> find(K key) {
        var map = byKey;
        if (map != null) {
            return map.get(key);
        }
        for (int i = 0; i < size; i++) {
            var entry = at(i);
            if (entry.key.equals(key)) {
                return entry;
            }
        }
        return null;
    }

    private void add(Entry<K> entry) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size < FEW ? size + 1 : size * 2);
        }
        entry.place = size++;
        heap[entry.place] = entry;
        if (byKey == null && size > FEW) {
            var map = new HashMap<K, Entry<K>>(4 * FEW);
            for (int i = 0; i < size; i++) {
                map.put(at(i).key, at(i));
            }
            byKey = map;
        } else if (byKey != null) {
            byKey.put(entry.key, entry);
        }
        rise(entry);
    }

    private void remove(Entry<K> entry) {
        if (byKey != null) {
            byKey.remove(entry.key);
        }
        var last = at(--size);
        heap[size] = null;
        if (last != entry) {
            put(last, entry.place);
            settle(last);
        }
        if (heap.length > 4 * FEW && size < heap.length / 4) {
            heap = Arrays.copyOf(heap, heap.length / 2);
        }
    }

    private void settle(Entry<K> entry) {
        if (!rise(entry)) {
            sink(entry);
        }
    }

    private boolean rise(Entry<K> entry) {
        int from = entry.place;
        while (entry.place > 0) {
            var parent = at((entry.place - 1) / 2);
            if (!entry.isBefore(parent)) {
                break;
            }
            int place = parent.place;
            put(parent, entry.place);
            put(entry, place);
        }
        return entry.place != from;
    }

    private void sink(Entry<K> entry) {
        for (int child = 2 * entry.place + 1; child < size; child = 2 * entry.place + 1) {
            var least = at(child);
            if (child + 1 < size && at(child + 1).isBefore(least)) {
                least = at(child + 1);
            }
            if (!least.isBefore(entry)) {
                return;
            }
            int place = least.place;
            put(least, entry.place);
            put(entry, place);
        }
    }

    private void put(Entry<K> entry, int place) {
        entry.place = place;
        heap[place] = entry;
    }

    private Entry<K> at(int place) {
        var entry = heap[place];
        if (entry == null) {
            throw new IllegalStateException("no timer at " + place + " of " + size);
        }
        return entry;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <K> @Nullable Entry<K>[] heap(int length) {
        return (@Nullable Entry<K>[]) new Entry[length];
    }
}
