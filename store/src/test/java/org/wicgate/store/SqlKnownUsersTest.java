package org.wicgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.Subject;
import org.wicgate.wwsf.PasswordHash;
import org.wicgate.wwsf.Sessions.Session;
import org.wicgate.wwsf.oidc.KnownUsers.Kept;

@ParameterizedClass
@EnumSource(org.wicgate.store.Kept.class)
class SqlKnownUsersTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final String ERIN = "oidc-0a1b2c3d4e5f:Erin-1";

    @TempDir private Path folder;
    private final org.wicgate.store.Kept database;
    private Store store;

    SqlKnownUsersTest(org.wicgate.store.Kept database) {
        this.database = database;
    }

    @BeforeEach
    void open() {
        store = database.empty(folder).get();
        DemoAccounts.seed(store, "ims.example", "wwsf", new SeededEntropy(3));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static ImsIdentity identity(String impi, String user) {
        return new ImsIdentity(impi + "@ims.example", List.of("sip:" + user + "@ims.example"));
    }

    private Kept keep(String name, ImsIdentity identity) {
        return store.knownUsers().keep(name, identity, NOW);
    }

    @Test
    void whoIsKeptHasTheIdentityAndNoPasswordAndIsListed() {
        assertEquals(Kept.WELCOME, keep(ERIN, identity("erin-1", "erin")));
        assertEquals(Kept.WELCOME, keep(ERIN, identity("erin-1", "erin")));
        assertEquals(identity("erin-1", "erin"), store.accounts().of(new Subject.WebUser(ERIN)));
        var account = store.accounts().find(ERIN);
        assertTrue(account != null && !PasswordHash.matches("-", account.passwordHash()));
        assertTrue(store.admin().all().stream().anyMatch(line -> line.name().equals(ERIN)));
    }

    @Test
    void identityOfAnAccountOfThePoolOrOfAnotherUserIsNotTaken() {
        assertEquals(Kept.TAKEN, keep(ERIN, identity("erin-1", "Alice")));
        assertEquals(Kept.TAKEN, keep(ERIN, identity("ALICE", "erin")));
        assertEquals(Kept.TAKEN, keep(ERIN, identity("erin-1", "guest-1")));
        assertNull(store.accounts().find(ERIN));
        keep(ERIN, identity("erin-1", "erin"));
        assertEquals(Kept.TAKEN, keep("oidc-0a1b2c3d4e5f:2", identity("2", "erin")));
        assertEquals(Kept.TAKEN, keep("oidc-0a1b2c3d4e5f:2", identity("erin-1", "two")));
    }

    @Test
    void lockedStaysOutsideUntilUnlocked() {
        keep(ERIN, identity("erin-1", "erin"));
        assertTrue(store.admin().lock(ERIN, NOW));
        assertEquals(Kept.LOCKED, keep(ERIN, identity("erin-1", "erin")));
        assertTrue(store.admin().unlock(ERIN));
        assertEquals(Kept.WELCOME, keep(ERIN, identity("erin-1", "erin")));
    }

    @Test
    void otherNameAtTheProviderIsAnotherIdentityAndEndsWhatTheOldOneHad() {
        keep(ERIN, identity("erin-1", "erin"));
        var session =
                new Session(
                        new Subject.WebUser(ERIN),
                        "login",
                        NOW.plusSeconds(60),
                        NOW.plusSeconds(30));
        store.sessions().put("hash", session, NOW);
        assertEquals(Kept.WELCOME, keep(ERIN, identity("erin-1", "mrs-erin")));
        assertEquals(
                identity("erin-1", "mrs-erin"), store.accounts().of(new Subject.WebUser(ERIN)));
        assertNull(store.sessions().find("hash", NOW));
        assertTrue(store.revocations().isRevoked("login"));
        assertFalse(store.revocations().isRevoked("other"));
        assertEquals(Kept.WELCOME, keep("oidc-0a1b2c3d4e5f:2", identity("2", "erin")));
    }
}
