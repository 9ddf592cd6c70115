package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.Proves;

/** What the browser WIC puts on W2 and W3, in a call that works (TS 24.371 §6.2 and §7.2). */
@UsesDemo
class BrowserWicTest {
    @Test
    @Proves({"WIC-05", "WIC-11", "WIC-18"})
    void theRegisterShowsTokenInstanceAndFlow() {
        try (var chromium = new Chromium("register")) {
            String register = chromium.open("alice").login().sent().getFirst();
            holds(register, "REGISTER sip:" + Demo.DOMAIN + " SIP/2.0");
            holds(register, "Authorization: Bearer ");
            holds(register, "Via: SIP/2.0/WS ");
            holds(register, ".invalid;transport=ws>");
            holds(register, ";reg-id=1;+sip.instance=\"<urn:uuid:");
            holds(register, "Supported: path,gruu,outbound");
        }
    }

    @Test
    @Proves({"WIC-20", "WIC-26", "WIC-28", "WIC-29", "WIC-30", "WIC-31"})
    void aCallShowsTheTokenAndOffersWhatTheGatewayNeeds() {
        try (var chromium = new Chromium("call")) {
            var alice = chromium.open("alice").login();
            alice.dial("echo").awaitState("connected");
            var rtp = alice.hears();
            assertEquals("connected", rtp.dtls());
            assertEquals("controlling", rtp.iceRole(), "the gateway is ice-lite");
            alice.click("hangup");
            alice.outcome("hung-up");
            alice.click("logout");
            alice.text("login-form");

            List<String> sent = alice.sent();
            for (String method : List.of("REGISTER", "INVITE", "BYE")) {
                var requests = sent.stream().filter(m -> m.startsWith(method + " ")).toList();
                assertFalse(requests.isEmpty(), method);
                requests.forEach(request -> holds(request, "Authorization: Bearer "));
            }
            String invite =
                    sent.stream().filter(m -> m.startsWith("INVITE")).findFirst().orElse("");
            holds(invite, "Route: <sip:");
            holds(invite, " UDP/TLS/RTP/SAVPF ");
            holds(invite, "a=setup:actpass");
            holds(invite, "a=fingerprint:sha-256 ");
            holds(invite, "a=candidate:");
            assertFalse(invite.contains("a=group:BUNDLE"), invite);
        }
    }

    @Test
    @Proves("WIC-36")
    void loggingOutDeregistersThenClosesTheWebSocket() {
        try (var chromium = new Chromium("close")) {
            var alice = chromium.open("alice").login();
            assertEquals("sip", alice.socket().asked());
            alice.click("logout");
            Patience.until(
                    Patience.USUAL,
                    () -> "closed: " + alice.socket(),
                    () -> alice.socket().closedWith() == 1000);
            String last = alice.sent().getLast();
            holds(last, "REGISTER ");
            holds(last, ";expires=0");
        }
    }

    @Test
    void aLostConnectionComesBackWithTheSameInstance() {
        try (var chromium = new Chromium("lost")) {
            var alice = chromium.open("alice").login();
            alice.dial("echo").awaitState("connected");
            alice.hears();
            alice.cut();
            alice.awaitReconnecting(true);
            alice.picture("reconnecting");
            alice.awaitReconnecting(false);
            alice.awaitRegistration("registered");
            alice.picture("back");
            alice.hears();
            var invites = alice.sent().stream().filter(m -> m.startsWith("INVITE ")).toList();
            assertEquals(2, invites.size(), "the call and its ICE restart");
            alice.click("hangup");
            alice.outcome("hung-up");
            var registers = alice.sent().stream().filter(m -> m.startsWith("REGISTER ")).toList();
            assertEquals(2, registers.size());
            assertEquals(instance(registers.getFirst()), instance(registers.getLast()));
            alice.dial("echo").awaitState("connected");
            alice.hears();
        }
    }

    @Test
    void whoLogsOutIsNoLongerRegistered() {
        try (var chromium = new Chromium("logout")) {
            var alice = chromium.open("alice").login();
            var bob = chromium.openOnPhone("bob").login();
            bob.click("logout");
            bob.text("login-form");
            alice.dial("bob").outcome("not-available");
            bob.login();
            alice.dial("bob");
            bob.answer("alice");
            alice.awaitState("connected");
        }
    }

    private static String instance(String register) {
        int at = register.indexOf(";reg-id=1;+sip.instance=");
        return register.substring(at, register.indexOf(">\"", at));
    }

    private static void holds(String message, String text) {
        assertTrue(message.contains(text), () -> text + " is not in:\n" + message);
    }
}
