package org.wicgate.epcscf;

import java.time.Duration;

/**
 * Sheds what is new while the shard is late (TS 24.229 §4.12), a growing part of it, so that what
 * has begun stays fast. Nothing is refused for one late look: that was a pause.
 */
final class Overload {
    private static final int LATE_LOOKS = 3;
    private static final int ALL = 10;

    private final Duration limit;
    private int late;
    private int refusedOfTen;
    private int owed;

    /**
     * @param limit how late is too late
     */
    Overload(Duration limit) {
        this.limit = limit;
    }

    /**
     * Takes how late the shard was just now.
     *
     * @return whether it began or ceased to refuse
     */
    boolean measured(Duration lag) {
        boolean refused = isRefusing();
        if (lag.compareTo(limit) <= 0) {
            late = 0;
            refusedOfTen = Math.max(0, refusedOfTen - 1);
        } else if (++late >= LATE_LOOKS) {
            refusedOfTen =
                    Math.min(ALL - 1, refusedOfTen + 1); // who is let in shows that it is over
        }
        return refused != isRefusing();
    }

    boolean isRefusing() {
        return refusedOfTen > 0;
    }

    /** Whether one more that is new may come in. */
    boolean admits() {
        owed += refusedOfTen;
        if (owed < ALL) {
            return true;
        }
        owed -= ALL;
        return false;
    }
}
