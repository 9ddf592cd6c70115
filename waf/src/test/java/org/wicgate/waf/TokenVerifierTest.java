package org.wicgate.waf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.wicgate.waf.Fixture.NOW;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;
import org.wicgate.sim.Proves;
import org.wicgate.waf.Verdict.Invalid;
import org.wicgate.waf.Verdict.Reason;

class TokenVerifierTest {
    private static final Instant EXPIRY = NOW.plus(Waf.Settings.DEFAULT_LIFETIME);

    private final Waf waf = Fixture.waf();
    private final PublicKeys keys = waf.keys();
    private final TokenVerifier verifier = new TokenVerifier(waf.rules());
    private final String token = Fixture.token().token();

    @Test
    @Proves("WAF-04")
    void tokenLivesForItsLifetimeAndTheSkewAndThenIsExpired() {
        assertInstanceOf(Verdict.Valid.class, verifier.verify(token, keys, EXPIRY));
        assertInstanceOf(Verdict.Valid.class, verifier.verify(token, keys, EXPIRY.plusSeconds(29)));
        assertEquals(
                new Invalid(Reason.EXPIRED), verifier.verify(token, keys, EXPIRY.plusSeconds(30)));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new Waf.Settings(
                                Fixture.ISSUER,
                                Fixture.DOMAIN,
                                Waf.Settings.MAX_LIFETIME.plusSeconds(1),
                                List.of()));
    }

    @Test
    @Proves("SEC-03")
    void algNoneWrongKeyWrongAudienceAndFutureNbfAreRejected() throws Exception {
        var stranger = SigningKey.parse(SigningKey.make());
        assertEquals(Reason.ALG_REFUSED, reason(unsigned()));
        assertEquals(Reason.UNKNOWN_KEY, reason(signed(claims().build(), stranger, "other")));
        assertEquals(
                Reason.BAD_SIGNATURE, reason(signed(claims().build(), stranger, Fixture.KEY.id())));
        assertEquals(Reason.WRONG_AUDIENCE, reason(claims().audience("elsewhere.example")));
        assertEquals(
                Reason.NOT_YET, reason(claims().notBeforeTime(Date.from(NOW.plusSeconds(31)))));
    }

    @Test
    @Proves("SEC-04")
    void clockSkewIsLimitedToSixtySeconds() {
        assertThrows(IllegalArgumentException.class, () -> rules(Duration.ofSeconds(61)));
        assertThrows(IllegalArgumentException.class, () -> rules(Duration.ofSeconds(-1)));

        var widest = new TokenVerifier(rules(Duration.ofSeconds(60)));
        var late = EXPIRY.plusSeconds(59);
        assertInstanceOf(Verdict.Valid.class, widest.verify(token, keys, late));
        assertEquals(new Invalid(Reason.EXPIRED), widest.verify(token, keys, late.plusSeconds(1)));
        assertInstanceOf(Verdict.Valid.class, widest.verify(token, keys, NOW.minusSeconds(60)));
        assertEquals(new Invalid(Reason.NOT_YET), widest.verify(token, keys, NOW.minusSeconds(61)));
    }

    @Test
    void tokenOfAnotherWafIsRefused() throws JOSEException {
        assertEquals(Reason.WRONG_ISSUER, reason(claims().issuer("https://evil.example")));
    }

    @Test
    void tokenIssuedInTheFutureIsRefused() throws JOSEException {
        assertEquals(Reason.NOT_YET, reason(claims().issueTime(Date.from(NOW.plusSeconds(31)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "sub", "exp", "iat", "jti", "client_id", "ims_impi", "ims_impu"})
    void claimThatIsNeededAndMissingIsNamedAsSuch(String claim) throws JOSEException {
        assertEquals(Reason.MISSING_CLAIM, reason(claims().claim(claim, null)));
    }

    @Test
    void claimOfTheWrongTypeIsMalformed() throws JOSEException {
        assertEquals(Reason.MALFORMED, reason(claims().claim("ims_impi", 7)));
        assertEquals(Reason.MALFORMED, reason(claims().claim("ims_impu", List.of(1, 2))));
    }

    /** RFC 8725 §2.1: the public key must not serve as an HMAC secret. */
    @Test
    void publicKeyUsedAsHmacSecretIsRefused() throws JOSEException {
        var jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .type(TokenVerifier.TYPE)
                                .keyID(Fixture.KEY.id())
                                .build(),
                        claims().build());
        jwt.sign(new MACSigner(waf.jwks().getBytes(UTF_8)));

        assertEquals(Reason.ALG_REFUSED, reason(jwt.serialize()));
    }

    @Test
    void jwtMadeForSomethingElseIsRefused() throws JOSEException {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(Fixture.KEY.id())
                        .build();
        assertEquals(
                Reason.WRONG_TYPE, reason(signed(header, claims().build(), Fixture.KEY.signer())));
    }

    @Test
    void unknownCriticalHeaderIsRefused() {
        var header =
                encode(
                        "{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"crit\":[\"x\"],\"x\":1,\"kid\":\""
                                + Fixture.KEY.id()
                                + "\"}");
        assertEquals(Reason.BAD_SIGNATURE, reason(header + token.substring(token.indexOf('.'))));
    }

    @Test
    void tamperedPayloadIsRefused() {
        String[] parts = token.split("\\.", -1);
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
        String tampered = encode(payload.replace("alice", "bobby"));

        assertEquals(Reason.BAD_SIGNATURE, reason(parts[0] + "." + tampered + "." + parts[2]));
        assertEquals(Reason.BAD_SIGNATURE, reason(parts[0] + "." + parts[1] + ".AAAA"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "abc", "a.b.c", "....", "e30.e30.", "é.ü.ß", "e30"})
    void rubbishIsMalformedOrRefused(String rubbish) {
        var reason = reason(rubbish);
        assertEquals(rubbish.startsWith("e30.") ? Reason.ALG_REFUSED : Reason.MALFORMED, reason);
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 0; length < token.length() - 1; length += 7) {
            assertInstanceOf(Invalid.class, verifier.verify(token.substring(0, length), keys, NOW));
        }
    }

    @Test
    void tokenLongerThanAnyOfOursIsNotEvenParsed() {
        assertEquals(Reason.TOO_LARGE, reason(token + "A".repeat(8192)));
    }

    @Test
    void keysThatAreUnusableArePassedOverAndRubbishIsNoJwks() {
        var mixed =
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"mac\"},"
                        + "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"kid\":\"short\"},"
                        + waf.jwks().substring("{\"keys\":[".length());

        var ok = assertInstanceOf(Decoded.Ok.class, PublicKeys.decode(mixed));
        assertEquals(keys.ids(), ((PublicKeys) ok.value()).ids());
        for (var rubbish : List.of("", "[]", "{}", "{\"keys\":7}", "<html>")) {
            assertInstanceOf(Decoded.Malformed.class, PublicKeys.decode(rubbish), rubbish);
        }
        assertEquals(new Invalid(Reason.UNKNOWN_KEY), verifier.verify(token, PublicKeys.NONE, NOW));
    }

    private Reason reason(JWTClaimsSet.Builder claims) throws JOSEException {
        return reason(signed(claims.build(), Fixture.KEY, Fixture.KEY.id()));
    }

    private Reason reason(String candidate) {
        return assertInstanceOf(Invalid.class, verifier.verify(candidate, keys, NOW)).reason();
    }

    private static TokenVerifier.Rules rules(Duration skew) {
        return new TokenVerifier.Rules(Fixture.ISSUER, Fixture.DOMAIN, skew);
    }

    private JWTClaimsSet.Builder claims() {
        try {
            return new JWTClaimsSet.Builder(SignedJWT.parse(token).getJWTClaimsSet());
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private String unsigned() {
        String payload = token.split("\\.", -1)[1];
        return encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + payload + ".";
    }

    private static String signed(JWTClaimsSet claims, SigningKey key, String id)
            throws JOSEException {
        var header =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(TokenVerifier.TYPE)
                        .keyID(id)
                        .build();
        return signed(header, claims, key.signer());
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
            throws JOSEException {
        var jwt = new SignedJWT(header, claims);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }
}
