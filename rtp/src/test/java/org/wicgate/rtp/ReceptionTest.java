package org.wicgate.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReceptionTest {
    private static final long MS = 1_000_000;

    private final Reception reception = new Reception(8000);

    @Test
    void aSteadyStreamHasNoLossAndNoJitter() {
        for (int i = 0; i < 100; i++) {
            receive(65500 + i, 20L * i);
        }

        assertEquals(100, reception.expected());
        assertEquals(0, reception.lost());
        assertEquals(0, reception.jitter());
        assertEquals(65599, reception.extendedHighest());
    }

    @Test
    void everyTenthPacketLostIsAFractionOf25() {
        for (int i = 0; i < 100; i++) {
            if (i % 10 != 5) {
                receive(i, 20L * i);
            }
        }

        assertEquals(10, reception.lost());
        assertEquals(25, reception.fractionLost());
        assertEquals(0, reception.fractionLost(), "nothing since the last report");
    }

    @Test
    void aLatePacketIsNotLost() {
        receive(65534, 0);
        receive(0, 40);
        receive(65535, 41);

        assertEquals(0, reception.lost());
        assertEquals(65536, reception.extendedHighest());
    }

    @Test
    void duplicatesNeverMakeTheFractionNegative() {
        for (int i = 0; i < 10; i++) {
            receive(i, 20L * i);
            receive(i, 20L * i);
        }

        assertEquals(-10, reception.lost());
        assertEquals(0, reception.fractionLost());
    }

    /** RFC 3550 §A.8: J += (|D| - J) / 16, here with |D| = 80 units each time. */
    @Test
    void jitterApproachesTheMeanDeviation() {
        for (int i = 0; i < 1000; i++) {
            receive(i, 20L * i + (i % 2 == 0 ? 0 : 10));
        }

        assertTrue(Math.abs(reception.jitter() - 80) <= 1, "jitter " + reception.jitter());
    }

    @Test
    void aJumpIsFollowedWhenItsSecondPacketComes() {
        receive(100, 0);
        assertFalse(receive(30_000, 20));
        assertTrue(receive(30_001, 40));

        assertEquals(30_001, reception.extendedHighest());
        assertEquals(0, reception.lost());
    }

    private boolean receive(int sequence, long millis) {
        return reception.count(sequence & 0xFFFF, sequence * 160, millis * MS);
    }
}
