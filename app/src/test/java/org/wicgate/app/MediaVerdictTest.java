package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Counters.Direction;
import org.wicgate.iq.Counters.Drop;

class MediaVerdictTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Direction FLOWS = way(500, 0, 0, 0, 1);

    @Test
    void packetsBothWaysAreFlowing() {
        assertEquals("flowing", word(FLOWS, FLOWS));
    }

    @Test
    void beforeIceAndBeforeDtlsItIsTheAccess() {
        var none = Direction.NONE;
        assertEquals(
                "no_ice", MediaVerdict.of(new Counters(0, none, none, "", "", ""), NOW).word());
        assertEquals(
                "no_dtls", MediaVerdict.of(new Counters(0, none, none, "p", "", ""), NOW).word());
    }

    @Test
    void aMuteBrowserIsTold() {
        var verdict = verdict(way(500, 0, 0, 0, 12), FLOWS);
        assertEquals("no_browser_media", verdict.word());
        assertTrue(verdict.why().contains("since 12 s"), verdict::why);
        assertTrue(verdict(Direction.NONE, FLOWS).why().contains("at all"));
    }

    @Test
    void aSilentCoreAndOneThatSendsFromElsewhereAreTwoThings() {
        assertEquals("no_core_media", word(FLOWS, Direction.NONE));
        assertEquals("core_elsewhere", word(FLOWS, way(0, 0, 0, 300, 0)));
    }

    @Test
    void strayPacketsOfStrangersAreNotTheCause() {
        assertEquals("no_core_media", word(FLOWS, way(5_000, 0, 0, 3, 20)));
    }

    @Test
    void keysThatDoNotMatchAreTold() {
        assertEquals("bad_keys", word(way(0, 0, 400, 0, 0), FLOWS));
        assertEquals("bad_core_keys", word(FLOWS, way(0, 0, 400, 0, 0)));
    }

    @Test
    void aHeldCallIsHeld() {
        assertEquals("held", word(way(500, 300, 0, 0, 10), FLOWS));
        assertEquals("held", word(way(500, 300, 0, 0, 10), way(500, 300, 0, 0, 10)));
    }

    @Test
    void silenceOfBothSaysBoth() {
        var verdict = verdict(Direction.NONE, Direction.NONE);
        assertEquals("silent", verdict.word());
        assertTrue(verdict.why().contains("browser") && verdict.why().contains("core"));
    }

    private static String word(Direction toCore, Direction toAccess) {
        return verdict(toCore, toAccess).word();
    }

    private static MediaVerdict verdict(Direction toCore, Direction toAccess) {
        return MediaVerdict.of(new Counters(0, toCore, toAccess, "pair", "profile", ""), NOW);
    }

    private static Direction way(
            long packets, long gated, long unauthentic, long stranger, int secondsAgo) {
        long last = packets == 0 ? 0 : NOW.minusSeconds(secondsAgo).toEpochMilli();
        var drops =
                Map.of(Drop.GATED, gated, Drop.UNAUTHENTIC, unauthentic, Drop.STRANGER, stranger);
        return new Direction(packets, packets * 160, drops, last);
    }
}
