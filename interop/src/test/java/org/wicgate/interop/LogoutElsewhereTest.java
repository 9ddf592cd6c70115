package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.sim.Proves;

/** Logging out, and being locked out, where the eP-CSCF runs in another process than the WAF. */
class LogoutElsewhereTest {
    private static final String LOGIN = "{\"username\":\"zoe\",\"password\":\"Zoes-word-81\"}";

    @TempDir private Path folder = Path.of("");

    @Test
    @Proves("WAF-09")
    void registrationEndsAtEveryEdgeAndInTheCoreAndTheTokenIsRefused() throws Exception {
        var house = new OwnHouse("logout-waf", folder, "zoe", "carol: carol");
        Path csv = folder.resolve("users.csv");
        Files.writeString(csv, "zoe,Zoes-word-81\n");
        house.account("import", csv.toString());
        var ports = Program.Ports.free();
        try (var waf = house.start();
                var edge = Program.run("logout-edge", ports, edge(ports, waf))) {
            var session = house.ask("POST", "/api/session", "", LOGIN);
            String token = OwnHouse.field(session, "access_token");
            try (var wic = TextWic.connected(edge, waf.origin())) {
                assertEquals(200, TextWic.status(wic.register("zoe", token)), edge::log);
                edge.awaitMetric(1, Patience.USUAL, "wicgate_registered");
                house.ask("DELETE", "/api/session", OwnHouse.cookie(session), "");
                edge.awaitMetric(0, Patience.USUAL, "wicgate_registered");
                assertRefused(wic.register("zoe", token));
            }
            edge.awaitLog("unregistered", "logged_out");
            edge.awaitLog(
                    "unregistered",
                    "zoe@" + Demo.DOMAIN,
                    "DEREGISTERED"); // says the lab's registrar
            locked(house, waf, edge);
        }
    }

    /** By another process still, which writes the database and tells nobody. */
    private static void locked(OwnHouse house, Program waf, Program edge) {
        String token = OwnHouse.field(house.ask("POST", "/api/session", "", LOGIN), "access_token");
        try (var here = TextWic.connected(waf);
                var there = TextWic.connected(edge, waf.origin())) {
            assertEquals(200, TextWic.status(here.register("zoe", token)), waf::log);
            assertEquals(200, TextWic.status(there.register("zoe", token)), edge::log);
            waf.awaitMetric(1, Patience.USUAL, "wicgate_registered");
            edge.awaitMetric(1, Patience.USUAL, "wicgate_registered");
            house.account("lock", "zoe");
            waf.awaitMetric(0, Patience.USUAL, "wicgate_registered");
            edge.awaitMetric(0, Patience.USUAL, "wicgate_registered");
            assertRefused(here.register("zoe", token));
            assertRefused(there.register("zoe", token));
        }
    }

    private static void assertRefused(String answer) {
        assertEquals(401, TextWic.status(answer), answer);
        assertTrue(answer.contains("invalid_token"), answer);
    }

    /** An eP-CSCF with its own core, that knows of the WAF where its keys are. */
    private Path edge(Program.Ports ports, Program waf) throws IOException {
        String yaml =
                """
                home_domain: %1$s
                data_dir: edge
                epcscf:
                  w2: { listen: [ "ws://localhost:%2$d/ws" ], allowed_origins: [ "%3$s" ] }
                  mw: { listen: "sip:127.0.0.1:%4$d", next_hop: "sip:127.0.0.1:%5$d" }
                  registration:
                    schemes: [ web ]
                    issuer: "https://localhost:8443"
                    jwks_uri: "%3$s/.well-known/jwks.json"
                    authz_server: "https://localhost:8443"
                    wwsfs: { wwsf: [ "%3$s" ] }
                eimsagw:
                  w3: { listen: "127.0.0.1:%6$d" }
                  core: { address: "127.0.0.1", ports: "%7$d-%8$d" }
                lab:
                  listen: "sip:127.0.0.1:%5$d"
                  trusted: [ "127.0.0.1:%4$d" ]
                  media: { address: "127.0.0.1", ports: "%9$d-%10$d" }
                  subscribers: [ zoe ]
                admin: { listen: "http://127.0.0.1:%11$d" }
                """
                        .formatted(
                                Demo.DOMAIN,
                                ports.w2(),
                                waf.origin(),
                                ports.mw(),
                                ports.lab(),
                                ports.w3(),
                                ports.firstCore(),
                                ports.lastCore(),
                                ports.first() + 100,
                                ports.first() + 199,
                                ports.admin());
        return Files.writeString(folder.resolve("edge.yaml"), yaml);
    }
}
