package org.wicgate.rtp.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    private final ReplayWindow window = new ReplayWindow();

    @Test
    void theWindowReachesBack127Packets() {
        window.accept(1000);

        assertFalse(window.isFresh(1000));
        assertTrue(window.isFresh(1001));
        assertTrue(window.isFresh(873));
        assertFalse(window.isFresh(872));
        assertFalse(window.isFresh(-1));
    }

    /** seed=3: against a set that forgets nothing. */
    @Test
    void theWindowAgreesWithAListOfAllThatCame() {
        var random = new Random(3);
        Set<Long> seen = new HashSet<>();
        long top = 0;
        for (int i = 0; i < 100_000; i++) {
            long index = Math.max(0, top + random.nextInt(300) - 200);
            boolean fresh = index > top - ReplayWindow.SIZE && !seen.contains(index);
            if (i > 0) {
                assertEquals(fresh, window.isFresh(index), "index " + index + " top " + top);
            }
            if (window.isFresh(index)) {
                window.accept(index);
                seen.add(index);
                top = Math.max(top, index);
            }
        }
    }
}
