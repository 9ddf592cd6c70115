package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The main job: a browser logs in, registers with its token and talks to the IMS side. */
@UsesDemo
class EchoCallTest {
    @Test
    void aliceLogsInCallsEchoAndHearsHerself() {
        double before = Demo.metric("wicgate_media_packets_total", "direction=\"to_core\"");
        try (var chromium = new Chromium("echo")) {
            var alice = chromium.open("alice").login();
            alice.dial("echo").awaitState("connected");
            alice.hears();
            alice.picture("talking");

            Demo.Relayed first = Demo.relayed();
            assertEquals(1, first.calls());
            Patience.pause(Duration.ofSeconds(1));
            Demo.Relayed second = Demo.relayed();
            assertTrue(second.toCore() - first.toCore() > 30, first + " " + second);
            assertTrue(second.toAccess() - first.toAccess() > 30, first + " " + second);

            alice.click("hangup");
            assertTrue(alice.outcome("hung-up").startsWith("You hung up."));
            Patience.until(Patience.USUAL, () -> "no call left", () -> Demo.relayed().calls() == 0);
        }
        assertTrue(Demo.metric("wicgate_media_packets_total", "direction=\"to_core\"") > before);
    }

    @Test
    void theToneIsHeard() {
        try (var chromium = new Chromium("tone")) {
            var alice = chromium.open("alice").login();
            alice.dial("tone").awaitState("connected");
            alice.hears();
        }
    }

    @Test
    void theSecurePageCallsOverWss() {
        try (var chromium = new Chromium("wss")) {
            var alice = chromium.openSecure("alice").login();
            alice.dial("echo").awaitState("connected");
            alice.hears();
            String register = alice.sent().getFirst();
            assertTrue(register.contains("Via: SIP/2.0/WSS "), register);
        }
    }

    @Test
    void aSecondCallOfTheSamePageWorksLikeTheFirst() {
        try (var chromium = new Chromium("again")) {
            var alice = chromium.openOnPhone("alice").login();
            for (int call = 0; call < 2; call++) {
                alice.dial("echo").awaitState("connected");
                alice.hears();
                alice.click("hangup");
                alice.outcome("hung-up");
            }
        }
    }
}
