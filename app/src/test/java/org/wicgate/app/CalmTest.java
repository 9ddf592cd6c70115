package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CalmTest {
    @Test
    void oneLineASecondForEachCauseAndItsCount() {
        var now = new AtomicLong();
        var calm = new Calm(now::get);
        assertEquals(0, calm.leftOut("bad token"));
        for (int i = 0; i < 500; i++) {
            assertEquals(-1, calm.leftOut("bad token"));
        }
        assertEquals(0, calm.leftOut("overload"), "another cause");
        now.set(1_000_000_000L);
        assertEquals(500, calm.leftOut("bad token"));
        now.set(2_000_000_000L);
        assertEquals(0, calm.leftOut("bad token"));
    }
}
