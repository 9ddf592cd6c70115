package org.wicgate.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.wicgate.store.OauthHouse.BACK;
import static org.wicgate.store.OauthHouse.HERE;
import static org.wicgate.store.OauthHouse.VERIFIER;
import static org.wicgate.store.OauthHouse.done;
import static org.wicgate.store.OauthHouse.error;
import static org.wicgate.store.OauthHouse.form;
import static org.wicgate.store.OauthHouse.query;
import static org.wicgate.store.OauthHouse.request;
import static org.wicgate.store.OauthHouse.text;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.base.Decoded;
import org.wicgate.waf.Verdict;
import org.wicgate.waf.oauth.Form;
import org.wicgate.waf.oauth.OauthError;
import org.wicgate.waf.oauth.Reply;

/** RFC 6749 §4.1 with PKCE (RFC 7636), refresh tokens that rotate (RFC 9700 §4.14.2). */
@ParameterizedClass
@EnumSource(Kept.class)
class CodeGrantTest {
    @TempDir Path folder;
    private final Kept kept;
    private OauthHouse house;

    CodeGrantTest(Kept kept) {
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
    void loginPageThenCodeThenTokenOfTheUser() {
        var page = assertInstanceOf(Reply.Login.class, house.server.authorize(request("shop")));
        assertEquals("The shop", page.client());
        assertEquals(BACK, page.then());
        assertEquals("st&te", page.hidden().get("state"));

        var form = request("shop", "username", "Alice", "password", "alice");
        var back = house.server.login(form, HERE, house.now);
        assertTrue(
                assertInstanceOf(Reply.Redirect.class, back).uri().startsWith(BACK + "&"),
                "what it asked for stays");
        assertEquals("st&te", query(back).get("state"));
        assertEquals("https://waf.example", query(back).get("iss"), "RFC 9207");

        var answer = house.redeem("shop", query(back).getOrDefault("code", ""));
        assertEquals("Bearer", done(answer).get("token_type"));
        assertEquals(900L, done(answer).get("expires_in"));
        assertEquals("ims.register ims.call ims.msg", done(answer).get("scope"));
        var claims = house.claims(answer);
        assertEquals("alice", claims.subject());
        assertEquals("shop", claims.wwsf());
        assertEquals(List.of("https://shop.example"), claims.origins());
        assertFalse(answer.toString().contains(text(answer, "access_token")));
        assertFalse(back.toString().contains(query(back).getOrDefault("code", "")));
    }

    @Test
    void wrongPasswordShowsThePageAgainAndTenCloseTheAccount() {
        var wrong = request("shop", "username", "alice", "password", "wrong");
        for (int i = 0; i < 10; i++) {
            var page =
                    assertInstanceOf(Reply.Login.class, house.server.login(wrong, HERE, house.now));
            assertEquals("The user name or the password is wrong.", page.message());
            assertFalse(page.hidden().containsKey("password"), page.hidden().toString());
        }
        var right = request("shop", "username", "alice", "password", "alice");
        var page = assertInstanceOf(Reply.Login.class, house.server.login(right, HERE, house.now));
        assertEquals(Duration.ofMinutes(5), page.pause());
    }

    @ParameterizedTest
    @CsvSource({
        "client_id,nobody",
        "redirect_uri,https://evil.example/back",
        "redirect_uri,https://shop.example/back",
        "redirect_uri,https://shop.example/back?x=1#",
        "redirect_uri,http://127.0.0.1:99/other",
    })
    void nothingIsSentToWhereNobodyRegistered(String name, String value) {
        var form = request("shop", name, value, "username", "alice", "password", "alice");
        assertInstanceOf(Reply.Broken.class, house.server.authorize(form));
        assertInstanceOf(Reply.Broken.class, house.server.login(form, HERE, house.now));
    }

    @ParameterizedTest
    @CsvSource({
        "response_type,'',invalid_request",
        "response_type,token,unsupported_response_type",
        "code_challenge,'',invalid_request",
        "code_challenge,short,invalid_request",
        "code_challenge_method,'',invalid_request",
        "code_challenge_method,plain,invalid_request",
        "scope,ims.register ims.admin,invalid_scope",
        "deny,1,access_denied",
    })
    void otherMistakesGoBackToTheClient(String name, String value, String error) {
        var form = request("shop", name, value, "username", "alice", "password", "alice");
        var back = query(house.server.login(form, HERE, house.now));
        assertEquals(error, back.get("error"));
        assertEquals("st&te", back.get("state"));
        assertFalse(back.containsKey("code"));
        if (!error.equals("access_denied")) {
            assertEquals(error, query(house.server.authorize(form)).get("error"));
        }
    }

    @Test
    void anAppOnLoopbackChoosesItsPort() {
        var form = request("app", "redirect_uri", "http://127.0.0.1:51234/app");
        assertInstanceOf(Reply.Login.class, house.server.authorize(form));
    }

    @Test
    void codeUsedTwiceEndsTheSessionThatTheFirstUseBegan() {
        String code = house.code("shop");
        var first = house.redeem("shop", code);
        assertInstanceOf(Verdict.Valid.class, house.verdict(first));

        assertEquals(OauthError.INVALID_GRANT, error(house.redeem("other", code)));
        assertEquals(new Verdict.Invalid(Verdict.Reason.REVOKED), house.verdict(first));
        assertEquals(
                OauthError.INVALID_GRANT,
                error(house.refresh("shop", text(first, "refresh_token"))));
        assertEquals(1, house.revoked.size());
    }

    @ParameterizedTest
    @CsvSource({
        "other,code_verifier,dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "shop,code_verifier,dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXX",
        "shop,code_verifier,short",
        "shop,redirect_uri,http://127.0.0.1/app",
        "shop,code,guessed",
    })
    void codeIsForItsClientItsVerifierAndItsAddressAlone(String client, String name, String value) {
        var form =
                new LinkedHashMap<>(
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "code",
                                house.code("shop"),
                                "redirect_uri",
                                BACK,
                                "code_verifier",
                                VERIFIER));
        form.put(name, value);
        var pairs =
                form.entrySet().stream().flatMap(e -> List.of(e.getKey(), e.getValue()).stream());
        assertEquals(
                OauthError.INVALID_GRANT, error(house.token(client, pairs.toArray(String[]::new))));
    }

