package org.wicgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.base.Entropy;
import org.wicgate.sim.Proves;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.SigningKeys;
import org.wicgate.waf.TokenVerifier;
import org.wicgate.waf.Verdict;
import org.wicgate.waf.Waf;
import org.wicgate.waf.WwsfClient;
import org.wicgate.wwsf.OneAtATime;
import org.wicgate.wwsf.PasswordLogin;
import org.wicgate.wwsf.SessionAnswer;
import org.wicgate.wwsf.SessionAnswer.Granted;
import org.wicgate.wwsf.SessionAnswer.PoolExhausted;
import org.wicgate.wwsf.Wwsf;

/** WWSF, WAF and store together, as the demo wires them, in virtual time. */
@ParameterizedClass
@EnumSource(Kept.class)
class WwsfOnStoreTest {
    private static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private static final Consumer<Store> FILL = WwsfOnStoreTest::fill;

    @TempDir private Path directory;
    private final Kept kept;
    private Supplier<Store> place;
    private Store store;
    private Waf waf;
    private Wwsf wwsf;
    private long seed = 11;

    WwsfOnStoreTest(Kept kept) {
        this.kept = kept;
    }

    @BeforeEach
    void open() {
        place = kept.filled(directory, FILL);
        start(Duration.ZERO);
    }

    private static void fill(Store store) {
        DemoAccounts.seed(store, DOMAIN, "wwsf", new SeededEntropy(10));
        store.accounts()
                .addPoolMember("theirs", "other", new ImsIdentity("o", List.of("sip:other@x")));
    }

    private void start(Duration afterLogout) {
        Entropy entropy = new SeededEntropy(seed++);
        store = place.get();
        var client = new WwsfClient("wwsf", WwsfClient.ALL_SCOPES, List.of());
        waf =
                new Waf(
                        new Waf.Settings(
                                "https://waf.example",
                                DOMAIN,
                                Waf.Settings.DEFAULT_LIFETIME,
                                List.of(client)),
                        SigningKeys.open(store.keys(), Duration.ofDays(90), NOW),
                        store.accounts(),
                        store.revocations(),
                        entropy);
        wwsf =
                new Wwsf(
                        new Wwsf.Settings(
                                "wwsf",
                                DOMAIN,
                                List.of("wss://e.example/ws"),
                                List.of(),
                                List.of(),
                                Wwsf.Settings.DEFAULT_SESSION,
                                Wwsf.Settings.DEFAULT_LEASE,
                                afterLogout,
                                Wwsf.Settings.DEFAULT_ATTEMPTS),
                        waf,
                        new PasswordLogin(
                                store.accounts(), Wwsf.Settings.DEFAULT_ATTEMPTS, new OneThread()),
                        store.pool("wwsf"),
                        store.sessions(),
                        entropy,
                        new OneThread());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    @Proves({"WAF-02", "WWSF-04"})
    void loginOfADemoAccountGivesATokenForItsIdentity() {
        var alice = assertInstanceOf(Granted.class, wwsf.login("alice", "alice", HERE, NOW));
        var verdict =
                new TokenVerifier(waf.rules()).verify(alice.grant().accessToken(), waf.keys(), NOW);
        assertEquals(
                new ImsIdentity("alice@" + DOMAIN, List.of("sip:alice@" + DOMAIN)),
                assertInstanceOf(Verdict.Valid.class, verdict).claims().identity());
        assertInstanceOf(
                SessionAnswer.WrongCredentials.class, wwsf.login("carol", "carol", HERE, NOW));
    }

    @Test
    @Proves({"WWSF-07", "WWSF-08"})
    void eachGuestHasAnIdentityOfThePoolAloneUntilLogoutOrTimeout() {
        var guests = new ArrayList<Granted>();
        var impus = new HashSet<String>();
        for (int i = 0; i < DemoAccounts.GUESTS; i++) {
            var guest = guest(NOW);
            guests.add(guest);
            assertTrue(impus.add(guest.grant().impu()), "lent twice: " + guest);
            assertTrue(guest.grant().impu().startsWith("sip:guest-"), guest.toString());
        }
        assertEquals(new PoolExhausted(), wwsf.guest(HERE, NOW));

        // The last token is good for 15 minutes, and 60 s of skew: not before.
        wwsf.logout(guests.getFirst().sessionId(), NOW);
        var dead = NOW.plus(Duration.ofMinutes(16));
        assertEquals(new PoolExhausted(), wwsf.guest(HERE, dead.minusSeconds(1)));
        assertEquals(guests.getFirst().grant().impu(), guest(dead).grant().impu());
        assertEquals(new PoolExhausted(), wwsf.guest(HERE, dead));

        var timeout = NOW.plus(Wwsf.Settings.DEFAULT_LEASE);
        assertEquals(new PoolExhausted(), wwsf.guest(HERE, timeout.minusSeconds(1)));
        assertTrue(impus.contains(guest(timeout).grant().impu()));
    }

    @Test
    @Proves("WWSF-08")
    void restartEndsNeitherSessionsNorLeases() {
        var alice = assertInstanceOf(Granted.class, wwsf.login("alice", "alice", HERE, NOW));
        var guests = new ArrayList<Granted>();
        for (int i = 0; i < DemoAccounts.GUESTS; i++) {
            guests.add(guest(NOW));
        }
        store.close();
        start(Duration.ZERO);

        assertEquals(new PoolExhausted(), wwsf.guest(HERE, NOW.plusSeconds(1)));
        assertInstanceOf(Granted.class, wwsf.renew(alice.sessionId(), NOW.plusSeconds(1)));
        for (var guest : guests) {
            var renewed = wwsf.renew(guest.sessionId(), NOW.plusSeconds(1));
            assertEquals(
                    guest.grant().impu(), assertInstanceOf(Granted.class, renewed).grant().impu());
        }
    }

    @Test
    @Proves("WWSF-08")
    void identityIsFreeSoonAfterALogoutThatKillsItsTokens() {
        store.close();
        start(Duration.ofSeconds(10));
        var guests = new ArrayList<Granted>();
        for (int i = 0; i < DemoAccounts.GUESTS; i++) {
            guests.add(guest(NOW));
        }
        var first = guests.getFirst();
        assertFalse(wwsf.logout(first.sessionId(), NOW).isEmpty());
        assertEquals("", wwsf.logout(first.sessionId(), NOW), "over once");
        assertEquals(
                new Verdict.Invalid(Verdict.Reason.REVOKED),
                waf.verify(first.grant().accessToken(), NOW));
        assertEquals(new PoolExhausted(), wwsf.guest(HERE, NOW.plusSeconds(9)));
        var next = guest(NOW.plusSeconds(10));
        assertEquals(first.grant().impu(), next.grant().impu());
        assertInstanceOf(
                Verdict.Valid.class, waf.verify(next.grant().accessToken(), NOW.plusSeconds(10)));
        assertEquals(1, store.revocations().current(NOW.plusSeconds(10)).size());
        assertEquals(0, store.revocations().current(NOW.plus(Duration.ofHours(1))).size());
    }

    private Granted guest(Instant now) {
        return assertInstanceOf(Granted.class, wwsf.guest(HERE, now));
    }

    private static final class OneThread implements OneAtATime {
        @Override
        public <T> T call(Supplier<T> work) {
            return work.get();
        }
    }
}
