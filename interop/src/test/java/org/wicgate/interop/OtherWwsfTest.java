package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.app.Caller;
import org.wicgate.sim.Proves;
import tools.jackson.databind.json.JsonMapper;

/** A WWSF of somebody else, with its own client identity, origin and users (TS 23.228 §U.1.2). */
class OtherWwsfTest {
    @TempDir private Path folder = Path.of("");

    @Test
    @Proves("WWSF-09")
    void itsUsersRegisterAndCallFromItsOwnOriginAndNobodyElseDoesWithTheirTokens()
            throws Exception {
        var house = new OwnHouse("shops", folder, "alice, erin", "carol: carol");
        int port = house.ports().first() + 7;
        String shop = "http://localhost:" + port;
        String own = "http://localhost:" + house.ports().web();
        house.rewrite(yaml ->
                yaml.replace("allowed_origins: [ ", "allowed_origins: [ \"" + shop + "\", ")
                        .replace("wwsfs: { ", "wwsfs: { shop: [ \"" + shop + "\" ], "));
        String said =
                house.client(
                        "add",
                        "shop",
                        "--grant",
                        "token_exchange",
                        "--grant",
                        "refresh_token",
                        "--origin",
                        shop);
        String secret = said.strip().substring(said.strip().lastIndexOf(' ') + 1);
        house.account("add", "erin", "--of", "shop");
        try (var program = house.start();
                var other = new OtherWwsf(URI.create(own), program.w2Uri(), port, "shop", secret)) {
            String session = other.login("erin");
            assertTrue(other.login("alice").contains("error"), "a user of the first WWSF");
            other.stop(); // nothing of a registration or a call goes through a WWSF
            try (var erin = Caller.holding(other.uri(), session)) {
                var report = erin.call("echo", Duration.ofSeconds(4));
                assertTrue(report.isGood(), () -> report + "\n" + program.log());
            }
            String token = new JsonMapper().readTree(session).path("access_token").asString();
            try (var thief = TextWic.connected(program, own)) {
                String answer = thief.register("erin", token);
                assertEquals(403, TextWic.status(answer), answer);
            }
            String form = "client_id=shop&client_secret=" + secret + "&token=";
            assertEquals(200, house.ask("POST", "/oauth/revoke", "", form + token).statusCode());
            try (var wic = TextWic.connected(program, shop)) {
                String answer = wic.register("erin", token);
                assertEquals(401, TextWic.status(answer), answer);
            }
        }
    }
}
