package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class W2ReturnsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final InetAddress ALICE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress BOB = InetAddress.ofLiteral("2001:db8::1");

    private final W2Returns returns = new W2Returns();

    @Test
    void whoComesBackFindsItsShardOnce() {
        returns.left(ALICE, 3, 0, 5 * SECOND);
        assertEquals(OptionalInt.empty(), returns.back(BOB, 6 * SECOND));
        assertEquals(OptionalInt.of(3), returns.back(ALICE, 6 * SECOND));
        assertEquals(OptionalInt.empty(), returns.back(ALICE, 6 * SECOND));
    }

    @Test
    void theLastToBreakIsTheFirstBack() {
        returns.left(ALICE, 0, 0, 5 * SECOND);
        returns.left(ALICE, 1, 0, 6 * SECOND);
        assertEquals(OptionalInt.of(1), returns.back(ALICE, 7 * SECOND));
        assertEquals(OptionalInt.of(0), returns.back(ALICE, 7 * SECOND));
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        returns.left(ALICE, 1, 0, 5 * SECOND);
        assertEquals(OptionalInt.empty(), returns.back(ALICE, 36 * SECOND));
    }

    @Test
    void whatHardlyLivedIsNotRemembered() {
        returns.left(ALICE, 1, 5 * SECOND, 5 * SECOND + SECOND / 2);
        assertEquals(OptionalInt.empty(), returns.back(ALICE, 6 * SECOND));
    }

    @Test
    void aFloodOfAddressesIsBoundedAndPasses() {
        for (int i = 0; i < 10_000; i++) {
            returns.left(InetAddress.ofLiteral("10.0." + i / 250 + "." + i % 250), 1, 0, SECOND);
        }
        assertTrue(returns.addresses() <= 4096, "bounded: " + returns.addresses());
        returns.left(ALICE, 1, 0, 40 * SECOND);
        assertEquals(OptionalInt.of(1), returns.back(ALICE, 41 * SECOND));
        assertEquals(0, returns.addresses());
    }
}
