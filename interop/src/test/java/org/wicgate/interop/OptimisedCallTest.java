package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Media plane optimisation between two browsers: each is shown the other's certificate. */
@UsesBrowser
class OptimisedCallTest {
    private static Program program;
    private Chromium chromium;
    private Page alice;

    @BeforeAll
    static void start() {
        program = Program.demo("optimised", Map.of("WICGATE_EPCSCF_MEDIA_OPTIMISE", "on"));
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @BeforeEach
    void open() {
        chromium = new Chromium("optimised");
        alice = chromium.open("alice", program.wwsf()).login();
    }

    @AfterEach
    void close() {
        chromium.close();
        assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
    }

    private static List<String> profiles() {
        JsonNode calls = new JsonMapper().readTree(program.admin().get("/api/v1/calls"));
        return calls.findValues("profile").stream().map(JsonNode::asString).toList();
    }

    @Test
    void twoBrowsersHaveKeysThatNobodyElseHas() {
        var bob = chromium.open("bob", program.wwsf()).login();
        alice.dial("bob");
        bob.answer("alice");
        alice.awaitState("connected");
        bob.awaitState("connected");
        var atBob = bob.hears();
        var atAlice = alice.hears();

        assertFalse(atAlice.ownCertificate().isEmpty(), atAlice.toString());
        assertNotEquals(atAlice.ownCertificate(), atBob.ownCertificate());
        assertEquals(atBob.ownCertificate(), atAlice.peerCertificate());
        assertEquals(atAlice.ownCertificate(), atBob.peerCertificate());
        assertEquals(List.of("end-to-end", "end-to-end"), profiles());

        alice.click("hold");
        alice.awaitState("held");
        bob.awaitState("held");
        Patience.pause(Duration.ofSeconds(1));
        long before = alice.rtp().packetsIn();
        Patience.pause(Duration.ofSeconds(2));
        assertTrue(alice.rtp().packetsIn() - before <= 5, "nothing reaches who holds");
        alice.click("hold");
        alice.awaitState("connected");
        bob.awaitState("connected");
        bob.hears();
        assertEquals(atBob.ownCertificate(), alice.hears().peerCertificate());

        bob.click("hangup");
        alice.outcome("hung-up-by-peer");
        program.awaitLog("call ended", "media=\"end-to-end\"");
    }

    /** The lab's echo knows nothing of it. */
    @Test
    void aCallToAnybodyElseIsInterworked() {
        alice.dial("echo");
        alice.awaitState("connected");
        var heard = alice.hears();
        assertNotEquals("", heard.peerCertificate());
        assertNotEquals(heard.ownCertificate(), heard.peerCertificate());
        assertEquals(1, profiles().size());
        assertNotEquals("end-to-end", profiles().getFirst());
        alice.click("hangup");
        alice.outcome("hung-up");
    }
}
