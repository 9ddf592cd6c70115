package org.wicgate.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.aka.AkaChallenge;
import org.wicgate.aka.Isim;
import org.wicgate.aka.Keys;
import org.wicgate.base.Decoded;
import org.wicgate.sip.AuthenticationInfo;
import org.wicgate.sip.Challenge;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.DigestAlgorithm;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Response;

/** IMS AKA at the S-CSCF and HSS: TS 24.229 §5.4.1.2, with a card in the test's hand. */
final class CardAuthenticationTest {
    private static final DigestAlgorithm AKA = DigestAlgorithm.AKAV2_SHA_256;
    private static final String IMPI = "dave@" + Bench.DOMAIN;

    private final Bench bench = new Bench();
    private Isim card = new Isim(Bench.DAVE);

    private Response register(Credentials.Digest digest, String protection) {
        return register(digest, protection, Bench.EDGE);
    }

    private Response register(
            Credentials.Digest digest, String protection, InetSocketAddress source) {
        String marked =
                digest.format()
                        + (protection.isEmpty() ? "" : ", integrity-protected=" + protection);
        bench.receive(
                source,
                bench.webRegister("dave", "f1", Bench.webContact("f1"))
                        .replace(Bench.authDone("dave"), "Authorization: " + marked));
        return bench.response();
    }

    private static Credentials.Digest first() {
        return Credentials.Digest.unchallenged(
                IMPI, Bench.DOMAIN, "sip:" + Bench.DOMAIN, AKA.token());
    }

    private static Challenge.Digest challenge(Response asked) {
        assertEquals(401, asked.status());
        String value = asked.header(HeaderName.WWW_AUTHENTICATE);
        assertNotNull(value);
        var ok = assertInstanceOf(Decoded.Ok.class, Challenge.decode(value));
        return assertInstanceOf(Challenge.Digest.class, ok.value());
    }

    private static Isim.Answer answer(Isim card, Challenge.Digest asked) {
        var aka = assertInstanceOf(Decoded.Ok.class, AkaChallenge.decode(asked.nonce()));
        return card.answer((AkaChallenge) aka.value());
    }

    private static Credentials.Digest proof(Challenge.Digest asked, String password, int count) {
        var proof =
                asked.answer(IMPI, password, "REGISTER", "sip:" + Bench.DOMAIN, "cnonce", count);
        assertNotNull(proof);
        return proof;
    }

    private String password(Challenge.Digest asked) {
        var agreed = assertInstanceOf(Isim.Answer.Agreed.class, answer(card, asked));
        return agreed.agreement().password();
    }

    private static Credentials.Digest lost(Challenge.Digest asked, String auts) {
        var lost = asked.resynchronise(IMPI, "REGISTER", "sip:" + Bench.DOMAIN, "cnonce", auts);
        assertNotNull(lost);
        return lost;
    }

    private static String auts(Isim.Answer answer) {
        return assertInstanceOf(Isim.Answer.SyncFailure.class, answer).auts();
    }

    @Test
    void theCardsAnswerRegistersAndIsGoodForRisingCounts() {
        var asked = challenge(register(first(), "tls-connected"));
        assertEquals("AKAv2-SHA-256", asked.algorithm());
        String password = password(asked);
        var proof = proof(asked, password, 1);
        var ok = register(proof, "tls-connected");
        assertEquals(200, ok.status());
        String value = String.valueOf(ok.header(HeaderName.AUTHENTICATION_INFO));
        String ha1 = AKA.ha1(IMPI, Bench.DOMAIN, password);
        var info = assertInstanceOf(Decoded.Ok.class, AuthenticationInfo.decode(value)).value();
        assertFalse(((AuthenticationInfo) info).rspauth().isEmpty());
        assertTrue(((AuthenticationInfo) info).answers(proof, ha1));

        assertEquals(200, register(proof(asked, password, 2), "tls-connected").status());
        var again = challenge(register(proof(asked, password, 2), "tls-connected"));
        assertTrue(again.stale());
        bench.pass(Duration.ofMinutes(6));
        bench.sent();
        var old = challenge(register(proof(asked, password, 3), "tls-connected"));
        assertEquals(200, register(proof(old, password(old), 1), "tls-connected").status());
    }

