package org.wicgate.wwsf.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.wicgate.base.Decoded;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.waf.ImsIdentity;
import org.wicgate.waf.Subject;
import org.wicgate.waf.oauth.Elsewhere.Aim;
import org.wicgate.waf.oauth.Elsewhere.End;
import org.wicgate.waf.oauth.Elsewhere.Start;
import org.wicgate.waf.oauth.Throttle;
import org.wicgate.wwsf.OneAtATime;

/** The way to a provider and back, with a provider that tells lies. */
class ProviderLoginTest {
    private static final InetAddress FROM = InetAddress.getLoopbackAddress();
    private static final String NAME =
            ProviderLogin.webIdentity(FakeProvider.ISSUER, "248289761001");

    private final FakeProvider fake = new FakeProvider();
    private final Map<String, ImsIdentity> kept = new LinkedHashMap<>();
    private KnownUsers.Kept answer = KnownUsers.Kept.WELCOME;
    private int charged;
    private ProviderLogin login = login(Duration.ZERO);

    private ProviderLogin login(Duration maxAge) {
        var rule =
                new IdentityRule(
                        template(ClaimTemplate.impi("{sub}@ims.example")),
                        List.of(
                                template(
                                        ClaimTemplate.impu(
                                                "sip:{preferred_username}@ims.example"))),
                        Map.of("groups", List.of("voice")));
        var settings =
                new ProviderSettings(
                        FakeProvider.ISSUER,
                        FakeProvider.CLIENT,
                        FakeProvider.SECRET,
                        List.of("openid", "profile"),
                        "Example",
                        "https://web.example/oauth/oidc/callback",
                        maxAge,
                        rule);
        KnownUsers users =
                (name, identity, _) -> {
                    kept.put(name, identity);
                    return answer;
                };
        var means =
                new ProviderLogin.Means(fake, users, new Counting(), new SeededEntropy(7), ALONE);
        return new ProviderLogin(settings, means);
    }

    private static final OneAtATime ALONE =
            new OneAtATime() {
                @Override
                public <T> T call(Supplier<T> work) {
                    return work.get();
                }
            };

    private final class Counting implements Throttle {
        @Override
        public Duration waitFor(InetAddress from, Instant now) {
            return Duration.ZERO;
        }

        @Override
        public void charge(InetAddress from, Instant now) {
            charged++;
        }
    }

    private static ClaimTemplate template(Decoded<ClaimTemplate> read) {
        if (read instanceof Decoded.Ok<ClaimTemplate>(var template)) {
            return template;
        }
        throw new AssertionError(read.toString());
    }

    private Start.Go begun() {
        var start = login.start(new Aim.Session(), "", FROM, fake.now);
        if (start instanceof Start.Go go) {
            return go;
        }
        throw new AssertionError(start.toString());
    }

    private End back(String query, String browser) {
        return login.end(FakeProvider.form(query), browser, FROM, fake.now);
    }

    private End wholeWay() {
        var go = begun();
        return back(fake.loggedIn(go.uri()), go.browser());
    }

    private void assertRefused(String words, End end) {
        if (end instanceof End.Not(var told, var why)) {
            assertTrue(why.contains(words), why);
            assertFalse(told.contains(words), told);
        } else {
            throw new AssertionError("let in: " + end);
        }
        assertEquals(Map.of(), kept);
    }

    @Test
    void whoIsKnownThereComesInWithTheIdentityOfTheirClaims() {
        assertEquals(new End.Known(new Subject.WebUser(NAME), new Aim.Session()), wholeWay());
        var identity = new ImsIdentity("248289761001@ims.example", List.of("sip:erin@ims.example"));
        assertEquals(Map.of(NAME, identity), kept);
    }

