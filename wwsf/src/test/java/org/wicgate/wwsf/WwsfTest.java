package org.wicgate.wwsf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Entropy;
import org.wicgate.sim.Proves;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.KeyVault;
import org.wicgate.waf.SigningKeys;
import org.wicgate.waf.Subject;
import org.wicgate.waf.TokenAnswer;
import org.wicgate.waf.TokenClaims;
import org.wicgate.waf.TokenVerifier;
import org.wicgate.waf.Verdict;
import org.wicgate.waf.Waf;
import org.wicgate.waf.WwsfClient;
import org.wicgate.wwsf.SessionAnswer.Granted;
import org.wicgate.wwsf.SessionAnswer.NoSession;
import org.wicgate.wwsf.SessionAnswer.PoolExhausted;
import org.wicgate.wwsf.SessionAnswer.TooManyAttempts;
import org.wicgate.wwsf.SessionAnswer.WrongCredentials;
import org.wicgate.wwsf.testing.MemorySessions;

class WwsfTest {
    private static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final TurnServer TURN =
            new TurnServer(List.of("turn:turn.example"), "a secret", Duration.ofHours(1));
    private static final InetAddress HERE = address(192, 0, 2, 1);
    private static final List<String> MEMBERS = List.of("guest-1", "guest-2", "guest-3");
    private static final Entropy ENTROPY = new SeededEntropy(7);
    private static final SigningKeys KEYS =
            SigningKeys.open(KeyVault.inMemory(), Duration.ofDays(90), Instant.EPOCH);
    private static final Map<String, Account> ACCOUNTS =
            Map.of(
                    "alice", new Account("alice", PasswordHash.of("alice", ENTROPY)),
                    "nobody", new Account("nobody", PasswordHash.of("nobody", ENTROPY)));

    private final Waf waf =
            new Waf(
                    new Waf.Settings(
                            "https://waf.example",
                            DOMAIN,
                            Waf.Settings.DEFAULT_LIFETIME,
                            List.of(new WwsfClient("wwsf", WwsfClient.ALL_SCOPES, List.of()))),
                    KEYS,
                    WwsfTest::identity,
                    ENTROPY);
    private final Wwsf wwsf = wwsf(Wwsf.Settings.DEFAULT_LEASE);

    @Test
    @Proves({"WWSF-03", "WWSF-04", "WAF-01"})
    void rightPasswordGivesTokenAndIdentity() {
        var granted = assertInstanceOf(Granted.class, login("alice", "alice"));

        assertEquals("sip:alice@" + DOMAIN, granted.grant().impu());
        assertEquals(Duration.ofMinutes(15), granted.grant().lifetime());
        var claims = claims(granted);
        assertEquals("alice", claims.subject());
        assertEquals("wwsf", claims.wwsf());
        assertEquals("alice@" + DOMAIN, claims.identity().impi());
    }

    @Test
    @Proves("WWSF-05")
    void grantSaysWhereTheEpcscfIsAndWhichDomain() {
        var granted = assertInstanceOf(Granted.class, login("alice", "alice"));

        assertEquals(List.of("wss://edge.example/ws"), granted.grant().w2Uris());
        assertEquals(DOMAIN, granted.grant().homeDomain());
        assertEquals(
                "stun:stun.example", granted.grant().iceServers().getFirst().urls().getFirst());
    }

    @Test
    @Proves("WWSF-06")
    void wrongUserAndWrongPasswordAreOneAnswerWithoutAToken() {
        assertEquals(new WrongCredentials(), login("alice", "wrong"));
        assertEquals(new WrongCredentials(), login("mallory", "alice"));
        assertEquals(new WrongCredentials(), login("", ""));
        assertEquals(new WrongCredentials(), login("alice", "a".repeat(257)));
        assertEquals(new WrongCredentials(), login("a".repeat(129), "alice"));
    }

    @Test
    void nameIsReadWithoutRegardToCaseAndSpaces() {
        assertInstanceOf(Granted.class, login(" ALICE ", "alice"));
    }

    @Test
    void accountWithoutImsIdentityIsToldSoOnlyAfterItsPassword() {
        assertEquals(new WrongCredentials(), login("nobody", "wrong"));
        assertEquals(
                new SessionAnswer.NotEntitled("nobody", TokenAnswer.Refusal.INVALID_GRANT),
                login("nobody", "nobody"));
    }