    @Test
    void codeLivesForAMinute() {
        String code = house.code("shop");
        house.now = house.now.plusSeconds(60);
        assertEquals(OauthError.INVALID_GRANT, error(house.redeem("shop", code)));
    }

    @Test
    void publicClientProvesItselfByPkceAloneAndGetsNoRefreshTokenItMayNotHave() {
        var form =
                form(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "app",
                        "code",
                        house.code("app"),
                        "redirect_uri",
                        BACK,
                        "code_verifier",
                        VERIFIER);
        var answer = house.server.token("", form, HERE, house.now);
        assertEquals("alice", house.claims(answer).subject());
        assertFalse(done(answer).containsKey("refresh_token"));
    }

    @Test
    void refreshTokenIsGoodOnceAndItsReuseEndsAll() {
        var first = house.redeem("shop", house.code("shop"));
        String old = text(first, "refresh_token");
        var second = house.refresh("shop", old);
        String next = text(second, "refresh_token");
        assertNotEquals(old, next);
        assertEquals("alice", house.claims(second).subject());
        assertEquals(house.claims(first).session(), house.claims(second).session());

        assertEquals(OauthError.INVALID_GRANT, error(house.refresh("shop", old)), "stolen");
        assertEquals(OauthError.INVALID_GRANT, error(house.refresh("shop", next)), "the heir too");
        assertEquals(new Verdict.Invalid(Verdict.Reason.REVOKED), house.verdict(first));
        assertEquals(new Verdict.Invalid(Verdict.Reason.REVOKED), house.verdict(second));
        assertEquals(1, house.revoked.size());
    }

