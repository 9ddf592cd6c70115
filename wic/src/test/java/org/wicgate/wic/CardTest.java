package org.wicgate.wic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.aka.AkaChallenge;
import org.wicgate.aka.AuthenticationCentre;
import org.wicgate.aka.AuthenticationCentre.Vector;
import org.wicgate.base.Decoded;
import org.wicgate.sim.Proves;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.sip.AuthenticationInfo;
import org.wicgate.sip.Challenge;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.DigestAlgorithm;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.wic.UserAgent.Out;

/** A WIC with a card, and a test in the place of its network: TS 24.229 §5.1.1.5. */
class CardTest {
    private static final DigestAlgorithm AKA = DigestAlgorithm.AKAV2_SHA_256;

    private final Wics wic = Wics.card();
    private final AuthenticationCentre centre =
            new AuthenticationCentre(Wics.KEYS, new SeededEntropy(3));

    private static Response challenge(Request register, AkaChallenge aka) {
        return challenge(register, aka.nonce(), "AKAv2-SHA-256");
    }

    private static Response challenge(Request register, String nonce, String algorithm) {
        var asked = new Challenge.Digest("ims.example", nonce, "", false, algorithm, "auth");
        return Response.to(register, 401)
                .toTag("x")
                .append(HeaderName.WWW_AUTHENTICATE, asked.format())
                .build();
    }

    private static Credentials.Digest proof(Request request) {
        String value = String.valueOf(request.header(HeaderName.AUTHORIZATION));
        return assertInstanceOf(
                Credentials.Digest.class,
                assertInstanceOf(Decoded.Ok.class, Credentials.decode(value)).value());
    }

    private static String ha1(Vector vector) {
        return AKA.ha1("alice@ims.example", "ims.example", vector.expected().password());
    }

    /** TS 24.229 §5.1.1.2.2: who it is, and no more. */
    @Test
    void theFirstRegisterNamesThePrivateIdentity() {
        assertEquals(
                "Digest username=\"alice@ims.example\", realm=\"ims.example\", nonce=\"\","
                        + " uri=\"sip:ims.example\", response=\"\", algorithm=AKAv2-SHA-256",
                wic.request().header(HeaderName.AUTHORIZATION));
    }

    @Test
    @Proves("WIC-16")
    void theChallengeOfTheHomeNetworkIsAnsweredAndAStaleOneWithAuts() {
        var vector = centre.next();
        wic.give(challenge(wic.request(), vector.challenge()));
        var answer = wic.request();
        assertEquals("AKAv2-SHA-256", proof(answer).algorithm());
        assertTrue(proof(answer).proves(ha1(vector), Method.REGISTER));
        wic.give(wic.ok(answer, 600).build());
        wic.run.take();

        wic.run.pass(Duration.ofMinutes(5)); // the same nonce again, counted on
        var again = wic.request();
        assertEquals("00000002", proof(again).nc());
        assertTrue(proof(again).proves(ha1(vector), Method.REGISTER));

        wic.give(challenge(again, vector.challenge())); // RAND and AUTN replayed
        var lost = proof(wic.request());
        assertFalse(lost.auts().isEmpty());
        String empty = AKA.ha1("alice@ims.example", "ims.example", "");
        assertTrue(lost.proves(empty, Method.REGISTER));
        var restarted = new AuthenticationCentre(Wics.KEYS, new SeededEntropy(4));
        assertTrue(restarted.resynchronise(vector.challenge(), lost.auts()));
    }

    @Test
    void afterAResynchronisationTheRegistrationSucceeds() {
        wic.give(challenge(wic.request(), centre.next().challenge()));
        wic.give(wic.ok(wic.request(), 600).build());
        wic.run.take();
        wic.run.pass(Duration.ofMinutes(5));
        var restarted = new AuthenticationCentre(Wics.KEYS, new SeededEntropy(4));
        var stale = restarted.next();
        wic.give(challenge(wic.request(), stale.challenge()));
        var lost = wic.request();
        assertTrue(restarted.resynchronise(stale.challenge(), proof(lost).auts()));
        var vector = restarted.next();
        wic.give(challenge(lost, vector.challenge()));
        var answer = wic.request();
        assertEquals("", proof(answer).auts());
        assertTrue(proof(answer).proves(ha1(vector), Method.REGISTER));
        wic.give(wic.ok(answer, 600).build());
        assertInstanceOf(Out.Registered.class, wic.run.take().getFirst());
    }

