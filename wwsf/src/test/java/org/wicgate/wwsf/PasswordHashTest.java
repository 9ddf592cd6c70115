package org.wicgate.wwsf;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Entropy;
import org.wicgate.sim.SeededEntropy;

class PasswordHashTest {
    private final Entropy entropy = new SeededEntropy(3);

    @Test
    void passwordMatchesItsOwnHashOnly() {
        String hash = PasswordHash.of("correct horse", entropy);

        assertTrue(hash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), hash);
        assertTrue(PasswordHash.matches("correct horse", hash));
        assertFalse(PasswordHash.matches("correct hors", hash));
        assertFalse(PasswordHash.matches("", hash));
        assertNotEquals(hash, PasswordHash.of("correct horse", entropy));
    }

    /** Made by the reference implementation: argon2 somesalt -id -t 2 -m 16 -p 1, "password". */
    @Test
    void hashesMadeElsewhereMatch() {
        var foreign =
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                        + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertTrue(PasswordHash.matches("password", foreign));
        assertFalse(PasswordHash.matches("passwort", foreign));
    }

    @Test
    void compositionOfAccentsDoesNotMatter() {
        assertTrue(PasswordHash.matches("cafe\u0301", PasswordHash.of("caf\u00e9", entropy)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!",
                "alice",
                "$argon2id$v=19$m=19456,t=2,p=1$$",
                "$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
                "$argon2id$v=19$m=64,t=99,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
                "$argon2id$v=19$m=7,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8",
                "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8"
            })
    void whatIsNoHashOfOursMatchesNothing(String encoded) {
        assertFalse(PasswordHash.matches("alice", encoded));
    }

    @Test
    void absentAccountMatchesNothing() {
        for (var password : List.of("", "alice", "\0")) {
            assertFalse(PasswordHash.matches(password, null));
        }
    }
}
