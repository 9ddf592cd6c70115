package org.wicgate.net;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exceptions that only a mistake of ours can cause. Each place is logged once, with its stack; all
 * are counted; the loop that met one goes on.
 */
public final class Bugs {
    private static final Logger LOG = LoggerFactory.getLogger(Bugs.class);
    private static final int PLACES = 1000;

    private final LongAdder count = new LongAdder();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    /** How many there were since the start. */
    public long count() {
        return count.sum();
    }

    void caught(String where, Throwable bug) {
        count.increment();
        StackTraceElement[] stack = bug.getStackTrace();
        String place = where + bug.getClass() + (stack.length == 0 ? "" : stack[0]);
        if (seen.size() < PLACES && seen.add(place)) {
            LOG.error("bug in {}: logged this once, counted ever after", where, bug);
        }
    }
}
