package org.wicgate.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.sim.Proves;

/**
 * From a login to the core's REGISTER: a token that nobody else reads, from a WAF that is named.
 */
class EncryptedTokenTest {
    private static final String LOGIN = "{\"username\":\"fay\",\"password\":\"Fays-word-81\"}";

    @TempDir private Path folder = Path.of("");

    @Test
    @Proves({"WAF-08", "WAF-10"})
    void onlyTheEpCscfReadsTheTokenAndTheCoreHearsWhoseItWas() throws Exception {
        var house = new OwnHouse("sealed", folder, "fay", "carol: carol");
        try (var core = new FakeCore()) {
            house.rewrite(yaml ->
                    yaml.replaceFirst("next_hop: \"[^\"]+\"", "next_hop: \"" + core.uri() + "\"")
                            .replace(
                                    "schemes: [ web, ims ]",
                                    "schemes: [ web ]\n    waf_parameter: authorization-entity")
                            .replace("waf: { ", "waf: { encrypt_tokens: true, "));
            var users = folder.resolve("users.csv");
            Files.writeString(users, "fay,Fays-word-81\n");
            house.account("import", users.toString());
            try (var program = house.start();
                    var wic = TextWic.connected(program)) {
                var login = house.ask("POST", "/api/session", "", LOGIN);
                assertEquals(200, login.statusCode(), login.body());
                String token = OwnHouse.field(login, "access_token");
                for (String part : token.split("[.]", -1)) {
                    String text = new String(Base64.getUrlDecoder().decode(part), UTF_8);
                    assertFalse(text.contains("fay") || text.contains(Demo.DOMAIN), text);
                }
                assertEquals(4, token.chars().filter(c -> c == '.').count());

                String answer = wic.register("fay", token);
                assertEquals(200, TextWic.status(answer), answer);
                String register = core.requests("REGISTER").getFirst();
                String proof = TextWic.line(register, "Authorization:");
                assertTrue(proof.contains("username=\"fay@" + Demo.DOMAIN + "\""), proof);
                assertTrue(proof.contains("integrity-protected=\"auth-done\""), proof);
                String waf = "authorization-entity=\"https://localhost:8443\"";
                assertTrue(proof.contains(waf), proof);
                assertFalse(register.contains(token), register);
            }
        }
    }
}
