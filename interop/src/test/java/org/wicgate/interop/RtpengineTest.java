package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's rtpengine as the only eIMS-AGW of our eP-CSCF, browsers at both ends. */
@UsesBrowser
class RtpengineTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void callsGoThroughAnRtpengineWhileThereIsOne() throws IOException {
        var house = new OwnHouse("rtpengine", folder, "alice, bob", "carol: carol");
        Path csv = folder.resolve("users.csv");
        Files.writeString(csv, "alice,Alices-word-81\nbob,Bobs-word-82\n");
        house.account("import", csv.toString());
        int ng = house.ports().coreTls();
        house.rewrite(yaml -> gatewayElsewhere(yaml, ng));
        try (var program = house.start();
                var chromium = new Chromium("rtpengine")) {
            var page = URI.create("http://localhost:" + program.ports().web() + "/");
            var alice = chromium.open("alice", page);
            assertEquals(200, register(alice, "alice", "Alices-word-81"));
            assertEquals("Terminated", alice.sipJs("Call", "echo").asString(), "no gateway is up");

            try (var rtpengine = rtpengine(house.ports(), ng)) {
                program.awaitLog("media gateway answers", "127.0.0.1:" + ng);
                echo(program, alice, rtpengine);
                toBob(program, chromium, page, alice);
                assertEquals("Established", alice.sipJs("Call", "echo").asString(), program::log);
                alice.hears();
            }
            program.awaitLog("media gateway does not answer");
            assertEquals("Terminated", alice.sipJs("HangUp").asString());
            program.awaitMetric(0, Patience.USUAL, "wicgate_calls");
            assertEquals("Terminated", alice.sipJs("Call", "echo").asString(), "it is gone");
            assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
        }
    }

    private static void echo(Program program, Page alice, Peer rtpengine) {
        assertEquals("Established", alice.sipJs("Call", "echo").asString(), program::log);
        alice.hears();
        assertTrue(program.admin().get("/api/v1/gateways").contains("\"contexts\":1"));
        String calls = program.admin().get("/api/v1/calls");
        assertTrue(calls.contains("\"profile\":\"AE"), calls);
        assertEquals("Terminated", alice.sipJs("HangUp").asString(), rtpengine::log);
        program.awaitMetric(0, Patience.USUAL, "wicgate_calls");
    }

    /** One context for each of the two, and an offer from the core to one of them. */
    private static void toBob(Program program, Chromium chromium, URI page, Page alice) {
        var bob = chromium.open("bob", page);
        assertEquals(200, register(bob, "bob", "Bobs-word-82"));
        bob.sipJs("AnswerWhoCalls");
        assertEquals("Established", alice.sipJs("Call", "bob").asString(), program::log);
        assertEquals("Established", bob.sipJs("Answered").asString());
        alice.hears();
        bob.hears();
        assertEquals("Terminated", alice.sipJs("HangUp").asString());
        program.awaitMetric(0, Patience.USUAL, "wicgate_calls");
    }

    private static int register(Page page, String user, String password) {
        return page.sipJs("Register", user, password).path("status").asInt();
    }

    private static String gatewayElsewhere(String yaml, int ng) {
        return yaml.replaceAll("(?ms)^eimsagw:.*?^wwsf:", "wwsf:")
                .replace("epcscf:\n", "epcscf:\n  gateways: [ \"127.0.0.1:" + ng + "\" ]\n");
    }

    private static Peer rtpengine(Program.Ports ports, int ng) {
        var command =
                List.of(
                        "rtpengine",
                        "--config-file=none",
                        "--table=-1",
                        "--interface=127.0.0.1",
                        "--listen-ng=127.0.0.1:" + ng,
                        "--port-min=" + ports.firstCore(),
                        "--port-max=" + ports.lastCore(),
                        "--foreground",
                        "--log-stderr",
                        "--log-level=6",
                        "--delete-delay=0",
                        "--num-threads=2");
        return Peer.start(
                "debians-rtpengine", "rtpengine-daemon", Peer.TARGET.resolve("work"), command);
    }
}
