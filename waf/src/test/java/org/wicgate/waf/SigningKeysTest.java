package org.wicgate.waf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.SeededEntropy;

/** One key follows the other, and no token is refused for that. */
class SigningKeysTest {
    private static final Duration PERIOD = Duration.ofDays(90);

    private final KeyVault vault = KeyVault.inMemory();
    private final SigningKeys keys = SigningKeys.open(vault, PERIOD, Fixture.NOW);
    private final Waf waf =
            new Waf(
                    Fixture.settings(),
                    keys,
                    Fixture::identity,
                    Revocations.NONE,
                    new SeededEntropy(3));

    private String token(Instant now) {
        var request = new TokenRequest(Fixture.WWSF, new Subject.WebUser("alice"), "", List.of());
        return assertInstanceOf(TokenAnswer.Issued.class, waf.issue(request, now)).token();
    }

    @Test
    void nextKeyIsPublishedThenSignsAndTheLastGoesWhenItsTokensAreDead() {
        String first = keys.signing(Fixture.NOW).id();
        var day90 = Fixture.NOW.plus(PERIOD);
        keys.turn(day90.minusSeconds(1));
        assertEquals(Set.of(first), waf.keys().ids());

        keys.turn(day90);
        assertEquals(2, waf.keys().ids().size(), "published ahead");
        var theyHave = waf.keys();
        var change = day90.plus(SigningKeys.AHEAD);
        assertEquals(first, keys.signing(change.minusSeconds(1)).id());
        assertNotEquals(first, keys.signing(change).id());

        String last = token(change.minusSeconds(1));
        String next = token(change);
        var edge = new TokenVerifier(waf.rules());
        assertInstanceOf(Verdict.Valid.class, edge.verify(next, theyHave, change), "known by then");
        var still = change.plus(Waf.Settings.DEFAULT_LIFETIME).minusSeconds(2);
        keys.turn(still);
        assertInstanceOf(Verdict.Valid.class, waf.verify(last, still));

        keys.turn(change.plus(SigningKeys.AFTER));
        assertEquals(1, waf.keys().ids().size());
        assertEquals(1, vault.keys().size());
        assertEquals(
                new Verdict.Invalid(Verdict.Reason.UNKNOWN_KEY),
                waf.verify(last, change.plus(SigningKeys.AFTER)));
    }

    @Test
    void twoProcessesHaveTheSameKeys() {
        var other = SigningKeys.open(vault, PERIOD, Fixture.NOW.plusSeconds(1));
        assertEquals(keys.jwks(), other.jwks());

        var day90 = Fixture.NOW.plus(PERIOD);
        other.turn(day90);
        keys.turn(day90.plusSeconds(60));
        assertEquals(other.jwks(), keys.jwks());
        assertEquals(2, vault.keys().size());
    }

    @Test
    void keyOfBeforeThisNoteIsFollowedAtOnceButSignsOn() {
        var old = KeyVault.inMemory();
        old.keep(new KeyVault.Kept(1, SigningKey.make(), Instant.EPOCH));
        var turned = SigningKeys.open(old, PERIOD, Fixture.NOW);
        assertEquals(2, turned.published().ids().size());
        String first = turned.signing(Fixture.NOW).id();
        assertNotEquals(first, turned.signing(Fixture.NOW.plus(SigningKeys.AHEAD)).id());
    }
}
