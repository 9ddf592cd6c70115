package org.wicgate.wwsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnServerTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private final TurnServer server =
            new TurnServer(
                    List.of("turn:turn.example:3478"),
                    "a-secret-of-sixteen",
                    Duration.ofMinutes(10));

    /** The value is that of {@code openssl dgst -sha1 -hmac SECRET -binary | base64}. */
    @Test
    void nameHasItsEndAndThePasswordIsItsMac() {
        var lent = server.lentTo("alice", NOW);
        assertEquals(List.of("turn:turn.example:3478"), lent.urls());
        assertEquals("1800000600:alice", lent.username());
        assertEquals("/8vGSumjMPMZrJG6kr+DDlLmmsg=", lent.credential());
    }

    @Test
    void anotherUserAndAnotherTimeHaveAnotherPassword() {
        var lent = server.lentTo("alice", NOW);
        assertNotEquals(lent.credential(), server.lentTo("bob", NOW).credential());
        assertNotEquals(lent.credential(), server.lentTo("alice", NOW.plusSeconds(1)).credential());
        assertFalse((server + "" + lent).contains(server.secret()));
    }
}