    @Test
    void requestHasPkceStateAndNonceAndTheCodeGoesWithTheSecretAndTheVerifier() {
        var go = begun();
        assertTrue(go.uri().startsWith("https://op.example/auth?tenant=1&"), go.uri());
        var request = FakeProvider.form(go.uri().substring(go.uri().indexOf('?') + 1));
        assertEquals("code", request.get("response_type"));
        assertEquals("openid profile", request.get("scope"));
        assertEquals("S256", request.get("code_challenge_method"));
        assertEquals("https://web.example/oauth/oidc/callback", request.get("redirect_uri"));
        for (String random : List.of("state", "nonce", "code_challenge")) {
            assertEquals(43, request.get(random).length(), random);
        }
        back(fake.loggedIn(go.uri()), go.browser());
        String sent = fake.forms.getFirst();
        assertTrue(sent.startsWith("Basic d2ljZ2F0ZTph"), sent);
        assertFalse(sent.contains("client_secret"), sent);
        assertTrue(sent.contains("code_verifier="), sent);
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                lie("another nonce", claims(c -> c.claim("nonce", "n"))),
                lie("another nonce", claims(c -> c.claim("nonce", null))),
                lie("another issuer", claims(c -> c.issuer("https://op.example"))),
                lie("another client", claims(c -> c.audience("other"))),
                lie("another client", claims(c -> c.audience(List.of("wicgate", "other")))),
                lie("another client", claims(c -> c.claim("azp", "other"))),
                lie("no sub", claims(c -> c.subject(null))),
                lie("no sub", claims(c -> c.subject("two words"))),
                lie("no exp", claims(c -> c.expirationTime(null))),
                lie("expired", claims(c -> c.expirationTime(at("2026-11-20T11:58:59Z")))),
                lie("of the future", claims(c -> c.issueTime(at("2026-11-20T12:02:00Z")))),
                lie("do not belong together", claims(c -> c.claim("at_hash", "AAAA"))),
                lie("no signed JWT", fake -> fake.alg = new JWSAlgorithm("none")),
                lie("HS256, which is refused", fake -> fake.alg = JWSAlgorithm.HS256),
                lie("signature", fake -> fake.signing = FakeProvider.key("one")),
                lie("not in https://op.example/keys", fake -> fake.signing = FakeProvider.key("x")),
                lie("no signed JWT", fake -> fake.token = _ -> "rubbish"),
                lie("too long", fake -> fake.token = jwt -> jwt.repeat(100)),
                lie("allow", claims(c -> c.claim("groups", List.of("staff")))),
                lie("allow", claims(c -> c.claim("groups", "voice,staff"))),
                lie("U+0040", claims(c -> c.claim("preferred_username", "bob@ims.example"))),
                lie(
                        "preferred_username is missing",
                        claims(c -> c.claim("preferred_username", ""))
                                .andThen(fake ->
                                        fake.twist = c -> c.claim("preferred_username", null))
                                .andThen(fake -> fake.userinfo = "{\"sub\":\"248289761001\"}")),
                lie(
                        "another sub",
                        claims(c -> c.claim("preferred_username", null))
                                .andThen(fake ->
                                        fake.userinfo =
                                                "{\"sub\":\"1\",\"preferred_username\":\"alice\"}")));
    }

    private static Arguments lie(String words, Consumer<FakeProvider> how) {
        return Arguments.of(words, how);
    }

    private static Consumer<FakeProvider> claims(UnaryOperator<JWTClaimsSet.Builder> twist) {
        return fake -> fake.twist = twist;
    }

    private static Date at(String time) {
        return Date.from(Instant.parse(time));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void aLieLetsNobodyInAndTheLogSaysWhichOne(String words, Consumer<FakeProvider> how) {
        how.accept(fake);
        assertRefused(words, wholeWay());
    }

    @Test
    void stateIsGoodOnceInItsBrowserAndForTenMinutes() {
        var first = begun();
        String query = fake.loggedIn(first.uri());
        assertTrue(back(query, first.browser()) instanceof End.Known);
        kept.clear();
        assertRefused("state", back(query, first.browser()));

        var stolen = begun();
        String stolenQuery = fake.loggedIn(stolen.uri());
        assertRefused("state", back(stolenQuery, begun().browser()));
        assertRefused("state", back(stolenQuery, stolen.browser()));

        var slow = begun();
        String slowQuery = fake.loggedIn(slow.uri());
        fake.now = fake.now.plus(ProviderLogin.PATIENCE);
        assertRefused("state", back(slowQuery, slow.browser()));
        assertRefused("state", back("code=x&state=" + "a".repeat(43), slow.browser()));
        assertEquals(5, charged);
    }

    @Test
    void twoTabsOfOneBrowserAreUnderWayAtOnce() {
        var one = begun();
        var two = login.start(new Aim.Session(), one.browser(), FROM, fake.now);
        if (!(two instanceof Start.Go go)) {
            throw new AssertionError(two.toString());
        }
        assertEquals(one.browser(), go.browser());
        assertTrue(back(fake.loggedIn(one.uri()), one.browser()) instanceof End.Known);
        assertTrue(back(fake.loggedIn(go.uri()), one.browser()) instanceof End.Known);
    }

    @Test
    void answerOfAnotherIssuerIsNotTakenToThisOne() {
        var go = begun();
        String query = fake.loggedIn(go.uri()) + "&iss=https%3A%2F%2Fevil.example";
        assertRefused("another issuer", back(query, go.browser()));
        assertEquals(List.of(), fake.forms); // the code of one provider goes to no other
    }

    @Test
    void whoSaysToNameItselfMust() {
        fake.document.put("authorization_response_iss_parameter_supported", true);
        assertRefused("names none", wholeWay());
        var go = begun();
        String query = fake.loggedIn(go.uri()) + "&iss=https%3A%2F%2Fop.example%2Frealm";
        assertTrue(back(query, go.browser()) instanceof End.Known);
    }

    @Test
    void providerThatRefusesIsQuotedWithoutItsMarkup() {
        var go = begun();
        String state = FakeProvider.form(fake.loggedIn(go.uri())).get("state");
        String query = "error=%0A<b>access_denied&state=" + state;
        assertRefused("error ??b?access_denied", back(query, go.browser()));
    }

    @Test
    void newKeyIsFetchedWhenATokenNamesItAndStrangersMakeUsFetchSeldom() {
        wholeWay();
        fake.now = fake.now.plus(Provider.PAUSE);
        fake.rotate("two");
        assertTrue(wholeWay() instanceof End.Known);
        fake.signing = FakeProvider.key("never published");
        for (int i = 0; i < 5; i++) {
            wholeWay();
        }
        assertEquals(2, fake.asked.stream().filter(uri -> uri.endsWith("/keys")).count());
    }

    @Test
    void providerThatIsAwayIsAskedSeldomAndOldDocumentsServe() {
        fake.isAway = true;
        for (int i = 0; i < 3; i++) {
            assertTrue(
                    login.start(new Aim.Session(), "", FROM, fake.now)
                                    instanceof Start.Away(var why)
                            && why.contains("connection refused"));
        }
        assertEquals(1, fake.asked.size());
        fake.isAway = false;
        fake.now = fake.now.plus(Provider.PAUSE);
        wholeWay();
        fake.isAway = true;
        fake.now = fake.now.plus(Provider.MAX_AGE);
        begun();
    }

    @Test
    void documentOfAnotherIssuerOrWithoutTlsIsRefused() {
        fake.document.put("issuer", "https://evil.example");
        assertTrue(login.start(new Aim.Session(), "", FROM, fake.now) instanceof Start.Away);
        fake.now = fake.now.plus(Provider.PAUSE);
        fake.document.put("issuer", FakeProvider.ISSUER);
        fake.document.put("token_endpoint", "http://localhost/token");
        assertTrue(login.start(new Aim.Session(), "", FROM, fake.now) instanceof Start.Away);
    }

    @Test
    void loginThereMayNotBeTooLongAgo() {
        login = login(Duration.ofMinutes(5));
        assertTrue(begun().uri().endsWith("&max_age=300"));
        assertTrue(wholeWay() instanceof End.Known);
        kept.clear();
        fake.twist = c -> c.claim("auth_time", fake.now.minusSeconds(361).getEpochSecond());
        assertRefused("max_age_seconds", wholeWay());
        fake.twist = c -> c.claim("auth_time", null);
        assertRefused("auth_time", wholeWay());
    }

    @Test
    void claimsThatTheIdTokenLacksAreAskedFor() {
        fake.twist = c -> c.claim("preferred_username", null);
        fake.userinfo = "{\"sub\":\"248289761001\",\"preferred_username\":\"zoe\",\"groups\":[]}";
        assertTrue(wholeWay() instanceof End.Known);
        var zoe = new ImsIdentity("248289761001@ims.example", List.of("sip:zoe@ims.example"));
        assertEquals(Map.of(NAME, zoe), kept);
    }

    @Test
    void whoIsLockedOrWouldBeSomebodyElseStaysOutside() {
        answer = KnownUsers.Kept.LOCKED;
        assertTrue(wholeWay() instanceof End.Not(_, var why) && why.contains("is locked"));
        answer = KnownUsers.Kept.TAKEN;
        assertTrue(wholeWay() instanceof End.Not(_, var why) && why.contains("somebody else"));
    }

    @Test
    void sameSubOfTwoIssuersIsTwoPeople() {
        assertFalse(NAME.equals(ProviderLogin.webIdentity("https://b.example", "248289761001")));
    }
}
