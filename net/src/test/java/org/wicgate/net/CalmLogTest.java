package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CalmLogTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<String> lines = new ArrayList<>();
    private final CalmLog log = new CalmLog(lines::add);

    @Test
    void floodOfOneCauseIsALineASecondWithItsCount() {
        for (int i = 0; i < 1000; i++) {
            log.say("origin", "refused " + i, 0);
        }
        assertEquals(List.of("refused 0"), lines);

        log.sumUp(SECOND / 2);
        assertEquals(1, lines.size());
        log.sumUp(SECOND);
        assertEquals("refused 999 (and 998 more like it)", lines.getLast());
        log.say("origin", "again", SECOND + 1);
        assertEquals(2, lines.size(), "within the second of the sum");
        log.sumUp(2 * SECOND);
        assertEquals("again", lines.getLast());
    }

    @Test
    void otherCausesAndLaterOnesAreSaidAtOnce() {
        log.say("origin", "a", 0);
        log.say("path", "b", 0);
        log.say("origin", "c", SECOND);
        log.sumUp(3 * SECOND);
        assertEquals(List.of("a", "b", "c"), lines);
    }
}
