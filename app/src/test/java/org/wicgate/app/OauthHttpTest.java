package org.wicgate.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.net.SystemEntropy;
import org.wicgate.store.DemoAccounts;
import org.wicgate.store.Store;
import org.wicgate.waf.SigningKeys;
import org.wicgate.waf.Waf;
import org.wicgate.waf.WwsfClient;
import org.wicgate.waf.oauth.AuthorizationServer;
import org.wicgate.waf.oauth.Client;
import org.wicgate.waf.oauth.GrantType;
import org.wicgate.waf.oauth.Secrets;
import org.wicgate.web.ListenAt;
import org.wicgate.web.TakingTurns;
import org.wicgate.web.W5;
import org.wicgate.web.WebFiles;
import org.wicgate.web.WwsfServer;
import org.wicgate.wwsf.PasswordLogin;
import org.wicgate.wwsf.Wwsf;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The WAF's endpoints over HTTP, as a browser and a client of another WWSF see them. */
class OauthHttpTest {
    private static final String ISSUER = "https://waf.example";
    private static final String SHOP = "https://shop.example";
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String REQUEST =
            "response_type=code&client_id=shop&redirect_uri=https%3A%2F%2Fshop.example%2Fback"
                    + "&state=%22%3E%3Cb%3E&code_challenge_method=S256"
                    + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    @TempDir private Path folder;
    private final SystemEntropy entropy = new SystemEntropy();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String secret = Secrets.make(entropy);
    private Store store;
    private WwsfServer server;

    @BeforeEach
    void open() throws IOException {
        store = Store.open(folder.resolve("wicgate.db"));
        DemoAccounts.seed(store, "ims.example", "wwsf", entropy);
        store.clients()
                .add(
                        new Client(
                                "shop",
                                "Shop & <Co>",
                                Secrets.hash(secret),
                                List.of(SHOP + "/back"),
                                List.of(SHOP),
                                WwsfClient.ALL_SCOPES,
                                Set.of(GrantType.values()),
                                true));
        var settings =
                new Waf.Settings(
                        ISSUER,
                        "ims.example",
                        Duration.ofMinutes(10),
                        List.of(new WwsfClient("wwsf", WwsfClient.ALL_SCOPES, List.of())));
        var key = SigningKeys.open(store.keys(), Duration.ofDays(90), Instant.now());
        var waf = new Waf(settings, key, store.accounts(), store.revocations(), entropy);
        var login = new PasswordLogin(store.accounts(), 50, new TakingTurns());
        var wwsf =
                new Wwsf(
                        new Wwsf.Settings("wwsf", "ims.example", List.of(), List.of()),
                        waf,
                        login,
                        store.pool("wwsf"),
                        store.sessions(),
                        entropy,
                        new TakingTurns());
        var times =
                new AuthorizationServer.Settings(
                        Duration.ofDays(30), Duration.ofMinutes(30), Duration.ZERO);
        var oauth = new AuthorizationServer(times, waf, store.oauth(), login, login, entropy);
        var at = ListenAt.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server =
                WwsfServer.start(
                        List.of(at),
                        wwsf,
                        waf,
                        oauth,
                        W5.LOCAL,
                        WebFiles.none(),
                        InstantSource.system());
    }

    @AfterEach
    void close() {
        http.close();
        server.close();
        store.close();
    }