    @Test
    void tenFailuresCloseAnAccountForFiveMinutesWhetherItExistsOrNot() {
        for (var name : List.of("alice", "mallory")) {
            for (int i = 0; i < LoginLimits.PER_ACCOUNT; i++) {
                assertEquals(new WrongCredentials(), login(name, "wrong"));
            }
            assertEquals(new TooManyAttempts(Duration.ofMinutes(5)), login(name, "alice"));
        }
        var later = NOW.plus(LoginLimits.WINDOW);
        assertInstanceOf(Granted.class, wwsf.login("alice", "alice", HERE, later));
    }

    @Test
    void sessionIsRenewedUntilItEndsOrIsLoggedOut() {
        var first = assertInstanceOf(Granted.class, login("alice", "alice"));
        var later = NOW.plus(Duration.ofMinutes(14));

        var second = assertInstanceOf(Granted.class, wwsf.renew(first.sessionId(), later));
        assertEquals(first.sessionId(), second.sessionId());
        assertNotEquals(first.grant().accessToken(), second.grant().accessToken());
        assertEquals("sip:alice@" + DOMAIN, second.grant().impu());

        var end = NOW.plus(Wwsf.Settings.DEFAULT_SESSION);
        assertInstanceOf(Granted.class, wwsf.renew(first.sessionId(), end.minusSeconds(1)));
        assertEquals(new NoSession(), wwsf.renew(first.sessionId(), end));
        assertEquals(new NoSession(), wwsf.renew("guessed", NOW));

        wwsf.logout(first.sessionId(), later);
        assertEquals(new NoSession(), wwsf.renew(first.sessionId(), later));
        wwsf.logout(first.sessionId(), later);
    }

    @Test
    @Proves("WAF-11")
    void guestGetsAnIdentityOfThePoolAndATokenForIt() {
        var guest = guest(NOW);

        assertEquals("sip:guest-1@" + DOMAIN, guest.grant().impu());
        assertEquals(
                new ImsIdentity("guest-1@" + DOMAIN, List.of("sip:guest-1@" + DOMAIN)),
                claims(guest).identity());
        assertEquals("pool:guest-1", claims(guest).subject());
    }

    @Test
    void noPoolIdentityIsLentTwiceAtOnceAndLogoutAndTimeoutReleaseIt() {
        Set<String> lent = new HashSet<>();
        var first = guest(NOW);
        lent.add(first.grant().impu());
        lent.add(guest(NOW).grant().impu());
        lent.add(guest(NOW).grant().impu());
        assertEquals(MEMBERS.size(), lent.size());
        assertEquals(new PoolExhausted(), wwsf.guest(HERE, NOW));

        // After logout its token is still good for 15 minutes, and 60 s of skew: not before.
        wwsf.logout(first.sessionId(), NOW);
        var dead = NOW.plus(Duration.ofMinutes(16));
        assertEquals(new PoolExhausted(), wwsf.guest(HERE, dead.minusSeconds(1)));
        assertEquals(first.grant().impu(), guest(dead).grant().impu());
        assertEquals(new PoolExhausted(), wwsf.guest(HERE, dead));

        var timeout = NOW.plus(Wwsf.Settings.DEFAULT_LEASE);
        assertEquals(new PoolExhausted(), wwsf.guest(HERE, timeout.minusSeconds(1)));
        assertInstanceOf(Granted.class, wwsf.guest(HERE, timeout));
    }

    @Test
    void renewingKeepsThePoolIdentityAndComingTooLateLosesIt() {
        var kept = guest(NOW);
        var lost = guest(NOW);
        var later = NOW.plus(Duration.ofMinutes(20));

        var renewed = assertInstanceOf(Granted.class, wwsf.renew(kept.sessionId(), later));
        assertEquals(kept.grant().impu(), renewed.grant().impu());

        var late = NOW.plus(Duration.ofMinutes(31));
        assertInstanceOf(Granted.class, wwsf.renew(kept.sessionId(), late));
        assertEquals(new NoSession(), wwsf.renew(lost.sessionId(), late));
    }

