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
            var alice = chromium.open("alice").login();
            var bob = chromium.openOnPhone("bob").login();
            alice.fill("target", "bob");
            alice.click("video-call");
            bob.answer("alice");
            bob.awaitPicture("remote-picture");
            alice.awaitState("connected");
            accessible(alice, bob);

            bob.click("video");
            alice.awaitPicture("remote-picture");
            alice.picture("both");
            bob.picture("both");
            bob.hears();

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
            alice.picture("two");
            accessible(alice, bob);

            alice.click("talk-bob");
            bob.awaitState("connected");
            alice.click("end-tone");
            alice.awaitHidden("others");

            alice.click("moving");
            alice.fill("transfer-target", "busy");
            alice.click("transfer-button");
            assertEquals("busy is busy.", alice.text("transfer-error"));
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
            alice.dial("bob");
            bob.answer("alice");
            alice.awaitState("connected");
            alice.hears();
            bob.picture("waiting");
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
            alice.awaitText("microphone", "the system's choice");
            alice.click("doctor");
            alice.click("examine");
            String found = alice.text("finding-result");
            assertTrue(found.contains("works from here"), found);
            alice.picture("well");
            accessible(alice);
            alice.click("forget-dave");
            alice.awaitHidden("dial-dave");
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
