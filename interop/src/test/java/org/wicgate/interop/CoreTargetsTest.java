package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running edge whose core has two targets, of which the first dies; and one whose is a name. */
class CoreTargetsTest {
    @TempDir private Path folder = Path.of("");

    @Test
    void theSecondCoreServesWhileTheFirstIsDead() throws IOException {
        try (var one = new FakeCore();
                var two = new FakeCore()) {
            String hops = "[ \"%s\", \"%s\" ]".formatted(one.uri(), two.uri());
            try (var program = edge("two-cores", hops, "[]");
                    var wic = TextWic.connected(program)) {
                assertServedBy(one, wic, program);
                one.die();
                assertServedBy(two, wic, program);
                program.awaitLog("core target in quarantine", one.uri().substring(4));
                program.awaitMetric(1, Patience.USUAL, "wicgate_core_targets_down");
                String told = program.admin().get("/api/v1/core");
                assertTrue(told.contains("UDP " + one.uri().substring(4)), told);
                assertTrue(told.contains("unreachable"), told);

                one.rise(); // OPTIONS finds that out
                program.awaitLog("core target is back", one.uri().substring(4));
                program.awaitMetric(0, Patience.USUAL, "wicgate_core_targets_down");
                assertServedBy(one, wic, program);
            }
        }
    }

    @Test
    void aCoreThatIsANameIsFoundAndLeftByItsRecords() throws IOException {
        try (var one = new FakeCore();
                var two = new FakeCore();
                var names = new NameServer(zone(one, two));
                var program = edge("named-core", "\"sip:core.test\"", quoted(names));
                var wic = TextWic.connected(program)) {
            assertServedBy(one, wic, program);
            assertEquals(
                    List.of("NAPTR core.test", "SRV _sip._udp.core.test"),
                    names.asked().subList(0, 2));
            int asked = names.asked().size();
            one.die();
            assertServedBy(two, wic, program);
            assertEquals(asked, names.asked().size(), "asked again within the time to live");
        }
    }

    /** Who hangs up hears at once that nobody is there, and nothing is left of the call. */
    @Test
    void aCallWhoseCoreDiesIsEndedByItsBye() throws IOException {
        try (var core = new FakeCore();
                var program = edge("core-dies-in-call", "\"" + core.uri() + "\"", "[]");
                var wic = TextWic.connected(program)) {
            assertEquals(200, TextWic.status(wic.ask(register(wic))));
            String invite = withoutToken(wic.invitation("alice", "echo", "", TextWic.SDP));
            String accepted = wic.ask(invite);
            assertEquals(200, TextWic.status(accepted), () -> accepted + program.log());
            wic.acknowledge(invite, accepted);
            core.await("ACK", 0, Patience.USUAL);
            core.die();
            String over = wic.bye(invite, accepted, "");
            assertEquals(503, TextWic.status(over), () -> over + program.log());
            assertTrue(over.contains("Retry-After:"), over);
            program.awaitMetric(0, Patience.USUAL, "wicgate_calls");
            program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
            assertEquals(504, TextWic.status(wic.ask(register(wic))));
            core.rise();
            assertServedBy(core, wic, program);
        }
    }

    @Test
    void aNameWithoutAddressIs504AndTheLogSaysSo() throws IOException {
        try (var names = new NameServer("other.test. 60 IN A 127.0.0.1\n");
                var program = edge("no-name", "\"sip:core.test\"", quoted(names));
                var wic = TextWic.connected(program)) {
            String answer = wic.ask(register(wic));
            assertEquals(504, TextWic.status(answer), answer);
            program.awaitLog("next hop has no address", "core.test");
            assertEquals(1, program.admin().metric("wicgate_core_no_target_total"));
        }
    }

    /** Registers, calls and hangs up, all by way of {@code core}. */
    private static void assertServedBy(FakeCore core, TextWic wic, Program program) {
        int registers = core.requests("REGISTER").size();
        int invites = core.requests("INVITE").size();
        int byes = core.requests("BYE").size();
        String answer = wic.ask(register(wic));
        assertEquals(200, TextWic.status(answer), () -> answer + program.log());
        assertEquals(registers + 1, core.requests("REGISTER").size());
        String invite = withoutToken(wic.invitation("alice", "echo", "", TextWic.SDP));
        String accepted = wic.ask(invite);
        assertEquals(200, TextWic.status(accepted), () -> accepted + program.log());
        wic.acknowledge(invite, accepted);
        String over = wic.bye(invite, accepted, "");
        assertEquals(200, TextWic.status(over), () -> over + program.log());
        assertEquals(invites + 1, core.requests("INVITE").size());
        assertEquals(byes + 1, core.requests("BYE").size());
    }

    private Program edge(String name, String hops, String servers) throws IOException {
        var ports = Program.Ports.free();
        String text =
                """
                home_domain: %s
                dns: { servers: %s, timeout_ms: 500 }
                epcscf:
                  w2: { listen: [ "ws://127.0.0.1:%d/ws" ], allowed_origins: [ "*" ] }
                  mw:
                    listen: "sip:127.0.0.1:%d"
                    next_hop: %s
                    quarantine_seconds: 1
                  registration: { schemes: [ ims ], reg_event: off }
                eimsagw:
                  w3: { listen: "127.0.0.1:%d" }
                  core: { address: "127.0.0.1", ports: "%d-%d" }
                admin: { listen: "http://127.0.0.1:%d" }
                """
                        .formatted(
                                Demo.DOMAIN,
                                servers,
                                ports.w2(),
                                ports.mw(),
                                hops,
                                ports.w3(),
                                ports.firstCore(),
                                ports.lastCore(),
                                ports.admin());
        return Program.run(name, ports, Files.writeString(folder.resolve(name + ".yaml"), text));
    }

    private static String zone(FakeCore one, FakeCore two) {
        return """
        core.test. 60 IN NAPTR 10 10 "s" "SIP+D2U" "" _sip._udp.core.test.
        _sip._udp.core.test. 60 IN SRV 10 0 %s one.core.test.
        _sip._udp.core.test. 60 IN SRV 20 0 %s two.core.test.
        one.core.test. 60 IN A 127.0.0.1
        two.core.test. 60 IN A 127.0.0.1
        """
                .formatted(port(one), port(two));
    }

    private static String port(FakeCore core) {
        return core.uri().substring(core.uri().lastIndexOf(':') + 1);
    }

    private static String quoted(NameServer names) {
        return "[ \"" + names.address() + "\" ]";
    }

    private static String register(TextWic wic) {
        return withoutToken(wic.registration("alice", ""));
    }

    private static String withoutToken(String request) {
        return request.replaceAll("(?m)^Authorization:.*\n", "");
    }
}
