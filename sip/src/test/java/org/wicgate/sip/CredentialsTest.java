package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;
import org.wicgate.sim.Proves;

/** RFC 7616 §3.9.1 as vectors; RFC 6750 §2.1 and TS 24.371 table A.3.2-1 as forms. */
final class CredentialsTest {
    private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private static final String OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";
    private static final String CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    @Test
    void answerIsThatOfTheStandardForMd5() {
        assertEquals("8ca523f5e9506fed4657c9700eebdbec", answer("MD5").response());
    }

    @Test
    void answerIsThatOfTheStandardForSha256() {
        assertEquals(
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
                answer("SHA-256").response());
    }

    @Test
    void answerProvesThePasswordAndNoOther() {
        var answer = reread(answer("SHA-256"));
        var sha = DigestAlgorithm.SHA_256;
        assertTrue(answer.proves(sha.ha1("Mufasa", REALM, "Circle of Life"), "GET"));
        assertFalse(answer.proves(sha.ha1("Mufasa", REALM, "Circle of Death"), "GET"));
        assertFalse(answer.proves(sha.ha1("Mufasa", REALM, "Circle of Life"), "POST"));
    }

    @Test
    void challengeWithoutQopIsAnsweredAsBefore() {
        var challenge = new Challenge.Digest("r", "n", "", false, "", "");
        var answer = challenge.answer("u", "p", "REGISTER", "sip:r", "c", 1);
        assertNotNull(answer);
        assertEquals("", answer.qop());
        assertTrue(reread(answer).proves(DigestAlgorithm.MD5.ha1("u", "r", "p"), "REGISTER"));
    }

    @Test
    void challengeThatWantsMoreThanWeHaveIsNotAnswered() {
        var aka = new Challenge.Digest("r", "n", "", false, "AKAv1-MD5", "auth");
        var integrity = new Challenge.Digest("r", "n", "", false, "", "auth-int");
        assertNull(aka.answer("u", "p", "REGISTER", "sip:r", "c", 1));
        assertNull(integrity.answer("u", "p", "REGISTER", "sip:r", "c", 1));
    }

    /** RFC 3310 §3.4 and TS 24.229 §5.1.1.5.3: what a card answers that cannot agree. */
    @Test
    void aCardAnswersWithAutsAndAnEmptyPasswordOrWithNothing() {
        var challenge =
                new Challenge.Digest("r", "bm9uY2U=", "o", false, "AKAv2-SHA-256", "auth,auth-int");
        var lost = challenge.resynchronise("u", "REGISTER", "sip:r", "c", "YXV0cw==");
        assertNotNull(lost);
        assertEquals("YXV0cw==", reread(lost).auts());
        String empty = DigestAlgorithm.SHA_256.ha1("u", "r", "");
        assertTrue(reread(lost).proves(empty, "REGISTER"));

        var refusal = challenge.refuse("u", "sip:r");
        assertEquals(
                "Digest username=\"u\", realm=\"r\", nonce=\"bm9uY2U=\", uri=\"sip:r\","
                        + " response=\"\", algorithm=AKAv2-SHA-256, opaque=\"o\"",
                refusal.format());
    }

    /** RFC 7616 §3.5. */
    @Test
    void theServerProvesThatItKnowsThePasswordToo() {
        var proof = answer("SHA-256");
        String ha1 = DigestAlgorithm.SHA_256.ha1("Mufasa", REALM, "Circle of Life");
        var info = AuthenticationInfo.to(proof, ha1, "next\"one");
        assertEquals(new Decoded.Ok<>(info), AuthenticationInfo.decode(info.format()));
        assertTrue(info.answers(proof, ha1));
        assertFalse(info.rspauth().equals(proof.response()), "without the method");
        assertFalse(info.answers(proof, DigestAlgorithm.SHA_256.ha1("Mufasa", REALM, "no")));
        var silent = new AuthenticationInfo("n", "", "", "", "");
        assertTrue(silent.answers(proof, ha1));
        assertEquals("nextnonce=\"n\"", silent.format());
        assertInstanceOf(Decoded.Malformed.class, AuthenticationInfo.decode("nextnonce"));
    }

    @Test
    void challengeRoundTrips() {
        var digest = Challenge.Digest.of("a \"realm\"", "n0nce", DigestAlgorithm.SHA_256, true);
        assertEquals(new Decoded.Ok<Challenge>(digest), Challenge.decode(digest.format()));
        var bearer = new Challenge.Bearer("r", "https://waf.example.org", "sip", "invalid_token");
        assertEquals(
                "Bearer realm=\"r\", authz_server=\"https://waf.example.org\","
                        + " scope=\"sip\", error=\"invalid_token\"",
                bearer.format());
        assertEquals(new Decoded.Ok<Challenge>(bearer), Challenge.decode(bearer.format()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer a.b-c_d~e+f/g==",
                "bearer   a.b-c_d~e+f/g==",
                "Bearer access_token=\"a.b-c_d~e+f/g==\"",
                "BEARER ACCESS_TOKEN = \"a.b-c_d~e+f/g==\" , realm=\"x\""
            })
    @Proves("REG-05")
    void bearerIsReadInBothForms(String value) {
        var expected = new Credentials.Bearer("a.b-c_d~e+f/g==");
        assertEquals(new Decoded.Ok<Credentials>(expected), Credentials.decode(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Bearer ====",
                "Bearer access_token=\"a b\"",
                "Bearer access_token=\"\"",
                "Bearer access_token=\"a",
                "Digest username=\"a\"",
                "Digest username=\"a\", username=\"b\", realm=\"r\", uri=\"u\"",
                "Digest username=\"a\", realm=\"r\", uri=\"u\", qop=auth"
            })
    void garbageIsMalformed(String value) {
        assertInstanceOf(Decoded.Malformed.class, Credentials.decode(value));
    }

    @Test
    void trustedNodeFormIsReadAndWritten() {
        var done =
                Credentials.Digest.authDone("alice@example.org", "example.org", "sip:example.org");
        assertEquals(
                "Digest username=\"alice@example.org\", realm=\"example.org\", nonce=\"\","
                        + " uri=\"sip:example.org\", response=\"\","
                        + " integrity-protected=\"auth-done\"",
                done.format());
        assertEquals(done, reread(done));
    }

    @Test
    void textForLogsHoldsNoSecret() {
        assertEquals("Bearer", new Credentials.Bearer("secret").toString());
        assertFalse(answer("MD5").toString().contains(answer("MD5").response()));
    }

    @Test
    void otherSchemeIsKept() {
        assertEquals(
                new Decoded.Ok<Credentials>(
                        new Credentials.Other("NoOneKnowsThisScheme", "opaque-data=here")),
                Credentials.decode("NoOneKnowsThisScheme opaque-data=here"));
    }

    private static final String REALM = "http-auth@example.org";

    private static Credentials.Digest answer(String algorithm) {
        var challenge =
                new Challenge.Digest(REALM, NONCE, OPAQUE, false, algorithm, "auth, auth-int");
        var answer =
                challenge.answer("Mufasa", "Circle of Life", "GET", "/dir/index.html", CNONCE, 1);
        assertNotNull(answer);
        return answer;
    }

    private static Credentials.Digest reread(Credentials.Digest digest) {
        var ok = assertInstanceOf(Decoded.Ok.class, Credentials.decode(digest.format()));
        return assertInstanceOf(Credentials.Digest.class, ok.value());
    }
}
