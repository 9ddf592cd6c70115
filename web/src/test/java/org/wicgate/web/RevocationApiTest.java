package org.wicgate.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wicgate.waf.Verdict;
import org.wicgate.waf.Waf;
import tools.jackson.databind.json.JsonMapper;

/** Tokens that are given up (RFC 7009) and sessions that are ended. */
class RevocationApiTest {
    private static final String FORM = "application/x-www-form-urlencoded";

    private final House house = new House();
    private final List<String> told = new CopyOnWriteArrayList<>();

    RevocationApiTest() throws IOException {
        house.server.onRevoked(told::add);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private String token() {
        var body = new JsonMapper().readTree(house.login("alice", "alice").body());
        return body.path("access_token").asString();
    }

    private int revoke(String form) {
        return house.post(Waf.REVOCATION_PATH, form, "Content-Type", FORM).statusCode();
    }

    @Test
    void tokenThatIsGivenUpIsRefusedAndAnotherIsNot() {
        String lost = token();
        String kept = token();
        String form = "token_type_hint=access_token&token=" + URLEncoder.encode(lost, UTF_8);
        assertEquals(200, revoke(form));
        assertEquals(
                new Verdict.Invalid(Verdict.Reason.REVOKED), house.waf.verify(lost, House.NOW));
        assertInstanceOf(Verdict.Valid.class, house.waf.verify(kept, House.NOW));
        assertEquals(1, told.size());
        assertTrue(house.get(Waf.REVOKED_PATH).body().contains(told.getFirst()));
        assertTrue(house.get(Waf.METADATA_PATH).body().contains("revocation_endpoint"));
    }

    @Test
    void whatIsNoTokenOfOursRevokesNothing() {
        assertEquals(200, revoke("token=rubbish"));
        assertEquals(400, revoke("nothing=here"));
        assertEquals(405, house.get(Waf.REVOCATION_PATH).statusCode());
        assertEquals(List.of(), told);
        assertEquals("{\"revoked\":[]}", house.get(Waf.REVOKED_PATH).body());
    }

    @Test
    void logoutRevokesAllTokensOfTheSession() {
        var login = house.login("alice", "alice");
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        String first = new JsonMapper().readTree(login.body()).path("access_token").asString();
        var renewed = house.post("/api/session/renew", "", "Cookie", cookie);
        String second = new JsonMapper().readTree(renewed.body()).path("access_token").asString();
        assertFalse(first.equals(second));
        house.send(
                HttpRequest.newBuilder(house.uri("/api/session"))
                        .DELETE()
                        .header("Cookie", cookie));
        for (String token : List.of(first, second)) {
            assertEquals(
                    new Verdict.Invalid(Verdict.Reason.REVOKED),
                    house.waf.verify(token, House.NOW));
        }
        assertEquals(1, told.size());
    }
}
