package org.wicgate.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.sim.Proves;
import org.wicgate.waf.TokenVerifier;
import org.wicgate.waf.Verdict;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WwsfServerTest {
    private static final JsonMapper JSON = new JsonMapper();
    private House house;

    @BeforeEach
    void open() throws IOException {
        house = new House();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    @Proves({"WWSF-03", "WWSF-04", "WWSF-05", "WWSF-11", "WAF-01"})
    void loginGivesTokenIdentityDomainAndW2() {
        var answer = house.login("alice", "alice");

        assertEquals(200, answer.statusCode());
        assertEquals("application/json", header(answer, "Content-Type"));
        assertEquals("no-store", header(answer, "Cache-Control"));
        var body = JSON.readTree(answer.body());
        assertEquals("Bearer", body.path("token_type").asString());
        assertEquals(900, body.path("expires_in").asInt());
        assertEquals("sip:alice@" + House.DOMAIN, body.path("impu").asString());
        assertEquals(House.DOMAIN, body.path("home_domain").asString());
        assertEquals("ws://localhost:8088/ws", body.path("w2_uris").path(0).asString());
        assertEquals("stun:stun.example", ice(body, 0).path("urls").path(0).asString());
        assertFalse(ice(body, 0).has("credential"));
        assertEquals("c", ice(body, 1).path("credential").asString());

        var verifier = new TokenVerifier(house.waf.rules());
        var token = body.path("access_token").asString();
        var valid =
                assertInstanceOf(
                        Verdict.Valid.class, verifier.verify(token, house.waf.keys(), House.NOW));
        assertEquals("alice@" + House.DOMAIN, valid.claims().identity().impi());
    }

    @Test
    @Proves("WWSF-06")
    void wrongUserAndWrongPasswordGetTheSame401WithoutAToken() {
        var wrongPassword = house.login("alice", "wrong");
        var wrongUser = house.login("mallory", "wrong");

        assertEquals(401, wrongPassword.statusCode());
        assertEquals(401, wrongUser.statusCode());
        assertEquals(wrongPassword.body(), wrongUser.body());
        assertEquals("application/problem+json", header(wrongUser, "Content-Type"));
        var problem = JSON.readTree(wrongUser.body());
        assertEquals("Login failed", problem.path("title").asString());
        assertEquals(401, problem.path("status").asInt());
        assertFalse(wrongUser.body().contains("token"));
        assertTrue(wrongUser.headers().firstValue("Set-Cookie").isEmpty());
        assertEquals(2L, house.server.counts().get("login_wrong_credentials"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"alice\"",
                "{}",
                "{\"username\":\"alice\"}",
                "{\"username\":1,\"password\":2}",
                "{\"username\":\"alice\",\"password\":null}",
                "username=alice&password=alice"
            })
    void whatIsNoLoginIs400(String body) {
        var answer = house.post("/api/session", body, "Content-Type", "application/json");

        assertEquals(400, answer.statusCode());
        assertEquals("application/problem+json", header(answer, "Content-Type"));
        assertEquals(200, house.login("alice", "alice").statusCode());
    }

    @Test
    void otherMediaTypesAre415() {
        var body = "{\"username\":\"alice\",\"password\":\"alice\"}";

        assertEquals(415, house.post("/api/session", body).statusCode());
        assertEquals(
                415, house.post("/api/session", body, "Content-Type", "text/plain").statusCode());
        assertEquals(
                200,
                house.post("/api/session", body, "Content-Type", "Application/JSON; charset=utf-8")
                        .statusCode());
    }

    @Test
    void tooLargeBodyIs413WhetherItsLengthIsToldOrNot() {
        var large = "{\"username\":\"" + "a".repeat(HttpListener.MAX_BODY);
        var told = house.post("/api/session", large, "Content-Type", "application/json");
        assertEquals(413, told.statusCode());
        assertEquals("application/problem+json", header(told, "Content-Type"));

        var bytes = large.getBytes(UTF_8);
        var untold =
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
        var request =
                HttpRequest.newBuilder(house.uri("/api/session"))
                        .header("Content-Type", "application/json")
                        .POST(untold);
        assertEquals(413, house.send(request).statusCode());
        assertEquals(200, house.login("alice", "alice").statusCode());
    }

    @Test
    void tenWrongPasswordsAre429WithRetryAfter() {
        for (int i = 0; i < 10; i++) {
            assertEquals(401, house.login("mallory", "wrong").statusCode());
        }
        var answer = house.login("mallory", "wrong");
        assertEquals(429, answer.statusCode());
        assertEquals("300", header(answer, "Retry-After"));
        assertEquals(200, house.login("alice", "alice").statusCode());
    }

    @Test
    void sessionIsRenewedAndEndedByItsCookie() {
        var login = house.login("alice", "alice");
        var cookie = header(login, "Set-Cookie");
        assertTrue(cookie.endsWith("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict"), cookie);
        var pair = cookie.substring(0, cookie.indexOf(';'));
        assertTrue(house.server.hasSession("a=b; " + pair), "known at W2's handshake too");
        assertFalse(house.server.hasSession(pair + "x"));
        assertFalse(house.server.hasSession(""));

        var renewed = house.post("/api/session/renew", "", "Cookie", "a=b; " + pair);
        assertEquals(200, renewed.statusCode());
        assertNotEquals(token(login), token(renewed));
        assertEquals(401, house.post("/api/session/renew", "").statusCode());
        assertEquals(
                401,
                house.post("/api/session/renew", "", "Cookie", "wicgate_session=x").statusCode());

        var logout =
                HttpRequest.newBuilder(house.uri("/api/session")).header("Cookie", pair).DELETE();
        assertEquals(204, house.send(logout).statusCode());
        assertEquals(401, house.post("/api/session/renew", "", "Cookie", pair).statusCode());
    }

    @Test
    void guestGetsAnIdentityAndTheNextOneIsToldThatThereIsNone() {
        var guest = house.post("/api/guest-session", "");
        assertEquals(200, guest.statusCode());
        assertEquals(
                "sip:guest-1@" + House.DOMAIN, JSON.readTree(guest.body()).path("impu").asString());

        var none = house.post("/api/guest-session", "");
        assertEquals(503, none.statusCode());
        assertEquals("60", header(none, "Retry-After"));
        assertEquals("No identity free", JSON.readTree(none.body()).path("title").asString());
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example,403",
        "null,403",
        "http://localhost:1,403",
        "http://HERE,200",
        "https://HERE,200"
    })
    void onlyOurOwnPagesMayLogIn(String origin, int status) {
        var here = origin.replace("HERE", house.uri("/").getAuthority());
        var body = "{\"username\":\"alice\",\"password\":\"alice\"}";
        var answer =
                house.post(
                        "/api/session", body, "Content-Type", "application/json", "Origin", here);
        assertEquals(status, answer.statusCode());
    }

    @Test
    @Proves("WWSF-12")
    void tokenIsInNoUrlNoRedirectNoHeaderAndNoLog() {
        try (var log = new CapturedLog()) {
            var answer = house.login("alice", "alice");
            var token = token(answer);
            assertFalse(answer.headers().map().toString().contains(token));
            house.get("/api/session?access_token=" + token);
            house.get("/?access_token=" + token);
            house.post("/api/session?access_token=" + token, "{");

            assertTrue(log.text().contains("granted"), log.text());
            assertFalse(log.text().contains(token), log.text());
            assertFalse(log.text().contains(token.substring(token.lastIndexOf('.'))));
        }
        assertEquals(405, house.get("/api/session").statusCode());
    }

    @Test
    void metadataAndKeysAreWhereRfc8414SaysAndVerifyTheToken() {
        var metadata = house.get("/.well-known/oauth-authorization-server");
        assertEquals(200, metadata.statusCode());
        assertEquals(
                House.ISSUER + "/.well-known/jwks.json",
                JSON.readTree(metadata.body()).path("jwks_uri").asString());

        var jwks = house.get("/.well-known/jwks.json");
        assertEquals("application/jwk-set+json", header(jwks, "Content-Type"));
        assertFalse(JSON.readTree(jwks.body()).path("keys").path(0).has("d"));
    }

    @Test
    void everyAnswerCarriesThePolicyThatLetsThePageReachW2AndNothingElse() {
        for (var path : List.of("/", "/nothing", "/api/nothing")) {
            var policy = header(house.get(path), "Content-Security-Policy");
            assertTrue(
                    policy.contains("connect-src 'self' ws://localhost:8088 wss://edge.example;"),
                    policy);
            assertTrue(policy.startsWith("default-src 'self';"), policy);
            assertFalse(policy.contains("unsafe"), policy);
            assertEquals("nosniff", header(house.get(path), "X-Content-Type-Options"));
        }
        assertEquals(404, house.get("/nothing").statusCode());
        assertEquals(404, house.get("/api/nothing").statusCode());
    }

    @Test
    void otherMethodsAre405() {
        assertEquals("POST, DELETE", header(house.get("/api/session"), "Allow"));
        assertEquals(405, house.get("/api/guest-session").statusCode());
        assertEquals("GET, HEAD", header(house.post("/", ""), "Allow"));
    }

    @Test
    void portInUseIsOneLineForAPerson() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var taken = new InetSocketAddress(other.getInetAddress(), other.getLocalPort());
            var e =
                    assertThrows(
                            IOException.class,
                            () -> new House(WebFiles.none(), ListenAt.plain(taken)).close());
            assertEquals(
                    "TCP port %d on %s is already in use by another program"
                            .formatted(other.getLocalPort(), taken.getHostString()),
                    e.getMessage());
        }
    }

    private static JsonNode ice(JsonNode body, int index) {
        return body.path("ice_servers").path(index);
    }

    private static String token(HttpResponse<String> answer) {
        return JSON.readTree(answer.body()).path("access_token").asString();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