    @Test
    void outsideTlsNothingIsAsked() {
        for (String protection : List.of("", "tls-pending", "tls-yes", "no")) {
            assertEquals(403, register(first(), protection).status(), protection);
        }
        assertEquals(403, register(first(), "tls-connected", Bench.PHONE).status());
        var named = first();
        var v1 = Credentials.Digest.unchallenged(IMPI, Bench.DOMAIN, named.uri(), "AKAv1-MD5");
        assertEquals(403, register(v1, "tls-connected").status());
    }

    @Test
    void aWrongAnswerIsRefusedAndItsChallengeIsGone() {
        var asked = challenge(register(first(), "tls-connected"));
        String password = password(asked);
        assertEquals(403, register(proof(asked, "guess", 1), "tls-connected").status());
        challenge(register(proof(asked, password, 1), "tls-connected"));
    }

    @Test
    void anEmptyAnswerSaysThatTheKeysDiffer() {
        var asked = challenge(register(first(), "tls-connected"));
        assertInstanceOf(
                Isim.Answer.MacFailure.class,
                answer(new Isim(Keys.of(new byte[16], new byte[16])), asked));
        var refusal = asked.refuse(IMPI, "sip:" + Bench.DOMAIN);
        assertEquals(403, register(refusal, "tls-connected").status());
        challenge(register(proof(asked, password(asked), 1), "tls-connected"));
    }

    /** TS 33.102 §6.3.5: an HSS that forgot where the card is. */
    @Test
    void autsBringsTheSequenceBack() {
        var older = new Bench();
        for (int n = 0; n < 50; n++) {
            older.receive(
                    Bench.EDGE,
                    older.webRegister("dave", "f1", Bench.webContact("f1"))
                            .replace(
                                    Bench.authDone("dave"),
                                    "Authorization: "
                                            + first().format()
                                            + ", integrity-protected=tls-connected"));
            answer(card, challenge(older.response()));
        }
        var stale = challenge(register(first(), "tls-connected"));
        assertEquals(403, register(lost(stale, "AAAA"), "tls-connected").status());
        stale = challenge(register(first(), "tls-connected"));
        String auts = auts(answer(card, stale));
        var fresh = challenge(register(lost(stale, auts), "tls-connected"));
        assertEquals(200, register(proof(fresh, password(fresh), 1), "tls-connected").status());
        challenge(register(lost(stale, auts), "tls-connected")); // once only, and then as unknown
    }

    @Test
    void aChallengeIsForOneUserOnly() {
        var asked = challenge(register(first(), "tls-connected"));
        String text =
                bench.phoneRegister(
                        "Authorization: "
                                + proof(asked, password(asked), 1)
                                        .format()
                                        .replace("dave@", "carol@"));
        bench.receive(Bench.PHONE, text);
        assertEquals(403, bench.response().status());
    }

    @Test
    void aPasswordsAlgorithmIsTheHsssChoice() {
        bench.receive(
                Bench.PHONE,
                bench.phoneRegister().replace("carol@" + Bench.DOMAIN, "erin@" + Bench.DOMAIN));
        assertEquals("SHA-256", challenge(bench.response()).algorithm());
    }

    @Test
    void aNewNonceIsGivenBeforeTheOldOneIsStale() {
        bench.receive(Bench.PHONE, bench.phoneRegister());
        var asked = bench.response();
        assertEquals("", next(asked, 1));
        bench.pass(Duration.ofMinutes(3));
        bench.sent();
        assertEquals(32, next(asked, 2).length());
    }

    private String next(Response asked, int count) {
        bench.receive(
                Bench.PHONE,
                bench.phoneRegister("Authorization: " + Bench.answer(asked, "secret", count)));
        String value = String.valueOf(bench.response().header(HeaderName.AUTHENTICATION_INFO));
        var info = assertInstanceOf(Decoded.Ok.class, AuthenticationInfo.decode(value)).value();
        return ((AuthenticationInfo) info).nextNonce();
    }
}
