package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A SIP phone of the core and a browser call each other. */
@UsesDemo
class SipPhoneTest {
    private static final int AUDIBLE = 500; // of 32767

    @Test
    void aSipPhoneCallsABrowserAndBothHear() {
        try (var chromium = new Chromium("phone-calls");
                var carol = Phone.registered("calls")) {
            var alice = chromium.open("alice").login();
            carol.dial("sip:alice@" + Demo.DOMAIN);
            alice.answer("carol");
            alice.awaitState("connected");
            carol.await("CALL_ESTABLISHED", Patience.USUAL);
            alice.hears();
            alice.picture("talking");
            assertTrue(carol.loudest() > AUDIBLE, "carol heard " + carol.loudest());

            carol.hangUp();
            assertTrue(alice.outcome("hung-up-by-peer").startsWith("carol hung up."));
        }
    }

    @Test
    void aBrowserCallsASipPhoneAndBothHear() {
        try (var chromium = new Chromium("phone-called");
                var carol = Phone.registered("called")) {
            var alice = chromium.open("alice").login();
            alice.dial("carol").awaitState("connected");
            carol.await("CALL_ESTABLISHED", Patience.USUAL);
            alice.hears();
            assertTrue(carol.loudest() > AUDIBLE, "carol heard " + carol.loudest());

            alice.click("keypad");
            alice.click("key-5");
            assertEquals("5", carol.await("CALL_DTMF_START", Patience.USUAL));

            alice.click("hangup");
            alice.outcome("hung-up");
            carol.await("CALL_CLOSED", Patience.USUAL);
        }
    }

    @Test
    void aClosedTabIsAByeAtTheSipPhoneWithinFiveSeconds() {
        try (var chromium = new Chromium("phone-tab");
                var carol = Phone.registered("tab")) {
            var alice = chromium.open("alice").login();
            alice.dial("carol").awaitState("connected");
            alice.hears();
            alice.closeTab();
            carol.await("CALL_CLOSED", Duration.ofSeconds(5));
        }
    }
}
