package org.wicgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.KeyVault;
import org.wicgate.waf.SigningKeys;
import org.wicgate.waf.Subject;
import org.wicgate.wwsf.Account;
import org.wicgate.wwsf.PasswordHash;

class StoreTest {
    private static final String DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";

    @TempDir private Path directory;

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
    void fileIsReadableByItsOwnerOnly() throws IOException {
        try (var store = open()) {
            assertTrue(store.keys().keys().isEmpty());
            try (var files = Files.list(file().getParent())) {
                for (var file : files.toList()) {
                    assertEquals(
                            "rw-------",
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                            file.toString());
                }
            }
        }
    }

    @Test
    void quotesInNamesAreJustCharacters() {
        try (var store = open()) {
            var name = "x'; DROP TABLE account; --";
            store.accounts().addUser(new Account(name, "h"), new ImsIdentity("i", List.of("u")));
            assertNotNull(store.accounts().find(name));
            assertNull(store.accounts().find("' OR '1'='1"));
        }
    }

    @Test
    void fileThatIsNoDatabaseIsRefusedInOneLine() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(
                file(), "this is not a database, but a letter of some length. ".repeat(99));

        var e = assertThrows(StoreFailure.class, this::open);
        var message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("cannot use the database " + file()), message);
        assertFalse(message.contains("\n"), message);
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

    private Path file() {
        return directory.resolve("data").resolve("wicgate.db");
    }

    private Store open() {
        return Store.open(file());
    }
}
