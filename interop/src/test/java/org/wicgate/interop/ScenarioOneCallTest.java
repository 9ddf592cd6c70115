package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * TS 24.371 §6.2.2 with the real program: {@code wicgate call} registers over wss by IMS AKA and by
 * SIP digest, and hears itself from the echo service.
 */
class ScenarioOneCallTest {
    /** TS 35.208 §4.3.1. */
    private static final String K = "465b5ce8b199b49faa5f0a2ee238a6bc";

    private static final String OPC = "cd63cb71954a9f4e48a5994e37a02baf";

    private static String w2;
    private static Program program;

    @BeforeAll
    static void start() {
        var ports = Program.Ports.free();
        w2 = "wss://localhost:" + (ports.first() + 6) + "/ws";
        String listen = "ws://localhost:" + ports.w2() + "/ws," + w2;
        program = Program.demo("scenario-one", ports, Map.of("WICGATE_EPCSCF_W2_LISTEN", listen));
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    private record Run(int exit, String log) {}

    private static Run call(String name, Map<String, String> environment, String... options) {
        var command =
                new ArrayList<>(
                        List.of("call", "echo", "--w2", w2, "--wwsf", program.wwsf().toString()));
        command.addAll(
                List.of("--trust", program.data().resolve("tls/certificate.pem").toString()));
        command.addAll(List.of(options));
        try (var peer = Program.wicgate(name, environment, command)) {
            return new Run(peer.exit(Program.START_LIMIT), peer.log());
        }
    }

    @Test
    void aCardRegistersAndCalls() {
        var call =
                call(
                        "aka-call",
                        Map.of("WIC_K", K, "WIC_OPC", OPC),
                        "--scheme",
                        "aka",
                        "--impi",
                        "dave@" + Demo.DOMAIN);
        assertEquals(0, call.exit, call.log);
        assertTrue(call.log.contains("registered as sip:dave@" + Demo.DOMAIN), call.log);
    }

    @Test
    void aCardWithOtherKeysIsToldSoAndNoKeyIsInALog() {
        String other = K.replace('4', '5');
        var call =
                call(
                        "aka-wrong",
                        Map.of("WIC_K", other, "WIC_OPC", OPC),
                        "--scheme",
                        "aka",
                        "--impi",
                        "dave@" + Demo.DOMAIN);
        assertEquals(1, call.exit, call.log);
        assertTrue(call.log.contains("the network has other keys for this card"), call.log);
        for (String log : List.of(call.log, program.log())) {
            for (String secret : List.of(K, other, OPC)) {
                assertFalse(log.contains(secret), log);
            }
        }
    }

    @Test
    void aPasswordRegistersAndCalls() {
        var call =
                call(
                        "digest-call",
                        Map.of("WIC_PASSWORD", "carol"),
                        "--scheme",
                        "digest",
                        "--impi",
                        "carol@" + Demo.DOMAIN);
        assertEquals(0, call.exit, call.log);
    }
}
