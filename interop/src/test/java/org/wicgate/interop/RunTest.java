package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code wicgate run} with the least of a configuration, in front of a core of one's own. */
class RunTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void theMinimalEdgeRegistersAndCallsThroughTheCore() throws IOException {
        var ports = Program.Ports.free();
        try (var core = new FakeCore()) {
            Path file = Files.writeString(folder.resolve("edge.yaml"), edge(ports, core));
            var check = List.of("check-config", file.toString());
            try (var peer = Program.wicgate("check-edge", Map.of(), check)) {
                assertEquals(0, peer.exit(Program.START_LIMIT), peer::log);
            }
            try (var program = Program.run("run-edge", ports, file);
                    var wic = TextWic.connected(program)) {
                assertTrue(program.log().contains("wicgate: ready"), program::log);
                String answer = wic.ask(withoutToken(wic.registration("alice", "")));
                assertEquals(200, TextWic.status(answer), answer);
                String register = core.requests("REGISTER").getFirst();
                assertTrue(TextWic.line(register, "Path:").contains("@127.0.0.1:" + ports.mw()));
                assertFalse(register.contains("auth-done"), register);

                String invite = withoutToken(wic.invitation("alice", "echo", "", TextWic.SDP));
                answer = wic.ask(invite);
                assertEquals(200, TextWic.status(answer), answer);
                assertTrue(answer.contains("a=fingerprint:sha-256 "), answer);
                wic.acknowledge(invite, answer);
                assertEquals(200, TextWic.status(wic.bye(invite, answer, "")));
                program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
            }
        }
    }

    private static String edge(Program.Ports ports, FakeCore core) {
        return """
        home_domain: %s
        epcscf:
          w2: { listen: [ "ws://127.0.0.1:%d/ws" ], allowed_origins: [ "*" ] }
          mw: { listen: "sip:127.0.0.1:%d", next_hop: "%s" }
          registration: { schemes: [ ims ] }
        eimsagw:
          w3: { listen: "127.0.0.1:%d" }
          core: { address: "127.0.0.1", ports: "%d-%d" }
        admin: { listen: "http://127.0.0.1:%d" }
        """
                .formatted(
                        Demo.DOMAIN,
                        ports.w2(),
                        ports.mw(),
                        core.uri(),
                        ports.w3(),
                        ports.firstCore(),
                        ports.lastCore(),
                        ports.admin());
    }

    private static String withoutToken(String request) {
        return request.replaceAll("(?m)^Authorization:.*\n", "");
    }
}
