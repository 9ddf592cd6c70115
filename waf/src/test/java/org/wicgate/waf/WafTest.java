package org.wicgate.waf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.wicgate.sim.Proves;
import org.wicgate.waf.TokenAnswer.Refusal;
import org.wicgate.waf.TokenAnswer.Refused;

class WafTest {
    private final Waf waf = Fixture.waf();

    @Test
    @Proves("WAF-03")
    void tokenIsSignedAndNamesIssuerAudienceExpiryIdentitiesAndWwsf() throws ParseException {
        var issued = Fixture.token();

        var jwt = SignedJWT.parse(issued.token());
        assertEquals("RS256", jwt.getHeader().getAlgorithm().getName());
        assertEquals("at+jwt", jwt.getHeader().getType().getType());
        assertEquals(Fixture.KEY.id(), jwt.getHeader().getKeyID());
        var claims = jwt.getJWTClaimsSet();
        assertEquals(Fixture.ISSUER, claims.getIssuer());
        assertEquals(List.of(Fixture.DOMAIN), claims.getAudience());
        assertEquals("alice", claims.getSubject());
        assertEquals(
                Fixture.NOW.plus(Duration.ofMinutes(15)), claims.getExpirationTime().toInstant());
        assertEquals(Fixture.NOW, claims.getNotBeforeTime().toInstant());
        assertEquals(Fixture.NOW, claims.getIssueTime().toInstant());
        assertEquals("ims.register ims.call ims.msg", claims.getStringClaim("scope"));
        assertEquals(Fixture.WWSF, claims.getStringClaim("client_id"));
        assertEquals(Fixture.WWSF, claims.getStringClaim("azp"));
        assertEquals(List.of("https://wwsf.example"), claims.getStringListClaim("origin"));

        var verdict =
                new TokenVerifier(waf.rules()).verify(issued.token(), waf.keys(), Fixture.NOW);
        assertEquals(new Verdict.Valid(issued.claims()), verdict);
    }

    @Test
    @Proves("WAF-02")
    void webIdentityIsMappedToItsImpiAndImpus() throws ParseException {
        var claims = SignedJWT.parse(Fixture.token().token()).getJWTClaimsSet();

        assertEquals("alice@" + Fixture.DOMAIN, claims.getStringClaim("ims_impi"));
        assertEquals(Fixture.ALICE.impus(), claims.getStringListClaim("ims_impu"));
        assertTrue(Fixture.token().claims().covers("tel:+15550101"));
        assertFalse(Fixture.token().claims().covers("sip:bob@" + Fixture.DOMAIN));
    }

    @Test
    void poolMemberGetsThePoolIdentityAndIsNoUserOfTheSameName() {
        var answer = issue(Fixture.WWSF, new Subject.PoolMember("guest-7"), List.of());

        var issued = assertInstanceOf(TokenAnswer.Issued.class, answer);
        assertEquals(Fixture.GUEST, issued.claims().identity());
        assertEquals("pool:guest-7", issued.claims().subject());
    }

    @Test
    void subjectWithoutImsIdentityIsRefused() {
        assertEquals(
                new Refused(Refusal.INVALID_GRANT),
                issue(Fixture.WWSF, new Subject.WebUser("mallory"), List.of()));
        assertEquals(
                new Refused(Refusal.INVALID_GRANT),
                issue(Fixture.WWSF, new Subject.PoolMember("alice"), List.of()));
    }

    @Test
    @Proves("WAF-06")
    void unknownWwsfAndForeignScopeAreRefusedByTheirOauthNames() {
        var alice = new Subject.WebUser("alice");

        assertEquals(
                new Refused(Refusal.INVALID_CLIENT), issue("wwsf.elsewhere", alice, List.of()));
        assertEquals(
                new Refused(Refusal.INVALID_SCOPE),
                issue(Fixture.WWSF, alice, List.of("ims.register", "ims.admin")));
        assertEquals("invalid_client", Refusal.INVALID_CLIENT.code());
        assertEquals("invalid_scope", Refusal.INVALID_SCOPE.code());
    }

    @Test
    void lessScopeCanBeAskedFor() {
        var answer = issue(Fixture.WWSF, new Subject.WebUser("alice"), List.of("ims.register"));

        var issued = assertInstanceOf(TokenAnswer.Issued.class, answer);
        assertEquals(List.of("ims.register"), issued.claims().scope());
    }

    @Test
    void noTwoTokensHaveTheSameId() {
        var alice = new Subject.WebUser("alice");
        var one = (TokenAnswer.Issued) issue(Fixture.WWSF, alice, List.of());
        var two = (TokenAnswer.Issued) issue(Fixture.WWSF, alice, List.of());

        assertNotEquals(one.claims().id(), two.claims().id());
    }

    @Test
    void lifetimeOutOfBoundsIsRefusedAtTheStart() {
        for (var lifetime : List.of(Duration.ofSeconds(29), Duration.ofMinutes(61))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new Waf.Settings(Fixture.ISSUER, Fixture.DOMAIN, lifetime, List.of()));
        }
    }

    @Test
    void privateHalfOfTheKeyIsNeverPublished() {
        assertEquals(Set.of(Fixture.KEY.id()), waf.keys().ids());
        for (var secret : List.of("\"d\"", "\"p\"", "\"q\"", "\"dp\"", "\"dq\"", "\"qi\"")) {
            assertFalse(waf.jwks().contains(secret), secret);
        }
        assertEquals("SigningKey[" + Fixture.KEY.id() + "]", Fixture.KEY.toString());
    }

    @Test
    void brokenVaultIsNamedButNotQuoted() {
        var vault = KeyVault.inMemory();
        vault.keep(new KeyVault.Kept(1, "{\"kty\":\"RSA\",\"d\":\"s3cret\"", Fixture.NOW));

        var e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> SigningKeys.open(vault, Duration.ofDays(1), Fixture.NOW));
        assertEquals("the signing key kept is not a JWK", e.getMessage());
        assertFalse(vault.keys().toString().contains("s3cret"));
    }

    @Test
    void issuedTokenIsNotInItsText() {
        assertFalse(Fixture.token().toString().contains(Fixture.token().token()));
    }

    private TokenAnswer issue(String wwsf, Subject subject, List<String> scope) {
        return waf.issue(new TokenRequest(wwsf, subject, "", scope), Fixture.NOW);
    }
}
