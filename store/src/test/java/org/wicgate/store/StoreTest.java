package org.wicgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.KeyVault;
import org.wicgate.waf.SigningKeys;
import org.wicgate.waf.Subject;
import org.wicgate.wwsf.Account;
import org.wicgate.wwsf.PasswordHash;

@ParameterizedClass
@EnumSource(Kept.class)
class StoreTest {
    private static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";

    @TempDir private Path directory;
    private final Kept kept;
    private Supplier<Store> place;

    StoreTest(Kept kept) {
        this.kept = kept;
    }

    @BeforeEach
    void place() {
        place = kept.empty(directory);
    }

    @Test
    void accountsAndIdentitiesOutliveTheProcess() {
        var alice = new ImsIdentity("alice@" + DOMAIN, List.of("sip:alice@a", "tel:+15550101"));
        try (var store = open()) {
            store.accounts().addUser(new Account("alice", "hash"), alice);
            store.accounts().addUser(new Account("alice", "other"), alice);
        }
        try (var store = open()) {
            var found = store.accounts().find("alice");
            assertNotNull(found);
            assertEquals("hash", found.passwordHash());
            assertEquals(alice, store.accounts().of(new Subject.WebUser("alice")));
            assertNull(store.accounts().find("bob"));
            assertNull(store.accounts().of(new Subject.WebUser("bob")));
            assertNull(store.accounts().of(new Subject.PoolMember("alice")));
        }
    }

    @Test
    void signingKeysAreKeptByGenerationAndForgotten() {
        var now = Instant.parse("2026-11-20T12:00:00Z");
        var period = Duration.ofDays(90);
        String first;
        try (var store = open()) {
            first = SigningKeys.open(store.keys(), period, now).jwks();
            store.keys().keep(new KeyVault.Kept(1, "another", now));
        }
        try (var store = open()) {
            assertEquals(first, SigningKeys.open(store.keys(), period, now).jwks());
            for (int i = 1; i <= 11; i++) {
                SigningKeys.open(store.keys(), period, now.plus(period.multipliedBy(i)));
            }
            var kept = store.keys().keys().stream().map(KeyVault.Kept::generation).toList();
            assertEquals(List.of(11, 12), kept, "the last signs until the next is known");
        }
    }

    @Test
    void quotesInNamesAreJustCharacters() {
        try (var store = open()) {
            var name = "x'; DROP TABLE account; --";
            store.accounts().addUser(new Account(name, "h"), new ImsIdentity("i", List.of("u")));
            assertNotNull(store.accounts().find(name));
            assertNull(store.accounts().find("' OR '1'='1"));
            assertNull(store.accounts().find("alice\0"), "no text of PostgreSQL has a NUL");
            assertNull(store.accounts().find("\ud800"));
        }
    }

    @Test
    void demoAccountsAreThereAndKeepWhatWasChanged() {
        try (var store = open()) {
            var accounts = store.accounts();
            accounts.addUser(
                    new Account("bob", "changed"), new ImsIdentity("b", List.of("sip:b@x")));
            DemoAccounts.seed(store, DOMAIN, "wwsf", new SeededEntropy(1));
            DemoAccounts.seed(store, DOMAIN, "wwsf", new SeededEntropy(2));

            var alice = accounts.find("alice");
            assertNotNull(alice);
            assertTrue(PasswordHash.matches("alice", alice.passwordHash()));
            assertEquals(
                    new ImsIdentity("alice@" + DOMAIN, List.of("sip:alice@" + DOMAIN)),
                    accounts.of(new Subject.WebUser("alice")));
            var bob = accounts.find("bob");
            assertNotNull(bob);
            assertEquals("changed", bob.passwordHash());
            assertNull(accounts.find("carol"));
            assertNotNull(accounts.of(new Subject.PoolMember("guest-20")));
            assertNull(accounts.of(new Subject.PoolMember("guest-21")));
        }
    }

    private Store open() {
        return place.get();
    }
}
