package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our eIMS-AGW in somebody else's house: Debian's Kamailio takes browsers by its own WebSocket
 * module and has their media relayed by its rtpengine module, which finds Wicgate.
 */
@UsesBrowser
class NgServerTest {
    @TempDir Path folder;

    @Test
    void kamailioHasBrowsersAndPhonesSpeakThroughOurGateway() throws IOException {
        var ports = Program.Ports.free();
        var file = Files.writeString(folder.resolve("gateway.yaml"), yaml(ports));
        try (var program = Program.run("ng-server", ports, file);
                var kamailio = Kamailio.gateway("ng-server", ports, "127.0.0.1:" + ports.mw());
                var _ = EchoPhone.at("ng-server", ports);
                var carol = Phone.registered("ng-server", ports.phone());
                var chromium = new Chromium("ng-server")) {
            var page = URI.create("http://localhost:" + ports.lab() + "/");
            var alice = chromium.open("alice", page);
            String server = "ws://localhost:" + ports.lab() + "/ws";
            var joined = alice.sipJs("Join", server, "sip:alice@" + Demo.DOMAIN);
            assertEquals("Registered", joined.asString(), kamailio::log);

            browserCallsPhone(program, alice);
            phoneCallsBrowser(program, alice, carol);
            assertEquals(0, program.admin().metric("wicgate_ng_refused_total"), program.log());
            assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
        }
    }

    private static void browserCallsPhone(Program program, Page alice) {
        assertEquals("Established", alice.sipJs("Call", "echo").asString(), program::log);
        alice.hears();
        assertEquals(1, program.admin().metric("wicgate_media_contexts"));
        assertEquals("Terminated", alice.sipJs("HangUp").asString());
        program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
    }

    private static void phoneCallsBrowser(Program program, Page alice, Phone carol) {
        carol.dial("sip:alice@" + Demo.DOMAIN);
        assertEquals("Established", alice.sipJs("Answered").asString());
        alice.hears();
        carol.hold(true);
        carol.hold(false);
        alice.hears();
        Patience.until(
                Patience.USUAL,
                () -> "carol hears nothing\n" + carol.log() + program.log(),
                () -> carol.loudest() > 1_000);
        carol.hangUp();
        carol.await("CALL_CLOSED", Duration.ofSeconds(10));
        program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
        assertTrue(program.admin().metric("wicgate_ng_requests_total") > 8);
    }

    private String yaml(Program.Ports ports) {
        return """
        home_domain: %s
        eimsagw:
          w3: { listen: "127.0.0.1:%d" }
          core: { address: "127.0.0.1", ports: "%d-%d" }
          ng: { listen: "127.0.0.1:%d" }
        admin: { listen: "http://127.0.0.1:%d" }
        log: { level: debug }
        """
                .formatted(
                        Demo.DOMAIN,
                        ports.w3(),
                        ports.firstCore(),
                        ports.lastCore(),
                        ports.mw(),
                        ports.admin());
    }
}
