package org.wicgate.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wicgate.net.Certificates;
import org.wicgate.sim.Proves;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.Subject;
import org.wicgate.waf.Waf;
import org.wicgate.waf.WwsfClient;
import org.wicgate.waf.oauth.Client;
import org.wicgate.waf.oauth.Clients;
import org.wicgate.waf.oauth.GrantType;
import org.wicgate.waf.oauth.Secrets;
import org.wicgate.wwsf.PasswordLogin;
import tools.jackson.databind.json.JsonMapper;

/** A WWSF of somebody else and the WAF, each of which proves to the other who it is. */
class MutualAuthenticationTest {
    private static final Instant NOW = House.NOW;
    private static final String ISSUER = "https://waf.example";
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String EXCHANGE =
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token=erin"
                    + "&subject_token_type=urn:wicgate:params:oauth:token-type:user";

    private final ECKey key = key("shop-1");
    private HttpListener server;
    private HttpClient http;

    /** The clients of a WAF, in memory. */
    private final class Known implements Clients {
        private final Set<String> used = new HashSet<>();

        @Override
        public @Nullable Client find(String id) {
            return switch (id) {
                case "shop" -> client(id, "", new JWKSet(key.toPublicJWK()).toString());
                case "kiosk" -> client(id, Secrets.hash("a secret"), "");
                default -> null;
            };
        }

        @Override
        public synchronized boolean firstUse(String hash, Instant end, Instant now) {
            return used.add(hash);
        }

        @Override
        public boolean hasOrigin(String origin) {
            return false;
        }
    }

    private static @Nullable ImsIdentity identity(Subject subject) {
        return subject.equals(new Subject.UserOf("shop", "erin"))
                ? new ImsIdentity("erin@ims.example", List.of("sip:erin@ims.example"))
                : null;
    }

    @BeforeEach
    void open() throws Exception {
        var entropy = new SeededEntropy(9);
        var settings = new Waf.Settings(ISSUER, "ims.example", Duration.ofMinutes(10), List.of());
        var waf = new Waf(settings, House.newKey(), MutualAuthenticationTest::identity, entropy);
        var login = new PasswordLogin(_ -> null, 50, new TakingTurns());
        var counters = new WebCounters();
        var api =
                new OauthApi(
                        NoClients.but(new Known(), waf, login),
                        (_, _) -> WebAnswer.empty(500),
                        "ims.example",
                        InstantSource.fixed(NOW),
                        counters,
                        new LoginGate(counters));
        var own = Certificates.selfSigned(List.of("localhost"));
        var shown = new ListenAt.Credential(own.key(), own.chain());
        server = HttpListener.start(ListenAt.tls(House.anyPort(), () -> shown), api::answer);
        http = HttpClient.newBuilder().sslContext(trusting(own.certificate())).build();
    }

    @AfterEach
    void close() {
        http.close();
        server.close();
    }

    private static Client client(String id, String secretHash, String jwks) {
        return new Client(
                id,
                id,
                secretHash,
                jwks,
                List.of(),
                List.of(),
                WwsfClient.ALL_SCOPES,
                Set.of(GrantType.TOKEN_EXCHANGE),
                false);
    }

    private static ECKey key(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private static SSLContext trusting(X509Certificate certificate) throws Exception {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("it", certificate);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private HttpResponse<String> ask(HttpClient client, String form) throws Exception {
        var uri = "https://localhost:" + server.address().getPort() + "/oauth/token";
        var request =
                HttpRequest.newBuilder(URI.create(uri))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static JWTClaimsSet.Builder claims(String id) {
        return new JWTClaimsSet.Builder()
                .issuer("shop")
                .subject("shop")
                .audience(ISSUER)
                .jwtID(id)
                .expirationTime(Date.from(NOW.plusSeconds(60)));
    }

    private static String signed(ECKey key, JWTClaimsSet.Builder claims) {
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build();
        var jwt = new SignedJWT(header, claims.build());
        try {
            jwt.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
        return jwt.serialize();
    }

    private static String proven(String assertion) {
        return EXCHANGE
                + "&client_assertion_type="
                + URLEncoder.encode(TYPE, UTF_8)
                + "&client_assertion="
                + assertion;
    }

    private void refused(String words, String form) throws Exception {
        var answer = ask(http, form);
        assertEquals(401, answer.statusCode(), answer.body());
        var json = new JsonMapper().readTree(answer.body());
        assertEquals("invalid_client", json.path("error").asString());
        assertFalse(json.has("access_token"));
        String why = json.path("error_description").asString();
        assertTrue(why.contains(words), why);
    }

    @Test
    @Proves("WAF-05")
    void wwsfAndWafProveToEachOtherWhoTheyAreBeforeThereIsAToken() throws Exception {
        String form = proven(signed(key, claims("1")));
        try (var strict = HttpClient.newHttpClient()) { // which does not know the WAF's certificate
            assertThrows(SSLHandshakeException.class, () -> ask(strict, form));
        }
        var answer = ask(http, form);
        assertEquals(200, answer.statusCode(), answer.body());
        var json = new JsonMapper().readTree(answer.body());
        assertEquals("sip:erin@ims.example", json.path("impu").asString());

        refused("used before", form);
        refused("no client is named", EXCHANGE);
        refused("unknown client, or not its secret", EXCHANGE + "&client_id=shop");
        refused("unknown client, or not its secret", EXCHANGE + "&client_id=shop&client_secret=x");
        refused("not signed by a key", proven(signed(key("shop-1"), claims("2"))));
        refused("not signed by a key", proven(signed(key("another"), claims("2"))));
    }

    @Test
    void wordOfAClientThatSaysTooMuchOrTooLittleProvesNothing() throws Exception {
        List<UnaryOperator<JWTClaimsSet.Builder>> wrong =
                List.of(
                        c -> c.audience("https://other.example"),
                        c -> c.audience((String) null),
                        c -> c.issuer("kiosk"),
                        c -> c.subject("kiosk").issuer("kiosk"),
                        c -> c.subject("nobody").issuer("nobody"),
                        c -> c.jwtID(null),
                        c -> c.expirationTime(null),
                        c -> c.expirationTime(Date.from(NOW.minusSeconds(31))),
                        c -> c.expirationTime(Date.from(NOW.plusSeconds(3600))),
                        c -> c.notBeforeTime(Date.from(NOW.plusSeconds(60))));
        for (var twist : wrong) {
            refused("", proven(signed(key, twist.apply(claims("3")))));
        }
        refused("no signed JWT", proven(new PlainJWT(claims("3").build()).serialize()));
        var mac = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims("3").build());
        mac.sign(new MACSigner(new JWKSet(key.toPublicJWK()).toString()));
        refused("not signed by a key", proven(mac.serialize()));
        refused("client_assertion_type", EXCHANGE + "&client_assertion=" + mac.serialize());
        assertEquals(200, ask(http, proven(signed(key, claims("3")))).statusCode());
    }

    @Test
    void oneWayToProveAClientAtATime() throws Exception {
        String form = proven(signed(key, claims("4")));
        assertEquals(400, ask(http, form + "&client_secret=x").statusCode());
        assertEquals(400, ask(http, form + "&client_id=kiosk").statusCode());
        assertEquals(200, ask(http, form + "&client_id=shop").statusCode());
    }
}