    /** "An empty "response" [...], i.e. no authentication challenge response". */
    @Test
    void aNetworkWithOtherKeysGetsNoAnswer() {
        var stranger = new AuthenticationCentre(Wics.OTHER_KEYS, new SeededEntropy(3)).next();
        wic.give(challenge(wic.request(), stranger.challenge()));
        var refusal = wic.request();
        assertEquals("", proof(refusal).response());
        assertEquals("", proof(refusal).auts());
        assertEquals(stranger.challenge().nonce(), proof(refusal).nonce());
        wic.give(Response.to(refusal, 403).toTag("x").build());
        assertEquals(
                List.of(new Out.NotRegistered(403, "the network has other keys for this card")),
                wic.run.take());
    }

    /** "only respond to two consecutive invalid challenges". */
    @Test
    void aThirdInvalidChallengeEndsTheAttempt() {
        var strangers = new AuthenticationCentre(Wics.OTHER_KEYS, new SeededEntropy(3));
        wic.give(challenge(wic.request(), strangers.next().challenge()));
        wic.give(challenge(wic.request(), strangers.next().challenge()));
        wic.give(challenge(wic.request(), strangers.next().challenge()));
        assertEquals(
                List.of(
                        new Out.NotRegistered(
                                401, "the network has other keys for this card (MAC)")),
                wic.run.take());
    }

    @Test
    void anAnswerThatIsRefusedIsNotTriedAgain() {
        wic.give(challenge(wic.request(), centre.next().challenge()));
        wic.give(challenge(wic.request(), centre.next().challenge()));
        assertEquals(
                List.of(new Out.NotRegistered(401, "the card's answer was refused")),
                wic.run.take());
    }

    @ParameterizedTest
    @Proves("WIC-17")
    @ValueSource(strings = {"AKAv1-MD5", "AKAv2-MD5", "MD5", "SHA-256", ""})
    void noOtherAlgorithmIsAnswered(String algorithm) {
        String nonce = centre.next().challenge().nonce();
        wic.give(challenge(wic.request(), nonce, algorithm));
        assertEquals(
                List.of(new Out.NotRegistered(401, "no challenge that we can meet")),
                wic.run.take());
    }

    @Test
    @Proves("WIC-17")
    void aPasswordDoesNotAnswerACardsChallenge() {
        for (String algorithm : List.of("AKAv1-MD5", "AKAv2-SHA-256")) {
            var digest = Wics.digest();
            String nonce = centre.next().challenge().nonce();
            digest.give(challenge(digest.request(), nonce, algorithm));
            assertInstanceOf(Out.NotRegistered.class, digest.run.take().getFirst());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n1", "AAAA", "%%"})
    void aNonceThatIsNoChallengeEndsTheAttempt(String nonce) {
        wic.give(challenge(wic.request(), nonce, "AKAv2-SHA-256"));
        var refused = assertInstanceOf(Out.NotRegistered.class, wic.run.take().getFirst());
        assertTrue(refused.why().contains("nonce"), refused.why());
    }

    /** RFC 7616 §3.5: an edge in the middle cannot make up a 200. */
    @Test
    void aRegistrarThatDoesNotKnowTheCardIsNotBelieved() {
        var vector = centre.next();
        wic.give(challenge(wic.request(), vector.challenge()));
        var answer = wic.request();
        var good = AuthenticationInfo.to(proof(answer), ha1(vector), "");
        var bad = AuthenticationInfo.to(proof(answer), ha1(centre.next()), "");
        wic.give(ok(answer, bad));
        assertEquals(
                List.of(new Out.NotRegistered(200, "the registrar does not know the password")),
                wic.run.take());

        var other = Wics.card();
        var next = centre.next();
        other.give(challenge(other.request(), next.challenge()));
        var second = other.request();
        assertFalse(good.answers(proof(second), ha1(next)));
        other.give(ok(second, AuthenticationInfo.to(proof(second), ha1(next), "")));
        assertInstanceOf(Out.Registered.class, other.run.take().getFirst());
    }

    private Response ok(Request register, AuthenticationInfo info) {
        return wic.ok(register, 600).append(HeaderName.AUTHENTICATION_INFO, info.format()).build();
    }

    @Test
    void aNextNonceIsUsedForTheNextRegister() {
        var digest = Wics.digest();
        digest.give(challenge(digest.request(), "n1", "MD5"));
        var answer = digest.request();
        String ha1 = DigestAlgorithm.MD5.ha1("alice@ims.example", "ims.example", "secret");
        digest.give(ok(answer, AuthenticationInfo.to(proof(answer), ha1, "n2")));
        digest.run.take();
        digest.run.pass(Duration.ofMinutes(5));
        var next = proof(digest.request());
        assertEquals("n2", next.nonce());
        assertEquals("00000001", next.nc());
        assertTrue(next.proves(ha1, Method.REGISTER));
    }
}
