package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the page can do beyond one audio call, and that anybody can use it. */
@UsesDemo
class PagePhoneTest {
    @Test
    void picturesComeAndGoInMidCall() {
        try (var chromium = new Chromium("video")) {
            var alice = chromium.open("alice");
            var bob = chromium.openOnPhone("bob");
            accessible(alice, bob);
            alice.shown("login");
            alice.login();
            bob.login();
            bob.shown("contacts");
            alice.click("video-bob");
            bob.awaitText("incoming-peer", "alice");
            bob.shown("incoming");
            accessible(bob);
            bob.answer("alice");
            bob.awaitPicture("remote-picture");
            alice.awaitState("connected");
            accessible(alice, bob);

            bob.click("video");
            alice.awaitPicture("remote-picture");
            bob.hears();
            bob.awaitText("quality", "connection");
            alice.shown("video");
            bob.shown("video-phone");

            alice.click("video");
            bob.awaitHidden("remote-picture");
            bob.awaitPicture("local-picture");
            alice.hears();
            alice.click("hangup");
            bob.outcome("hung-up-by-peer");
        }
    }

    @Test
    void oneCallWaitsWhileAnotherIsOnAndCanBeTransferred() {
        try (var chromium = new Chromium("calls")) {
            var alice = chromium.open("alice").login();
            var bob = chromium.openOnPhone("bob").login();
            alice.dial("bob");
            bob.answer("alice");
            alice.awaitState("connected");
            bob.hears();

            alice.click("adding");
            alice.dial("tone");
            bob.awaitState("held");
            assertEquals("tone", alice.text("call-peer"));
            alice.awaitState("connected");
            alice.awaitText("quality", "connection");
            alice.shown("two-calls");
            bob.shown("held");
            accessible(alice, bob);

            alice.click("talk-bob");
            bob.awaitState("connected");
            alice.click("end-tone");
            alice.awaitHidden("others");

            alice.click("moving");
            alice.fill("transfer-target", "busy");
            alice.click("transfer-button");
            assertEquals("busy is busy.", alice.text("transfer-error"));
            alice.shown("transfer");
            accessible(alice);
            alice.fill("transfer-target", "echo");
            alice.click("transfer-button");
            alice.outcome("hung-up");
            bob.awaitText("call-peer", "echo");
            bob.awaitState("connected");
            bob.hears();
        }
    }

    @Test
    void aSecondCallerIsOfferedWhileACallIsOn() {
        try (var chromium = new Chromium("waiting")) {
            var alice = chromium.open("alice").login();
            var bob = chromium.openOnPhone("bob").login();
            bob.dial("tone");
            bob.awaitState("connected");
            bob.lookAway();
            alice.dial("bob");
            bob.awaitText("incoming-peer", "alice");
            assertEquals(List.of("alice is calling"), bob.notes());
            bob.shown("second-caller");
            accessible(bob);
            bob.answer("alice");
            assertEquals(List.of("alice is calling (gone)"), bob.notes());
            alice.awaitState("connected");
            alice.hears();
            accessible(bob);
            bob.click("end-tone");
            bob.awaitHidden("others");
            bob.click("hangup");
            alice.outcome("hung-up-by-peer");
        }
    }

    @Test
    void whatIsWrongIsFoundOutAndContactsAreKept() {
        try (var chromium = new Chromium("doctor")) {
            var alice = chromium.open("alice").login();
            accessible(alice);
            alice.fill("target", "dave");
            alice.click("save-contact");
            alice.text("dial-dave");
            alice.click("settings");
            alice.awaitText("speaker", "Fake Audio Output 1");
            alice.pick("speaker", "Fake Audio Output 1");
            alice.shown("devices");
            accessible(alice);
            alice.dial("echo");
            alice.awaitState("connected");
            assertEquals(List.of("Fake Audio Output 1"), alice.speakers());
            alice.pick("speaker", "Fake Audio Output 2");
            Patience.until(
                    Patience.USUAL,
                    () -> "on another loudspeaker: " + alice.speakers(),
                    () -> alice.speakers().equals(List.of("Fake Audio Output 2")));
            alice.hears();
            alice.click("hangup");
            alice.outcome("hung-up");
            alice.click("doctor");
            alice.click("examine");
            String found = alice.text("finding-result");
            assertTrue(found.contains("works from here"), found);
            for (String step : List.of("microphone", "websocket", "registration", "network")) {
                assertFalse(alice.text("finding-" + step).isEmpty());
            }
            alice.shown("what-is-wrong");
            accessible(alice);
            alice.click("tab-recent");
            alice.awaitText("recent", "you called");
            accessible(alice);
            alice.click("tab-contacts");
            alice.click("forget-dave");
            alice.awaitHidden("dial-dave");
        }
    }

    /** From the login to the end of a call without a pointer. */
    @Test
    void aKeyboardIsEnough() {
        try (var chromium = new Chromium("keyboard")) {
            var bob = chromium.openOnPhone("bob");
            bob.fill("username", "bob");
            bob.fill("password", "bob");
            bob.press("Enter");
            bob.awaitRegistration("registered");
            assertEquals("target", bob.focused());
            bob.fill("target", "echo");
            bob.press("Enter");
            bob.awaitState("connected");
            assertEquals("hangup", bob.focused());
            bob.awaitText("quality", "connection");
            bob.shown("call-phone");
            bob.press("Enter");
            bob.outcome("hung-up");
            assertEquals("target", bob.focused());
            for (String wanted : List.of("save-contact", "call-button", "video-call")) {
                bob.press("Tab");
                assertEquals(wanted, bob.focused());
            }
            bob.press("Tab");
            bob.press("End");
            assertEquals("pad", bob.focused());
            bob.shown("dial-pad");
            accessible(bob);
            bob.press("ArrowLeft");
            bob.awaitText("recent", "you called");
            accessible(bob);
        }
    }

    /** No serious fault of accessibility (axe-core, WCAG 2) in what is shown. */
    private static void accessible(Page... pages) {
        for (var page : pages) {
            List<String> faults = page.accessibilityFaults();
            assertFalse(
                    faults.stream().anyMatch(f -> f.startsWith("serious") || f.startsWith("crit")),
                    faults::toString);
        }
    }
}
