package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two browsers call each other through the gateway and the core. */
@UsesDemo
class BrowserToBrowserTest {
    /** Alice and bob, registered, each in a browser window of their own. */
    private record Two(Chromium chromium, Page alice, Page bob) implements AutoCloseable {
        static Two logIn(String scenario) {
            var chromium = new Chromium(scenario);
            return new Two(
                    chromium, chromium.open("alice").login(), chromium.openOnPhone("bob").login());
        }

        Two talk() {
            alice.dial("bob");
            bob.answer("alice");
            alice.awaitState("connected");
            bob.awaitState("connected");
            bob.hears();
            alice.hears();
            return this;
        }

        @Override
        public void close() {
            chromium.close();
        }
    }

    @Test
    void bobAnswersBothHearAndBobHangsUp() {
        try (var both = Two.logIn("two").talk()) {
            both.alice.picture("talking");
            both.bob.picture("talking");
            Demo.Relayed relayed = Demo.relayed();
            assertTrue(relayed.toCore() > 100 && relayed.toAccess() > 100, relayed.toString());

            both.bob.click("hangup");
            assertTrue(both.alice.outcome("hung-up-by-peer").startsWith("bob hung up."));
            assertTrue(both.bob.outcome("hung-up").startsWith("You hung up."));
        }
    }

    @Test
    void aMutedMicrophoneIsSilentAtTheFarEnd() {
        try (var both = Two.logIn("mute").talk()) {
            both.alice.click("mute");
            assertEquals("connected, muted", both.alice.text("call-state"));
            Patience.pause(Duration.ofSeconds(1));
            double before = both.bob.rtp().energyIn();
            Patience.pause(Duration.ofSeconds(2));
            assertEquals(before, both.bob.rtp().energyIn(), 1e-3, "silence reaches bob");
            both.alice.picture("muted");
            both.alice.click("mute");
            both.bob.hears();
        }
    }

    @Test
    void aCallIsHeldAndTakenBack() {
        try (var both = Two.logIn("hold").talk()) {
            both.alice.click("hold");
            both.alice.awaitState("held");
            both.bob.awaitState("held");
            assertEquals("on hold by the other side", both.bob.text("call-state"));
            both.bob.picture("held");
            Patience.pause(Duration.ofSeconds(1));
            long before = both.alice.rtp().packetsIn();
            Patience.pause(Duration.ofSeconds(2));
            long came = both.alice.rtp().packetsIn() - before;
            assertTrue(came <= 5, came + " packets reach alice");

            both.alice.click("hold");
            both.alice.awaitState("connected");
            both.bob.awaitState("connected");
            both.bob.hears();
            both.alice.hears();
        }
    }

    @Test
    void bobDeclines() {
        try (var both = Two.logIn("decline")) {
            both.alice.dial("bob");
            both.bob.text("incoming");
            both.alice.awaitState("ringing");
            both.bob.click("reject");
            assertTrue(both.alice.outcome("declined").startsWith("bob declined the call."));
        }
    }

    @Test
    void aliceGivesUp() {
        try (var both = Two.logIn("cancel")) {
            both.alice.dial("bob");
            both.bob.text("incoming");
            both.alice.awaitState("ringing");
            both.alice.picture("ringing");
            both.alice.click("hangup");
            both.alice.outcome("cancelled");
            assertTrue(both.bob.outcome("cancelled").startsWith("alice gave up calling."));
        }
    }

    @Test
    void aClosedTabEndsTheCallAtTheFarEndWithinFiveSeconds() {
        try (var both = Two.logIn("tab").talk()) {
            both.alice.closeTab();
            long closed = System.nanoTime();
            both.bob.text("outcome");
            var took = Duration.ofNanos(System.nanoTime() - closed);
            assertTrue(took.toSeconds() < 5, "took " + took);
            both.bob.picture("ended");
            Patience.until(Patience.USUAL, () -> "media freed", () -> Demo.relayed().calls() == 0);
        }
    }
}
