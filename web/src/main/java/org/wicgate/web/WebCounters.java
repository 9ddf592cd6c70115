package org.wicgate.web;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often what happened on W1; the names are constants of this module, so they are few. */
final class WebCounters {
    private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();

    void count(String name) {
        byName.computeIfAbsent(name, _ -> new LongAdder()).increment();
    }

    Map<String, Long> snapshot() {
        var counts = new TreeMap<String, Long>();
        byName.forEach((name, count) -> counts.put(name, count.sum()));
        return counts;
    }
}
