package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class GatheringTest {
    private static final long MICRO = 1_000;
    private static final long START = 1_000_000_000L;

    private final Gathering gathering = new Gathering(Duration.ofNanos(100 * MICRO).toNanos());
    private long now = START;
    private long longest;
    private int looks;

    /** A second of packets so far apart, each carried in 10 µs, as a loop would take them. */
    private void carry(long apart) {
        longest = 0;
        looks = 0;
        long next = now;
        for (long end = now + 1_000_000 * MICRO; now < end; looks++) {
            long rest = Math.max(0, gathering.rest(now));
            longest = Math.max(longest, rest);
            now = Math.max(now + rest, next);
            for (; next <= now; next += apart) {
                gathering.count();
                now += 10 * MICRO;
            }
        }
    }

    @Test
    void whereFewPacketsComeNoneWaits() {
        carry(200 * MICRO);
        assertEquals(0, longest);
        assertTrue(looks >= 4_999, looks + " looks at 5,000 packets");
    }

    @Test
    void whereManyComeTheyAreTakenAFewAtATimeAndNoneWaitsLonger() {
        carry(25 * MICRO);
        assertTrue(longest <= 100 * MICRO, longest + " ns");
        assertTrue(looks <= 10_500, looks + " looks at 40,000 packets");
    }

    @Test
    void itEndsWithTheRush() {
        carry(25 * MICRO);
        now += 1_000_000 * MICRO;
        carry(200 * MICRO);
        assertEquals(0, longest);
    }

    @Test
    void withoutPatienceNoneEverWaits() {
        var none = new Gathering(0);
        for (int i = 0; i < 100_000; i++) {
            none.count();
            assertEquals(0, none.rest(START + i * MICRO));
        }
    }
}
