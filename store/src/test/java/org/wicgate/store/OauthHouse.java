package org.wicgate.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wicgate.base.Decoded;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.SigningKeys;
import org.wicgate.waf.TokenClaims;
import org.wicgate.waf.Verdict;
import org.wicgate.waf.Waf;
import org.wicgate.waf.WwsfClient;
import org.wicgate.waf.oauth.AuthorizationServer;
import org.wicgate.waf.oauth.Client;
import org.wicgate.waf.oauth.Form;
import org.wicgate.waf.oauth.GrantType;
import org.wicgate.waf.oauth.OauthError;
import org.wicgate.waf.oauth.Reply;
import org.wicgate.waf.oauth.Secrets;
import org.wicgate.wwsf.OneAtATime;
import org.wicgate.wwsf.PasswordLogin;

/**
 * A WAF with alice, bob, clients of each kind and a pool, on a database, with a clock of its own.
 */
final class OauthHouse implements AutoCloseable {
    static final String DOMAIN = "ims.example";
    static final String BACK = "https://shop.example/back?x=1";
    static final String SECRET = "s".repeat(43);
    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"; // RFC 7636 B
    static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final Consumer<Store> FILL = OauthHouse::fill;
    static final InetAddress HERE = InetAddress.getLoopbackAddress();

    final Store store;
    final Waf waf;
    final AuthorizationServer server;
    final List<String> revoked = new ArrayList<>();
    Instant now = Instant.parse("2026-11-20T12:00:00Z");

    OauthHouse(Kept kept, Path folder) {
        var entropy = new SeededEntropy(11);
        store = kept.filled(folder, FILL).get();
        var settings =
                new Waf.Settings(
                        "https://waf.example", DOMAIN, Waf.Settings.DEFAULT_LIFETIME, List.of());
        waf =
                new Waf(
                        settings,
                        SigningKeys.open(store.keys(), Duration.ofDays(90), now),
                        store.accounts(),
                        store.revocations(),
                        entropy);
        var login = new PasswordLogin(store.accounts(), 20, new OneThread());
        var times =
                new AuthorizationServer.Settings(
                        Duration.ofDays(30), Duration.ofMinutes(30), Duration.ofSeconds(10));
        server = new AuthorizationServer(times, waf, store.oauth(), login, login, entropy);
        server.onRevoked(revoked::add);
    }

    private static void fill(Store store) {
        DemoAccounts.seed(store, DOMAIN, "wwsf", new SeededEntropy(12));
        store.accounts().addPoolMember("shop", "shop-guest", identity("shop-guest"));
        store.accounts().addUserOf("shop", "carol@mail.example", identity("carol"));
        store.accounts().addUserOf("other", "erin", identity("erin"));
        var all = Set.of(GrantType.values());
        client(store, "shop", SECRET, all, false);
        client(store, "other", SECRET, all, false);
        client(
                store,
                "app",
                "",
                Set.of(GrantType.AUTHORIZATION_CODE, GrantType.DEVICE_CODE),
                false);
        client(store, "edge", SECRET, Set.of(), true);
    }

    private static void client(
            Store store, String id, String secret, Set<GrantType> grants, boolean introspects) {
        String hash = secret.isEmpty() ? "" : Secrets.hash(secret);
        var origins = List.of("https://" + id + ".example");
        var back = List.of(BACK, "http://127.0.0.1/app");
        var scope = WwsfClient.ALL_SCOPES;
        store.clients()
                .add(new Client(id, "The " + id, hash, back, origins, scope, grants, introspects));
    }

    private static ImsIdentity identity(String name) {
        return new ImsIdentity(name + "@" + DOMAIN, List.of("sip:" + name + "@" + DOMAIN));
    }

    static Form form(String... pairs) {
        var text = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            text.append(pairs[i])
                    .append('=')
                    .append(URLEncoder.encode(pairs[i + 1], UTF_8))
                    .append('&');
        }
        return form(text.toString());
    }

    static Form form(String text) {
        return switch (Form.decode(text)) {
            case Decoded.Ok<Form>(var form) -> form;
            case Decoded.Malformed<Form>(var why) -> throw new AssertionError(why);
        };
    }

    /** A request as {@code client} makes it, with some of it changed; an empty value leaves out. */
    static Form request(String client, String... changed) {
        var all =
                new LinkedHashMap<>(
                        Map.of(
                                "response_type",
                                "code",
                                "client_id",
                                client,
                                "redirect_uri",
                                BACK,
                                "state",
                                "st&te",
                                "code_challenge",
                                CHALLENGE,
                                "code_challenge_method",
                                "S256"));
        for (int i = 0; i < changed.length; i += 2) {
            all.put(changed[i], changed[i + 1]);
        }
        return form(
                all.entrySet().stream()
                        .flatMap(e -> Stream.of(e.getKey(), e.getValue()))
                        .toArray(String[]::new));
    }

    /** A code for alice. */
    String code(String client) {
        return query(
                        server.login(
                                request(client, "username", "alice", "password", "alice"),
                                HERE,
                                now))
                .getOrDefault("code", "");
    }

    static Map<String, String> query(Reply reply) {
        String uri = assertInstanceOf(Reply.Redirect.class, reply).uri();
        return Arrays.stream(uri.substring(uri.indexOf('?') + 1).split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(p -> p[0], p -> URLDecoder.decode(p[1], UTF_8)));
    }

    Reply token(String client, String... form) {
        return server.token(basic(client, SECRET), form(form), HERE, now);
    }

    Reply redeem(String client, String code) {
        return token(
                client,
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                BACK,
                "code_verifier",
                VERIFIER);
    }

    Reply refresh(String client, String token) {
        return token(client, "grant_type", "refresh_token", "refresh_token", token);
    }

    static String basic(String client, String secret) {
        String pair = client + ":" + secret;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    }

    static Map<String, Object> done(Reply reply) {
        return assertInstanceOf(Reply.Done.class, reply).body();
    }

    static String text(Reply reply, String name) {
        return String.valueOf(done(reply).get(name));
    }

    static OauthError error(Reply reply) {
        return assertInstanceOf(Reply.Refused.class, reply).error();
    }

    Verdict verdict(Reply reply) {
        return waf.verify(text(reply, "access_token"), now);
    }

    TokenClaims claims(Reply reply) {
        return assertInstanceOf(Verdict.Valid.class, verdict(reply)).claims();
    }

    @Override
    public void close() {
        store.close();
    }

    private static final class OneThread implements OneAtATime {
        @Override
        public <T> T call(Supplier<T> work) {
            return work.get();
        }
    }
}
