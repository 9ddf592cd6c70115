package org.wicgate.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Things by small numbers, which are given again when their thing is gone. */
final class Places<T> {
    private final List<@Nullable T> things = new ArrayList<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();

    /** The number that {@link #put} will want next. */
    int next() {
        Integer reused = free.peekFirst();
        return reused == null ? things.size() : reused;
    }

    /** Puts a thing at {@link #next}. */
    void put(T thing) {
        Integer reused = free.pollFirst();
        if (reused == null) {
            things.add(thing);
        } else {
            things.set(reused, thing);
        }
    }

    /** The thing there; null when there is none. */
    @Nullable T find(int place) {
        return place >= 0 && place < things.size() ? things.get(place) : null;
    }

    /** The thing there, which is an error of the caller when there is none. */
    T get(int place) {
        T thing = find(place);
        if (thing == null) {
            throw new IllegalStateException("no open socket " + place);
        }
        return thing;
    }

    /** Takes a thing away. */
    T remove(int place) {
        T thing = get(place);
        things.set(place, null);
        free.addLast(place);
        return thing;
    }

    /** All that are there. */
    List<T> all() {
        return things.stream().filter(Objects::nonNull).map(Objects::requireNonNull).toList();
    }
}
