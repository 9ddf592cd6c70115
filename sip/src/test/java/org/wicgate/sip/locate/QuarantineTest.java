package org.wicgate.sip.locate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Transport;
import org.wicgate.sip.locate.Quarantine.Change;
import org.wicgate.sip.locate.Quarantine.Policy;

class QuarantineTest {
    private static final Hop.Address ONE = target(1);
    private static final Hop.Address TWO = target(2);

    private final Quarantine quarantine = new Quarantine(Policy.DEFAULT);
    private Instant now = Instant.EPOCH;

    private static Hop.Address target(int last) {
        return new Hop.Address(Transport.UDP, new InetSocketAddress("192.0.2." + last, 5060));
    }

    private Instant at(long seconds) {
        now = Instant.EPOCH.plusSeconds(seconds);
        return now;
    }

    private List<Change> changes() {
        var changes = new ArrayList<Change>();
        for (var c = quarantine.poll(); c != null; c = quarantine.poll()) {
            changes.add(c);
        }
        return changes;
    }

    @Test
    void failedTargetIsDownUntilAProbeIsAnswered() {
        quarantine.failed(ONE, "refused", at(0));
        assertFalse(quarantine.isUp(ONE, now));
        assertTrue(quarantine.isUp(TWO, now));
        assertEquals(List.of(ONE), quarantine.down());
        assertEquals(
                List.of(new Change.Down(ONE, "refused", Instant.EPOCH.plusSeconds(5))), changes());
        assertNull(quarantine.probe(at(4)));
        assertEquals(ONE, quarantine.probe(at(5)));
        assertFalse(quarantine.isUp(ONE, at(5)), "the probe is not answered yet");
        quarantine.heard(ONE, at(6));
        assertTrue(quarantine.isUp(ONE, now));
        assertEquals(List.of(new Change.Up(ONE, Duration.ofSeconds(6))), changes());
        assertEquals(Instant.MAX, quarantine.deadline());
    }

    @Test
    void timeBetweenProbesDoublesUpToALimit() {
        quarantine.failed(ONE, "refused", at(0));
        var waits = new ArrayList<Long>();
        for (int i = 0; i < 8; i++) {
            Instant due = quarantine.deadline();
            waits.add(Duration.between(now, due).toSeconds());
            now = due;
            quarantine.isUp(ONE, now);
            assertEquals(ONE, quarantine.probe(now));
            quarantine.probeFailed(ONE, now);
        }
        assertEquals(List.of(5L, 10L, 20L, 40L, 80L, 120L, 120L, 120L), waits);
        assertEquals(1, changes().size(), "one change, however long it lasts");
    }

    @Test
    void flappingTargetStaysDownLongerAndASteadyOneIsForgiven() {
        quarantine.failed(ONE, "refused", at(0));
        quarantine.heard(ONE, at(1));
        quarantine.failed(ONE, "refused", at(2));
        assertEquals(Instant.EPOCH.plusSeconds(12), quarantine.deadline());
        quarantine.heard(ONE, at(3));
        quarantine.failed(ONE, "refused", at(3 + 121));
        assertEquals(now.plusSeconds(5), quarantine.deadline());
    }

    @Test
    void silenceOfOneRequestDoesNotCountWhenOthersAreAnswered() {
        Instant sent = at(0);
        quarantine.heard(ONE, at(3));
        quarantine.silent(ONE, sent, at(5));
        assertTrue(quarantine.isUp(ONE, now));
        quarantine.silent(ONE, at(4), at(9));
        assertFalse(quarantine.isUp(ONE, now));
        assertEquals("silent", ((Change.Down) changes().getFirst()).why());
    }

    @Test
    void deadTargetIsTriedByOneRequestAtATime() {
        quarantine.failed(ONE, "refused", at(0));
        assertTrue(quarantine.mayTry(ONE, now));
        assertFalse(quarantine.mayTry(ONE, at(3)), "that one is under way");
        quarantine.failed(ONE, "refused", at(3));
        assertTrue(quarantine.mayTry(ONE, at(3)), "and has failed");
        assertFalse(quarantine.mayTry(ONE, at(4)));
        quarantine.silent(ONE, now, at(4));
        assertFalse(quarantine.mayTry(ONE, at(4)), "whoever tries a silent one waits");
        assertTrue(quarantine.mayTry(ONE, at(8)));
        assertEquals(Duration.ZERO, quarantine.wait(List.of(ONE), at(8)));
        assertEquals(ONE, quarantine.probe(now));
        assertFalse(quarantine.mayTry(ONE, now), "the probe is the trial");
    }

    @Test
    void restIsKeptAndEndsByItself() {
        quarantine.rest(ONE, Duration.ofSeconds(30), at(0));
        quarantine.heard(ONE, at(1));
        assertFalse(quarantine.isUp(ONE, now), "it still answers what it had before");
        assertFalse(quarantine.mayTry(ONE, now));
        assertEquals(Duration.ofSeconds(29), quarantine.wait(List.of(ONE), now));
        assertEquals(Duration.ZERO, quarantine.wait(List.of(ONE, TWO), now));
        assertNull(quarantine.probe(at(30)), "no probe for who said when to come back");
        assertTrue(quarantine.isUp(ONE, now));
        assertEquals(2, changes().size());
        quarantine.rest(ONE, Duration.ofDays(1), at(40));
        assertEquals(now.plus(Policy.DEFAULT.longest()), quarantine.deadline());
    }

    @Test
    void deadTargetThatNobodyWantsIsForgotten() {
        quarantine.failed(ONE, "refused", at(0));
        for (int i = 0; i < 100 && !quarantine.deadline().equals(Instant.MAX); i++) {
            now = quarantine.deadline();
            var probe = quarantine.probe(now);
            if (probe != null) {
                quarantine.probeFailed(probe, now);
            }
        }
        assertEquals(Instant.MAX, quarantine.deadline());
        assertEquals(List.of(), quarantine.down());
        assertTrue(now.isAfter(Instant.EPOCH.plusSeconds(3600)));
    }

    @Test
    void memoryIsBounded() {
        var small =
                new Quarantine(
                        new Policy(
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(5),
                                2));
        for (int i = 1; i <= 5; i++) {
            small.failed(target(i), "refused", at(i));
        }
        assertEquals(List.of(target(4), target(5)), small.down());
        assertEquals(Instant.EPOCH.plusSeconds(9), small.deadline());
    }
}
