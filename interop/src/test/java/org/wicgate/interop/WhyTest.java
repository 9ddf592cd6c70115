package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A call or a login that fails says why, in words, on the page. */
@UsesDemo
class WhyTest {
    @Test
    void callsThatFailSayWhy() {
        try (var chromium = new Chromium("why")) {
            var alice = chromium.open("alice").login();
            claim(alice.dial("busy").outcome("busy"), "busy is busy.", "486");
            claim(alice.dial("nobody").outcome("unknown-user"), "There is no “nobody”", "404");
            claim(alice.dial("bob").outcome("not-available"), "bob is not available", "480");
            claim(alice.dial("two words").outcome("bad-address"), "neither a name", "");
            alice.dial("echo").awaitState("connected");
            alice.hears();
        }
    }

    @Test
    void aWrongPasswordSaysWhy() {
        try (var chromium = new Chromium("password")) {
            var alice = chromium.open("alice");
            alice.logIn("alice", "wrong");
            claim(alice.text("login-error"), "The user name or the password is wrong.", "");
            alice.picture("refused");
            alice.logIn("nobody", "nobody");
            claim(alice.text("login-error"), "The user name or the password is wrong.", "");
            alice.login();
        }
    }

    private static void claim(String said, String words, String detail) {
        assertTrue(said.contains(words) && said.contains(detail), said);
    }
}