    private String origin() {
        return "http://127.0.0.1:" + server.addresses().getFirst().getPort();
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
            throws IOException, InterruptedException {
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(origin() + path)));
    }

    private HttpResponse<String> post(String path, String form, String... headers)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(origin() + path))
                        .header("Content-Type", FORM)
                        .POST(BodyPublishers.ofString(form));
        return send(request, headers);
    }

    private String basic(String password) {
        byte[] pair = ("shop:" + password).getBytes(UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return new JsonMapper().readTree(answer.body());
    }

    private String code() throws IOException, InterruptedException {
        var back =
                post(
                        "/oauth/authorize",
                        REQUEST + "&username=alice&password=alice",
                        "Origin",
                        origin());
        assertEquals(303, back.statusCode(), back.body());
        var code = Pattern.compile("[?&]code=([^&]+)").matcher(header(back, "Location"));
        assertTrue(code.find());
        return code.group(1);
    }

    private HttpResponse<String> redeem(String code, String... headers)
            throws IOException, InterruptedException {
        String form =
                "grant_type=authorization_code&redirect_uri=https%3A%2F%2Fshop.example%2Fback&code="
                        + code
                        + "&code_verifier="
                        + VERIFIER;
        return post("/oauth/token", form, headers);
    }

    @Test
    void pageHasNoScriptQuotesWhatCameInAndIsForUsAndTheClientAlone()
            throws IOException, InterruptedException {
        var page = get("/oauth/authorize?" + REQUEST);
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("<b>Shop &amp; &lt;Co&gt;</b>"), page.body());
        assertTrue(page.body().contains("value=\"&quot;&gt;&lt;b&gt;\""), page.body());
        assertFalse(page.body().contains("<script"));
        assertEquals(
                "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none';"
                        + " form-action 'self' https://shop.example",
                header(page, "Content-Security-Policy"));
        assertEquals("no-store", header(page, "Cache-Control"));
        assertEquals("same-origin", header(page, "Referrer-Policy"));
        assertEquals("DENY", header(page, "X-Frame-Options"));
        assertEquals(200, get("/oauth/style.css").statusCode());

        var wrong = get("/oauth/authorize?client_id=nobody");
        assertEquals(400, wrong.statusCode());
        assertEquals("", header(wrong, "Location"));
    }

    @Test
    void formOfAnotherPageLogsNobodyIn() throws IOException, InterruptedException {
        String form = REQUEST + "&username=alice&password=alice";
        assertEquals(403, post("/oauth/authorize", form).statusCode());
        assertEquals(403, post("/oauth/authorize", form, "Origin", SHOP).statusCode());
        assertEquals(403, post("/oauth/authorize", form, "Origin", "null").statusCode());
        assertEquals(
                403,
                post("/oauth/authorize", form, "Origin", origin(), "Sec-Fetch-Site", "same-site")
                        .statusCode());
        assertEquals(303, post("/oauth/authorize", form, "Origin", origin()).statusCode());
    }

    @Test
    void codeBecomesTokensAndTheyAreIntrospectedAndRevoked()
            throws IOException, InterruptedException {
        var answer = redeem(code(), "Authorization", basic(secret));
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("no-store", header(answer, "Cache-Control"));
        assertEquals("application/json", header(answer, "Content-Type"));
        String token = json(answer).path("access_token").asString();
        String refresh = json(answer).path("refresh_token").asString();

        String form = "token=" + token;
        var said = post("/oauth/introspect", form, "Authorization", basic(secret));
        assertTrue(json(said).path("active").asBoolean(), said.body());
        assertEquals("alice", json(said).path("sub").asString());

        String gone = "token=" + URLEncoder.encode(refresh, UTF_8);
        assertEquals(200, post("/oauth/revoke", gone, "Authorization", basic(secret)).statusCode());
        var over = post("/oauth/introspect", form, "Authorization", basic(secret));
        assertEquals("{\"active\":false}", over.body());
    }

    @Test
    void refusalsAreAsTheirRfcSays() throws IOException, InterruptedException {
        var stranger = redeem("x", "Authorization", basic("wrong"));
        assertEquals(401, stranger.statusCode());
        assertEquals("invalid_client", json(stranger).path("error").asString());
        assertEquals("Basic realm=\"ims.example\"", header(stranger, "WWW-Authenticate"));
        assertEquals("no-store", header(stranger, "Cache-Control"));

        var guess = redeem("x", "Authorization", basic(secret));
        assertEquals(400, guess.statusCode());
        assertEquals("invalid_grant", json(guess).path("error").asString());

        var none =
                post(
                        "/oauth/token",
                        "grant_type=client_credentials",
                        "Authorization",
                        basic(secret));
        assertEquals(503, none.statusCode());
        assertEquals("60", header(none, "Retry-After"));

        var get = get("/oauth/token");
        assertEquals(405, get.statusCode());
        assertEquals("POST", header(get, "Allow"));
        var twice = post("/oauth/token", "a=1&a=2", "Authorization", basic(secret));
        assertEquals("invalid_request", json(twice).path("error").asString());
        assertEquals(404, get("/oauth/nothing").statusCode());
    }

    @Test
    void pagesOfAClientMayCallTheTokenEndpointAndOthersMayNot()
            throws IOException, InterruptedException {
        var preflight =
                HttpRequest.newBuilder(URI.create(origin() + "/oauth/token"))
                        .method("OPTIONS", BodyPublishers.noBody());
        var mine = send(preflight.copy(), "Origin", SHOP, "Access-Control-Request-Method", "POST");
        assertEquals(204, mine.statusCode());
        assertEquals(SHOP, header(mine, "Access-Control-Allow-Origin"));
        assertEquals("", header(mine, "Access-Control-Allow-Credentials"));
        var other =
                send(
                        preflight.copy(),
                        "Origin",
                        "https://evil.example",
                        "Access-Control-Request-Method",
                        "POST");
        assertEquals("", header(other, "Access-Control-Allow-Origin"));
        assertEquals("Origin", header(other, "Vary"));
        var answer = redeem(code(), "Authorization", basic(secret), "Origin", SHOP);
        assertEquals(SHOP, header(answer, "Access-Control-Allow-Origin"));
        assertEquals("cross-origin", header(answer, "Cross-Origin-Resource-Policy"));
    }

    @Test
    void metadataNamesEveryEndpointThatIsThere() throws IOException, InterruptedException {
        var metadata = json(get("/.well-known/oauth-authorization-server"));
        assertEquals(ISSUER, metadata.path("issuer").asString());
        assertEquals("S256", metadata.path("code_challenge_methods_supported").path(0).asString());
        var ways = metadata.path("token_endpoint_auth_methods_supported").toString();
        assertTrue(ways.contains("\"private_key_jwt\""), ways);
        var algs = metadata.path("token_endpoint_auth_signing_alg_values_supported").toString();
        assertTrue(algs.contains("\"ES256\"") && !algs.contains("none"), algs);
        int endpoints = 0;
        for (var field : metadata.properties()) {
            if (field.getKey().endsWith("_endpoint")) {
                String path = field.getValue().asString().replace(ISSUER, "");
                assertFalse(get(path).statusCode() == 404, field.getKey());
                endpoints++;
            }
        }
        assertEquals(5, endpoints);
    }
}
