package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.sim.Postgres;

/** The whole program on PostgreSQL, which goes and comes back under it. */
class DatabaseAwayTest {
    private static final String LOGIN = "{\"username\":\"erin\",\"password\":\"Erins-word-81\"}";

    @TempDir private Path folder = Path.of("");

    @Test
    void loginsWaitForTheDatabaseAndTokensDoNot() throws Exception {
        var server = Postgres.running();
        var house = house(server.empty());
        try (var program = house.start()) {
            var token = OwnHouse.field(granted(house), "access_token");
            program.awaitMetric(1, Patience.USUAL, "wicgate_store_up");

            server.stop();
            try {
                var refused = house.ask("POST", "/api/session", "", LOGIN);
                assertEquals(503, refused.statusCode(), refused.body());
                assertTrue(OwnHouse.field(refused, "detail").contains("database"), refused::body);
                assertTrue(refused.headers().firstValue("Retry-After").isPresent());
                var oauth = house.ask("POST", "/oauth/token", "", "grant_type=refresh&client_id=x");
                assertEquals(503, oauth.statusCode(), oauth.body());
                assertEquals("temporarily_unavailable", OwnHouse.field(oauth, "error"));
                program.awaitLog("the database does not do what it should");
                program.awaitMetric(0, Patience.USUAL, "wicgate_store_up");
                program.awaitMetric(
                        1, Patience.USUAL, "wicgate_web_events_total", "event", "login_granted");
                registers(program, token);
                commandSaysSoInOneLine();
            } finally {
                server.start();
            }
            Patience.until(
                    Patience.USUAL,
                    program::log,
                    () -> house.ask("POST", "/api/session", "", LOGIN).statusCode() == 200);
            program.awaitLog("the database answers again");
            registers(program, OwnHouse.field(granted(house), "access_token"));
        }
    }

    private void commandSaysSoInOneLine() {
        String file = folder.resolve("away.yaml").toString();
        var list = List.of("account", "--config", file, "list");
        try (var peer = Program.wicgate("away-list", Map.of(), list)) {
            assertEquals(1, peer.exit(Program.START_LIMIT), peer::log);
            String said = peer.log().strip();
            assertTrue(said.startsWith("wicgate: cannot use the database jdbc:"), said);
            assertEquals(1, said.lines().count(), said);
        }
    }

    private OwnHouse house(Postgres.Database database) throws Exception {
        var house = new OwnHouse("away", folder, "erin", "carol: carol");
        Path secret = Files.writeString(folder.resolve("password"), database.password() + "\n");
        house.rewrite(yaml ->
                yaml
                        + "store: { url: \"%s\", user: %s, password_file: \"%s\" }\n"
                                .formatted(database.url(), database.user(), secret));
        Path users = Files.writeString(folder.resolve("users.csv"), "erin,Erins-word-81\n");
        assertTrue(house.account("import", users.toString()).contains("added 1 of 1"));
        return house;
    }

    private static HttpResponse<String> granted(OwnHouse house) {
        var answer = house.ask("POST", "/api/session", "", LOGIN);
        assertEquals(200, answer.statusCode(), answer.body());
        return answer;
    }

    private static void registers(Program program, String token) {
        try (var wic = TextWic.connected(program)) {
            String answer = wic.register("erin", token);
            assertEquals(200, TextWic.status(answer), answer);
        }
    }
}
