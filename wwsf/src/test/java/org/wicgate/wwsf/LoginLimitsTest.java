package org.wicgate.wwsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Unavailable;

class LoginLimitsTest {
    private static final Instant NOW = Instant.EPOCH;
    private static final int PER_ADDRESS = 50;

    private final LoginLimits limits = new LoginLimits(PER_ADDRESS);

    @Test
    void anAddressThatTriesManyNamesIsStopped() {
        var here = WwsfTest.address(192, 0, 2, 1);
        for (int i = 0; i < PER_ADDRESS; i++) {
            assertEquals(Duration.ZERO, limits.charge("user" + i, here, NOW));
        }
        assertEquals(
                Duration.ofMinutes(4),
                limits.charge("another", here, NOW.plus(Duration.ofMinutes(1))));
        assertEquals(Duration.ZERO, limits.charge("another", WwsfTest.address(192, 0, 2, 2), NOW));
        assertEquals(Duration.ZERO, limits.charge("another", here, NOW.plus(LoginLimits.WINDOW)));
    }

    @Test
    void ipv6NeighboursInOneSubnetAreOneAddress() {
        int[] one = {0x20, 1, 0x0d, 0xb8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1};
        int[] two = {0x20, 1, 0x0d, 0xb8, 0, 0, 0, 1, 9, 9, 9, 9, 9, 9, 9, 9};
        for (int i = 0; i < PER_ADDRESS; i++) {
            limits.charge("user" + i, WwsfTest.address(one), NOW);
        }
        assertEquals(LoginLimits.WINDOW, limits.charge("another", WwsfTest.address(two), NOW));
    }

    @Test
    void successForgivesTheAccountButOnlyItselfAtTheAddress() {
        var here = WwsfTest.address(192, 0, 2, 1);
        for (int i = 0; i < PER_ADDRESS - 1; i++) {
            limits.charge("user" + i, here, NOW);
        }
        limits.charge("alice", here, NOW);
        limits.succeeded("alice", here);
        assertEquals(Duration.ZERO, limits.charge("alice", here, NOW));
        assertEquals(LoginLimits.WINDOW, limits.charge("alice", here, NOW));
    }

    @Test
    void fullTableForgetsWhoWasQuietForLongest() {
        for (int i = 0; i < 3 * LoginLimits.MAX_ENTRIES; i++) {
            limits.charge(
                    "user" + i, WwsfTest.address(10, i >> 16 & 255, i >> 8 & 255, i & 255), NOW);
        }
        assertTrue(limits.size() <= 2 * LoginLimits.MAX_ENTRIES, () -> "" + limits.size());
    }

    @Test
    void attemptsWhileAccountsCannotBeLookedAtDoNotCount() {
        var here = WwsfTest.address(192, 0, 2, 1);
        var away =
                new PasswordLogin(
                        _ -> {
                            throw new Away();
                        },
                        PER_ADDRESS,
                        new OneAtATime() {
                            @Override
                            public <T> T call(Supplier<T> work) {
                                return work.get();
                            }
                        });
        for (int i = 0; i < 2 * LoginLimits.PER_ACCOUNT; i++) {
            assertThrows(Away.class, () -> away.attempt("alice", "alice", here, NOW));
        }
        assertEquals(Duration.ZERO, away.waitFor(here, NOW));
    }

    private static final class Away extends Unavailable {
        private static final long serialVersionUID = 1L;

        Away() {
            super("away", new IllegalStateException());
        }
    }
}
