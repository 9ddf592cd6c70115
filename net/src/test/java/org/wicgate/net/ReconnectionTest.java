package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReconnectionTest {
    private final Reconnection<String> reconnection = new Reconnection<>();

    @Test
    void pauseDoublesUpToTwoSecondsAndIsForgottenWithTheFirstSuccess() {
        long now = 0;
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 7; i++) {
            reconnection.failed("a", "refused", now);
            long began = now;
            while (reconnection.objection("a", now) != null) {
                now += Duration.ofMillis(100).toNanos();
            }
            pauses.add(Duration.ofNanos(now - began).toMillis());
        }
        assertEquals(List.of(100L, 200L, 400L, 800L, 1600L, 2000L, 2000L), pauses);
        assertNull(reconnection.objection("b", 0));
        reconnection.failed("a", "refused", now);
        assertEquals("refused; tried a moment ago", reconnection.objection("a", now));
        reconnection.succeeded("a");
        assertNull(reconnection.objection("a", now));
    }

    @Test
    void noMoreThanAThousandAreRemembered() {
        for (int i = 0; i <= 1000; i++) {
            reconnection.failed("t" + i, "refused", 0);
        }
        assertNull(reconnection.objection("t0", 0));
        assertNotNull(reconnection.objection("t1000", 0));
    }
}
