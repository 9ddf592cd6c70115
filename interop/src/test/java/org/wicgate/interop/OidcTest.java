package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.app.Caller;

/** Users of somebody else's identity provider: npm's oidc-provider, certified by the foundation. */
class OidcTest {
    private static final String BACK = "http://127.0.0.1:1/back";
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    @TempDir private static Path folder = Path.of("");
    private static OwnHouse house;
    private static Program program;
    private static Peer provider;

    @BeforeAll
    static void start() throws IOException {
        house = new OwnHouse("oidc", folder, "alice, erin", "carol: carol");
        int port = house.ports().first() + 8;
        String back = "http://localhost:" + house.ports().web() + "/oauth/oidc/callback";
        Path secret = Files.writeString(folder.resolve("secret"), "kept in a file\n");
        house.rewrite(yaml ->
                yaml.replace(
                        "waf: { issuer: \"https://localhost:8443\" }",
                        """
                        waf:
                          issuer: "https://localhost:8443"
                          oidc:
                            issuer: "http://localhost:%d"
                            client_id: wicgate
                            client_secret_file: "%s"
                            redirect_uri: "%s"
                            name: "Example & Sons"
                            scopes: [ openid, profile ]
                            impi: "{sub}@%s"
                            impu: "sip:{preferred_username}@%s"
                            allow: { groups: [ voice ] }\
                        """
                                .formatted(port, secret, back, Demo.DOMAIN, Demo.DOMAIN)));
        Path accounts = Files.writeString(folder.resolve("accounts.csv"), "alice,alice\n");
        house.account("import", accounts.toString());
        house.client(
                "add", "shop", "--public", "--grant", "authorization_code", "--redirect-uri", BACK);
        program = house.start();
        whileItIsAwayTheLoginSaysSoAndTheOwnAccountsGoOn();
        provider =
                Peer.start(
                        "oidc-provider",
                        "nodejs",
                        Peer.ROOT.resolve("interop/browser"),
                        List.of(
                                "node",
                                "provider.mjs",
                                "" + port,
                                "wicgate",
                                "kept in a file",
                                back));
        try (var visitor = new Visitor()) {
            Patience.until(
                    Patience.USUAL,
                    () -> "the provider answers\n" + provider.log() + program.log(),
                    () ->
                            provider.log().contains("ready")
                                    && visitor.get(toLogin()).statusCode() == 200);
        }
    }

    @AfterAll
    static void stop() {
        if (provider != null) {
            provider.close();
        }
        if (program != null) {
            program.close();
        }
    }

    private static URI toLogin() {
        return program.wwsf().resolve("/oauth/oidc");
    }

    private static void whileItIsAwayTheLoginSaysSoAndTheOwnAccountsGoOn() {
        try (var visitor = new Visitor()) {
            var away = visitor.get(toLogin());
            assertEquals(503, away.statusCode(), away.body());
            assertTrue(away.body().contains("Example &amp; Sons cannot be reached"), away.body());
            program.awaitLog("oauth page", "openid-configuration", "Connect");
        }
        var alice = login("alice", "alice");
        assertEquals(200, alice.statusCode(), alice.body());
    }

    private static HttpResponse<String> login(String name, String password) {
        String json = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, password);
        return house.ask("POST", "/api/session", "", json);
    }

    /** Goes to the provider from the page of the WWSF, logs in there, and comes back. */
    private static HttpResponse<String> cameBack(Visitor visitor, String name) {
        var page = visitor.follow(visitor.get(toLogin()), "never");
        return visitor.logIn(page, name, program.origin() + "/#");
    }

    @Test
    void userOfTheProviderGetsASessionRegistersCallsRenewsAndIsLoggedOut() {
        var ways = house.ask("GET", "/api/login", "", "");
        assertTrue(ways.body().contains("\"Example & Sons\""), ways.body());
        try (var visitor = new Visitor()) {
            var back = cameBack(visitor, "erin");
            assertEquals(303, back.statusCode(), back.body());
            assertEquals("/#logged-in", back.headers().firstValue("Location").orElseThrow());
            String cookie = OwnHouse.cookie(back);
            var session = house.ask("POST", "/api/session/renew", cookie, "");
            assertEquals(200, session.statusCode(), session.body());
            assertEquals("sip:erin@" + Demo.DOMAIN, OwnHouse.field(session, "impu"));
            try (var erin = Caller.holding(program.wwsf(), session.body())) {
                var report = erin.call("echo", Duration.ofSeconds(3));
                assertTrue(report.isGood(), () -> report + "\n" + program.log());
            }
            assertEquals(204, house.ask("DELETE", "/api/session", cookie, "").statusCode());
            try (var wic = TextWic.connected(program)) {
                String answer = wic.register("erin", OwnHouse.field(session, "access_token"));
                assertEquals(401, TextWic.status(answer), answer);
            }
            assertEquals(401, house.ask("POST", "/api/session/renew", cookie, "").statusCode());
            // the address that brought her in is worth nothing any more
            assertEquals(403, visitor.get(back.uri()).statusCode());
        }
    }

    @Test
    void userOfTheProviderLetsAClientOfTheWafIn() {
        var asked =
                program.wwsf()
                        .resolve(
                                "/oauth/authorize?response_type=code&client_id=shop&state=s"
                                        + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fback"
                                        + "&code_challenge_method=S256&code_challenge="
                                        + CHALLENGE);
        try (var visitor = new Visitor()) {
            var page = visitor.get(asked);
            assertTrue(
                    page.body().contains(">Log in with Example &amp; Sons</button>"), page.body());
            var fields =
                    Map.of(
                            "elsewhere", "1",
                            "response_type", "code",
                            "client_id", "shop",
                            "state", "s",
                            "redirect_uri", BACK,
                            "code_challenge_method", "S256",
                            "code_challenge", CHALLENGE);
            var there =
                    visitor.follow(
                            visitor.post(program.wwsf().resolve("/oauth/authorize"), fields), BACK);
            var back = visitor.logIn(there, "erin", BACK);
            String to = String.valueOf(Visitor.next(back));
            assertTrue(to.startsWith(BACK + "?code=") && to.contains("&state=s&"), to);
            String code = to.replaceAll(".*[?&]code=([^&]+).*", "$1");
            var tokens =
                    house.ask(
                            "POST",
                            "/oauth/token",
                            "",
                            "grant_type=authorization_code&client_id=shop&redirect_uri="
                                    + BACK
                                    + "&code_verifier="
                                    + VERIFIER
                                    + "&code="
                                    + code);
            assertEquals(200, tokens.statusCode(), tokens.body());
            assertEquals("sip:erin@" + Demo.DOMAIN, OwnHouse.field(tokens, "impu"));
        }
    }

    @Test
    void whoWouldTakeAnotherIdentityOrHasNoneStaysOutsideAndTheLogSaysWhatToMend() {
        refused("twin", "sip:Alice@", "somebody else's here");
        refused("odd", "preferred_username", "U+0040");
        refused("sales", "claim groups", "waf.oidc.allow");
        refused("stranger", "claim groups", "waf.oidc.allow");
    }

    private static void refused(String name, String... logged) {
        try (var visitor = new Visitor()) {
            var back = cameBack(visitor, name);
            assertEquals(403, back.statusCode(), back.body());
            assertTrue(
                    back.body().contains("Your account at Example &amp; Sons has no identity here"),
                    back.body());
            assertTrue(back.headers().firstValue("Set-Cookie").isEmpty());
        }
        program.awaitLog(logged);
    }
}