    @Test
    void guestsOfOneAddressAreLimited() {
        for (int i = 0; i < Wwsf.Settings.DEFAULT_ATTEMPTS; i++) {
            wwsf.guest(HERE, NOW);
        }
        assertEquals(new TooManyAttempts(Duration.ofMinutes(5)), wwsf.guest(HERE, NOW));
        assertEquals(new PoolExhausted(), wwsf.guest(address(192, 0, 2, 2), NOW));
    }

    @Test
    void leaseThatEndsBeforeItsTokenIsRefusedAtTheStart() {
        assertThrows(IllegalArgumentException.class, () -> wwsf(Duration.ofMinutes(15)));
    }

    @Test
    void answersDoNotShowTheirSecrets() {
        var granted = assertInstanceOf(Granted.class, login("alice", "alice"));

        assertFalse(granted.toString().contains(granted.grant().accessToken()));
        assertFalse(granted.toString().contains(granted.sessionId()));
        assertFalse(new Account("a", "$argon2id$x").toString().contains("argon2id"));
    }

    private SessionAnswer login(String username, String password) {
        return wwsf.login(username, password, HERE, NOW);
    }

    private Granted guest(Instant now) {
        return assertInstanceOf(Granted.class, wwsf.guest(HERE, now));
    }

    private TokenClaims claims(Granted granted) {
        var verifier = new TokenVerifier(waf.rules());
        var verdict = verifier.verify(granted.grant().accessToken(), waf.keys(), NOW);
        return assertInstanceOf(Verdict.Valid.class, verdict).claims();
    }

    /** TS 33.203 X.5: they end, and each user has his own; who renews his token gets new ones. */
    @Test
    @Proves({"WWSF-13", "SEC-18"})
    void turnCredentialsAreOfOneUserAndEnd() {
        var alice = assertInstanceOf(Granted.class, login("alice", "alice"));
        var guest = assertInstanceOf(Granted.class, wwsf.guest(HERE, NOW));
        var hers = alice.grant().iceServers().getLast();
        var theirs = guest.grant().iceServers().getLast();
        long end = NOW.plus(TURN.lifetime()).getEpochSecond();
        assertEquals(TURN.urls(), hers.urls());
        assertEquals(end + ":alice", hers.username());
        assertEquals(end + ":" + guest.subject(), theirs.username());
        assertNotEquals(hers.credential(), theirs.credential());

        var later =
                assertInstanceOf(Granted.class, wwsf.renew(alice.sessionId(), NOW.plusSeconds(60)));
        var renewed = later.grant().iceServers().getLast();
        assertEquals(end + 60 + ":alice", renewed.username());
        assertNotEquals(hers.credential(), renewed.credential());
    }

    private Wwsf wwsf(Duration lease) {
        var settings =
                new Wwsf.Settings(
                        "wwsf",
                        DOMAIN,
                        List.of("wss://edge.example/ws"),
                        List.of(new IceServer(List.of("stun:stun.example"), "", "")),
                        List.of(TURN),
                        Wwsf.Settings.DEFAULT_SESSION,
                        lease,
                        Duration.ZERO,
                        Wwsf.Settings.DEFAULT_ATTEMPTS);
        return new Wwsf(
                settings,
                waf,
                new PasswordLogin(ACCOUNTS::get, Wwsf.Settings.DEFAULT_ATTEMPTS, new OneThread()),
                new MemoryPool(MEMBERS),
                new MemorySessions(),
                ENTROPY,
                new OneThread());
    }

    private static @Nullable ImsIdentity identity(Subject subject) {
        return switch (subject) {
            case Subject.WebUser(var name) -> name.equals("alice") ? identity(name) : null;
            case Subject.PoolMember(var name) -> identity(name);
            case Subject.UserOf _ -> null;
        };
    }

    private static ImsIdentity identity(String name) {
        return new ImsIdentity(name + "@" + DOMAIN, List.of("sip:" + name + "@" + DOMAIN));
    }

    static InetAddress address(int... bytes) {
        byte[] raw = new byte[bytes.length];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static final class OneThread implements OneAtATime {
        @Override
        public <T> T call(Supplier<T> work) {
            return work.get();
        }
    }
}
