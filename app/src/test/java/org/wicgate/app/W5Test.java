package org.wicgate.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.net.SystemEntropy;
import org.wicgate.sim.Proves;
import org.wicgate.store.DemoAccounts;
import org.wicgate.store.Store;
import org.wicgate.waf.SigningKeys;
import org.wicgate.waf.Subject;
import org.wicgate.waf.TokenAnswer;
import org.wicgate.waf.TokenRequest;
import org.wicgate.waf.Waf;
import org.wicgate.waf.WwsfClient;
import org.wicgate.waf.oauth.AuthorizationServer;
import org.wicgate.waf.oauth.Client;
import org.wicgate.waf.oauth.GrantType;
import org.wicgate.waf.oauth.Secrets;
import org.wicgate.web.AddressRange;
import org.wicgate.web.ListenAt;
import org.wicgate.web.TakingTurns;
import org.wicgate.web.W5;
import org.wicgate.web.WebFiles;
import org.wicgate.web.WwsfServer;
import org.wicgate.wwsf.PasswordLogin;
import org.wicgate.wwsf.Wwsf;

/** Who gets keys, revocations and introspection of the WAF over HTTP, and who does not. */
class W5Test {
    private static final String SECRET = "s".repeat(43);
    private static final String EDGE = "127.0.0.2";
    private static final String STRANGER = "127.0.0.3";
    private static final String INTROSPECT = AuthorizationServer.INTROSPECT_PATH;

    @TempDir private Path folder;
    private final SystemEntropy entropy = new SystemEntropy();
    private final Map<String, HttpClient> clients =
            Map.of(EDGE, from(EDGE), STRANGER, from(STRANGER));
    private Store store;
    private String token = "";

    private static HttpClient from(String address) {
        return HttpClient.newBuilder().localAddress(InetAddress.ofLiteral(address)).build();
    }

    @BeforeEach
    void open() {
        store = Store.open(folder.resolve("wicgate.db"));
        DemoAccounts.seed(store, "ims.example", "wwsf", entropy);
        client("edge", Set.of(), true);
        client("shop", Set.of(GrantType.TOKEN_EXCHANGE), false);
    }

    private void client(String id, Set<GrantType> grants, boolean introspects) {
        String hash = Secrets.hash(SECRET);
        var scope = WwsfClient.ALL_SCOPES;
        store.clients()
                .add(new Client(id, id, hash, List.of(), List.of(), scope, grants, introspects));
    }

    @AfterEach
    void close() {
        clients.values().forEach(HttpClient::close);
        store.close();
    }

    private WwsfServer server(List<ListenAt> own) throws IOException {
        var known = new WwsfClient("wwsf", WwsfClient.ALL_SCOPES, List.of());
        var settings =
                new Waf.Settings(
                        "https://waf.example",
                        "ims.example",
                        Duration.ofMinutes(10),
                        List.of(known));
        var keys = SigningKeys.open(store.keys(), Duration.ofDays(90), Instant.now());
        var waf = new Waf(settings, keys, store.accounts(), store.revocations(), entropy);
        var request = new TokenRequest("wwsf", new Subject.WebUser("alice"), "", List.of());
        if (waf.issue(request, Instant.now()) instanceof TokenAnswer.Issued issued) {
            token = issued.token();
        }
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
        var w5 = new W5(own, List.of(Objects.requireNonNull(AddressRange.parse(EDGE + "/32"))));
        var clock = InstantSource.system();
        return WwsfServer.start(List.of(anywhere()), wwsf, waf, oauth, w5, WebFiles.none(), clock);
    }

    private static ListenAt anywhere() {
        return ListenAt.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private HttpResponse<String> ask(WwsfServer server, int listener, String from, String path)
            throws IOException, InterruptedException {
        return ask(server, listener, from, path, "edge");
    }

    private HttpResponse<String> ask(
            WwsfServer server, int listener, String from, String path, String client)
            throws IOException, InterruptedException {
        int port = server.addresses().get(listener).getPort();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (path.equals(INTROSPECT)) {
            byte[] pair = (client + ":" + SECRET).getBytes(UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("token=" + token));
        }
        var http = Objects.requireNonNull(clients.get(from));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    @Proves("WAF-07")
    void keysRevocationsAndIntrospectionAreForTheEpCscfAlone() throws Exception {
        try (var server = server(List.of())) {
            for (String path : List.of(Waf.JWKS_PATH, Waf.REVOKED_PATH, INTROSPECT)) {
                assertEquals(200, ask(server, 0, EDGE, path).statusCode(), path);
                var refused = ask(server, 0, STRANGER, path);
                assertEquals(403, refused.statusCode(), path);
                assertTrue(refused.body().contains("This is for eP-CSCFs."), refused.body());
            }
            var said = ask(server, 0, EDGE, INTROSPECT);
            assertTrue(said.body().contains("\"active\":true"), said.body());
            assertTrue(said.body().contains("alice@ims.example"), said.body());
            var shop = ask(server, 0, EDGE, INTROSPECT, "shop");
            assertTrue(shop.body().contains("unauthorized_client"), shop.body());
            assertEquals(401, ask(server, 0, EDGE, INTROSPECT, "nobody").statusCode());
            assertEquals(200, ask(server, 0, STRANGER, Waf.METADATA_PATH).statusCode());
            assertEquals(3L, server.counts().get("w5_refused"));
        }
    }

    @Test
    void addressOfItsOwnServesNothingElseAndTheWwsfsServesThemNoMore() throws Exception {
        try (var server = server(List.of(anywhere()))) {
            for (String path : List.of(Waf.JWKS_PATH, Waf.REVOKED_PATH, INTROSPECT)) {
                assertEquals(404, ask(server, 0, EDGE, path).statusCode(), path);
                assertEquals(200, ask(server, 1, EDGE, path).statusCode(), path);
                assertEquals(403, ask(server, 1, STRANGER, path).statusCode(), path);
            }
            for (String path : List.of("/", "/api/session", "/oauth/authorize")) {
                assertEquals(404, ask(server, 1, EDGE, path).statusCode(), path);
            }
        }
    }
}
