package org.wicgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.wicgate.store.OauthHouse.HERE;
import static org.wicgate.store.OauthHouse.SECRET;
import static org.wicgate.store.OauthHouse.basic;
import static org.wicgate.store.OauthHouse.done;
import static org.wicgate.store.OauthHouse.error;
import static org.wicgate.store.OauthHouse.form;
import static org.wicgate.store.OauthHouse.text;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.sim.Proves;
import org.wicgate.waf.Subject;
import org.wicgate.waf.Verdict;
import org.wicgate.waf.oauth.OauthError;
import org.wicgate.waf.oauth.Reply;

/** Pool, exchange, devices; what becomes of tokens. */
@ParameterizedClass
@EnumSource(Kept.class)
class OtherGrantsTest {
    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
    private static final String USER = "urn:wicgate:params:oauth:token-type:user";

    @TempDir Path folder;
    private final Kept kept;
    private OauthHouse house;

    OtherGrantsTest(Kept kept) {
        this.kept = kept;
    }

    @BeforeEach
    void open() {
        house = new OauthHouse(kept, folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    @Proves({"WAF-11", "WWSF-07"})
    void anotherWwsfLendsAnIdentityOfItsOwnPoolAndGivesItBack() {
        var lent = house.token("shop", "grant_type", "client_credentials");
        assertEquals("sip:shop-guest@ims.example", text(lent, "impu"));
        assertTrue(Subject.isPoolMember(house.claims(lent).subject()));
        assertEquals("shop", house.claims(lent).wwsf());

        var none = house.token("shop", "grant_type", "client_credentials");
        assertEquals(OauthError.TEMPORARILY_UNAVAILABLE, error(none));
        assertEquals(503, error(none).status());
        assertEquals(
                OauthError.TEMPORARILY_UNAVAILABLE,
                error(house.token("other", "grant_type", "client_credentials")),
                "it has no pool, and the guests of others are not its own");

        house.now = house.now.plus(Duration.ofMinutes(20));
        var kept = house.refresh("shop", text(lent, "refresh_token"));
        house.now = house.now.plus(Duration.ofMinutes(20));
        assertEquals(
                OauthError.TEMPORARILY_UNAVAILABLE,
                error(house.token("shop", "grant_type", "client_credentials")));

        var gone = form("token", text(kept, "refresh_token"));
        done(house.server.revoke(basic("shop", SECRET), gone, HERE, house.now));
        house.now = house.now.plusSeconds(10);
        done(house.token("shop", "grant_type", "client_credentials"));
    }

    @Test
    void silentGuestLosesTheIdentity() {
        var lent = house.token("shop", "grant_type", "client_credentials");
        house.now = house.now.plus(Duration.ofMinutes(30));
        done(house.token("shop", "grant_type", "client_credentials"));
        assertEquals(
                OauthError.INVALID_GRANT,
                error(house.refresh("shop", text(lent, "refresh_token"))));
    }

    private Reply exchange(String client, String user, String... more) {
        var form = new ArrayList<String>();
        form.addAll(
                List.of(
                        "grant_type", EXCHANGE,
                        "subject_token", user,
                        "subject_token_type", USER));
        form.addAll(List.of(more));
        return house.token(client, form.toArray(String[]::new));
    }

    @Test
    void wwsfThatKnowsItsUsersGetsTokensForThemAndForNobodyElses() {
        var carol = exchange("shop", "carol@mail.example", "audience", OauthHouse.DOMAIN);
        assertEquals("sip:carol@ims.example", text(carol, "impu"));
        assertEquals("shop:carol@mail.example", house.claims(carol).subject());
        assertEquals(
                "urn:ietf:params:oauth:token-type:access_token", text(carol, "issued_token_type"));
        assertEquals(
                house.claims(carol).session(),
                house.claims(house.refresh("shop", text(carol, "refresh_token"))).session());

        for (String user : List.of("erin", "alice", "guest-1", "nobody", "other erin")) {
            assertEquals(OauthError.INVALID_REQUEST, error(exchange("shop", user)), user);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "subject_token_type,urn:ietf:params:oauth:token-type:jwt,INVALID_REQUEST",
        "actor_token,x,INVALID_REQUEST",
        "requested_token_type,urn:ietf:params:oauth:token-type:saml2,INVALID_REQUEST",
        "audience,elsewhere.example,INVALID_TARGET",
        "resource,https://elsewhere.example/,INVALID_TARGET",
        "scope,ims.admin,INVALID_SCOPE",
    })
    void exchangeForSomethingElseIsRefused(String name, String value, OauthError error) {
        var form =
                new TreeMap<>(
                        Map.of(
                                "grant_type", EXCHANGE,
                                "subject_token", "carol@mail.example",
                                "subject_token_type", USER));
        form.put(name, value);
        var pairs =
                form.entrySet().stream().flatMap(e -> List.of(e.getKey(), e.getValue()).stream());
        assertEquals(error, error(house.token("shop", pairs.toArray(String[]::new))));
    }

    private Reply begin() {
        return house.server.deviceAuthorization("", form("client_id", "app"), HERE, house.now);
    }

    private Reply ask(String code) {
        var form = form("client_id", "app", "grant_type", DEVICE, "device_code", code);
        return house.server.token("", form, HERE, house.now);
    }

    private Reply decide(String userCode, String password, String... more) {
        var pairs = new ArrayList<>(List.of("user_code", userCode, "username", "bob"));
        pairs.addAll(List.of("password", password));
        pairs.addAll(List.of(more));
        return house.server.decide(form(pairs.toArray(String[]::new)), HERE, house.now);
    }

    @Test
    void deviceIsLetInByAPersonWithItsCode() {
        var begun = begin();
        String code = text(begun, "device_code");
        String userCode = text(begun, "user_code");
        assertTrue(userCode.matches("[B-Z]{4}-[B-Z]{4}"), userCode);
        assertEquals("https://waf.example/oauth/device", text(begun, "verification_uri"));
        assertEquals(OauthError.AUTHORIZATION_PENDING, error(ask(code)));

        String typed = userCode.toLowerCase(Locale.ROOT).replace('-', ' ');
        var page = house.server.device(form("user_code", typed), HERE, house.now);
        assertEquals("The app", assertInstanceOf(Reply.Login.class, page).client());
        assertInstanceOf(Reply.Login.class, decide(userCode, "wrong"));
        assertInstanceOf(Reply.Told.class, decide(typed, "bob"));
        assertInstanceOf(Reply.AskCode.class, decide(typed, "bob"), "used up");

        house.now = house.now.plusSeconds(5);
        var answer = ask(code);
        assertEquals("bob", house.claims(answer).subject());
        house.now = house.now.plusSeconds(5);
        assertEquals(OauthError.INVALID_GRANT, error(ask(code)));
    }

    @Test
    void deviceThatAsksTooOftenHasToSlowDownMoreAndMore() {
        String code = text(begin(), "device_code");
        assertEquals(OauthError.AUTHORIZATION_PENDING, error(ask(code)));
        house.now = house.now.plusSeconds(4);
        assertEquals(OauthError.SLOW_DOWN, error(ask(code)));
        house.now = house.now.plusSeconds(9);
        assertEquals(OauthError.SLOW_DOWN, error(ask(code)));
        house.now = house.now.plusSeconds(15);
        assertEquals(OauthError.AUTHORIZATION_PENDING, error(ask(code)));
    }

    @Test
    void deviceHearsThatItWasRefusedOrForgotten() {
        var refused = begin();
        assertInstanceOf(Reply.Told.class, decide(text(refused, "user_code"), "bob", "deny", "1"));
        assertEquals(OauthError.ACCESS_DENIED, error(ask(text(refused, "device_code"))));

        var late = begin();
        house.now = house.now.plus(Duration.ofMinutes(10));
        assertEquals(OauthError.EXPIRED_TOKEN, error(ask(text(late, "device_code"))));
        assertInstanceOf(Reply.AskCode.class, decide(text(late, "user_code"), "bob"));
    }

    @Test
    void guessingUserCodesIsSlowedDownForTheAddress() {
        String good = text(begin(), "user_code");
        for (int i = 0; i < 20; i++) {
            house.server.device(form("user_code", "BBBB-BBBB"), HERE, house.now);
        }
        var page = house.server.device(form("user_code", good), HERE, house.now);
        assertTrue(assertInstanceOf(Reply.AskCode.class, page).message().startsWith("Too many"));
    }

    private Reply introspect(String client, String token) {
        var form = form("token", token, "token_type_hint", "access_token");
        return house.server.introspect(basic(client, SECRET), form, HERE, house.now);
    }

    @Test
    void edgeLearnsWhatATokenSaysUntilItIsRevoked() {
        var tokens = house.redeem("shop", house.code("shop"));
        String token = text(tokens, "access_token");
        var said = done(introspect("edge", token));
        assertEquals(true, said.get("active"));
        assertEquals("alice", said.get("sub"));
        assertEquals("shop", said.get("client_id"));
        assertEquals("alice@ims.example", said.get("ims_impi"));
        assertEquals(house.claims(tokens).expiry().getEpochSecond(), said.get("exp"));

        done(house.server.revoke("", form("token", token), HERE, house.now));
        assertEquals(Map.of("active", false), done(introspect("edge", token)));
        assertEquals(Map.of("active", false), done(introspect("edge", "rubbish")));
        assertEquals(1, house.revoked.size());
        done(house.refresh("shop", text(tokens, "refresh_token")));
    }

    @Test
    void nobodyElseIntrospects() {
        String token = text(house.redeem("shop", house.code("shop")), "access_token");
        assertEquals(OauthError.UNAUTHORIZED_CLIENT, error(introspect("shop", token)));
        assertEquals(
                OauthError.INVALID_CLIENT,
                error(house.server.introspect("", form("token", token), HERE, house.now)));
    }

    @Test
    void clientRevokesItsOwnTokensAndNoOthers() {
        var tokens = house.redeem("shop", house.code("shop"));
        var access = form("token", text(tokens, "access_token"));
        var refresh = form("token", text(tokens, "refresh_token"));
        String other = basic("other", SECRET);
        assertEquals(
                OauthError.INVALID_GRANT,
                error(house.server.revoke(other, access, HERE, house.now)));
        done(house.server.revoke(other, refresh, HERE, house.now));
        assertInstanceOf(Verdict.Valid.class, house.verdict(tokens));
        assertEquals(
                OauthError.INVALID_CLIENT,
                error(house.server.revoke(basic("shop", "x"), refresh, HERE, house.now)));

        done(house.server.revoke(basic("shop", SECRET), refresh, HERE, house.now));
        assertEquals(new Verdict.Invalid(Verdict.Reason.REVOKED), house.verdict(tokens));
        assertFalse(house.revoked.isEmpty());
    }
}
