package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** SIP.js as it comes from npm, which knows nothing of us: its own WebSocket, SIP and media. */
@UsesBrowser
class SipJsTest {
    @Test
    void sipJsUnmodifiedRegistersCallsEchoHangsUpAndLeaves() {
        try (var program = Program.demo("sip-js", Map.of());
                var chromium = new Chromium("sip-js")) {
            var page = URI.create("http://localhost:" + program.ports().web() + "/");
            var alice = chromium.open("alice", page);
            var registered = alice.sipJs("Register", "alice", "alice");
            assertEquals(200, registered.path("status").asInt(), registered::toString);
            assertEquals("Registered", registered.path("state").asString());

            assertEquals("Established", alice.sipJs("Call", "echo").asString());
            alice.hears();
            assertEquals("Terminated", alice.sipJs("HangUp").asString());
            program.awaitMetric(0, Patience.USUAL, "wicgate_calls");

            assertEquals("Unregistered", alice.sipJs("Leave").asString());
            program.awaitMetric(0, Patience.USUAL, "wicgate_registered");
        }
    }
}