    @Test
    void refreshTokenIsOfItsClientItsScopeAndItsTime() {
        String token = text(house.redeem("shop", house.code("shop")), "refresh_token");
        assertEquals(OauthError.INVALID_GRANT, error(house.refresh("other", token)));
        assertEquals(OauthError.INVALID_GRANT, error(house.refresh("shop", "rubbish")));
        var more =
                house.token(
                        "shop",
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        token,
                        "scope",
                        "ims.admin");
        assertEquals(OauthError.INVALID_SCOPE, error(more));
        var less =
                house.token(
                        "shop",
                        "grant_type",
                        "refresh_token",
                        "refresh_token",
                        token,
                        "scope",
                        "ims.call");
        assertEquals(List.of("ims.call"), house.claims(less).scope());
        house.now = house.now.plus(Duration.ofDays(30));
        assertEquals(
                OauthError.INVALID_GRANT,
                error(house.refresh("shop", text(less, "refresh_token"))));
    }

    @Test
    void lockedAccountLosesItsSessionsEverywhere() {
        var answer = house.redeem("shop", house.code("shop"));
        String code = house.code("shop");
        assertTrue(house.store.admin().lock("alice", house.now));
        assertEquals(new Verdict.Invalid(Verdict.Reason.REVOKED), house.verdict(answer));
        assertEquals(
                OauthError.INVALID_GRANT,
                error(house.refresh("shop", text(answer, "refresh_token"))));
        assertEquals(OauthError.INVALID_GRANT, error(house.redeem("shop", code)));
    }

    @Test
    void removedClientLosesItsSessions() {
        var answer = house.redeem("shop", house.code("shop"));
        assertTrue(house.store.clients().remove("shop", house.now));
        assertEquals(new Verdict.Invalid(Verdict.Reason.REVOKED), house.verdict(answer));
        assertEquals(OauthError.INVALID_CLIENT, error(house.refresh("shop", "x")));
    }

    @Test
    void noTokenForAClientThatDoesNotProveItself() {
        String code = house.code("shop");
        String grant = "grant_type=authorization_code&code=" + code;
        for (var form :
                List.of(
                        form(grant),
                        form(grant + "&client_id=shop"),
                        form(grant + "&client_id=shop&client_secret=wrong"),
                        form(grant + "&client_id=nobody&client_secret=" + OauthHouse.SECRET),
                        form(grant + "&client_id=app&client_secret=" + OauthHouse.SECRET))) {
            assertEquals(
                    OauthError.INVALID_CLIENT,
                    error(house.server.token("", form, HERE, house.now)));
        }
        for (var header : List.of(OauthHouse.basic("shop", "x"), "Basic ?", "Bearer x", "Basic")) {
            assertEquals(
                    OauthError.INVALID_CLIENT,
                    error(house.server.token(header, form(grant), HERE, house.now)));
        }
        assertInstanceOf(Reply.Done.class, house.redeem("shop", code), "the code was not burnt");
    }

    @Test
    void guessingSecretsIsSlowedDownForTheAddress() {
        for (int i = 0; i < 20; i++) {
            house.server.token(OauthHouse.basic("shop", "x" + i), form("a=b"), HERE, house.now);
        }
        assertInstanceOf(Reply.Busy.class, house.token("shop", "grant_type", "refresh_token"));
        house.now = house.now.plusSeconds(300);
        assertEquals(OauthError.INVALID_REQUEST, error(house.token("shop", "a", "b")));
    }

    @Test
    void parametersComeOnceAndAnUnknownGrantIsNamed() {
        assertInstanceOf(Decoded.Malformed.class, Form.decode("a=1&a=2"));
        assertInstanceOf(Decoded.Malformed.class, Form.decode("a=%zz"));
        assertInstanceOf(Decoded.Malformed.class, Form.decode("a=1&".repeat(50)));
        assertEquals("", form("a=&a=").get("a"));
        assertEquals(
                OauthError.UNSUPPORTED_GRANT_TYPE,
                error(house.token("shop", "grant_type", "password")));
        assertEquals(
                OauthError.UNAUTHORIZED_CLIENT,
                error(house.token("edge", "grant_type", "refresh_token")));
        var twice = form("client_secret", OauthHouse.SECRET);
        String header = OauthHouse.basic("shop", OauthHouse.SECRET);
        assertEquals(
                OauthError.INVALID_REQUEST,
                error(house.server.token(header, twice, HERE, house.now)));
    }
}
