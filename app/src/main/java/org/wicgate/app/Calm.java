package org.wicgate.app;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Lets one log line a second through for each cause, so that a flood of refusals does not become a
 * flood of lines; counters have all of them. Any thread may call.
 */
final class Calm {
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private record Said(long at, long leftOut) {}

    private final LongSupplier nanos;
    private final Map<String, Said> said = new HashMap<>();

    /**
     * @param nanos a clock that never goes back
     */
    Calm(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Whether to say it now.
     *
     * @param cause one of a few: nothing a stranger can choose
     * @return how many of that cause were left out since the last line; negative to leave out this
     */
    synchronized long leftOut(String cause) {
        long now = nanos.getAsLong();
        Said last = said.get(cause);
        if (last != null && now - last.at < PAUSE_NANOS) {
            said.put(cause, new Said(last.at, last.leftOut + 1));
            return -1;
        }
        said.put(cause, new Said(now, 0));
        return last == null ? 0 : last.leftOut;
    }
}
