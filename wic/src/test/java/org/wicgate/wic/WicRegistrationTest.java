package org.wicgate.wic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.base.Decoded;
import org.wicgate.sim.Proves;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.DigestAlgorithm;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.wic.UserAgent.In;
import org.wicgate.wic.UserAgent.Out;

class WicRegistrationTest {
    @Test
    @Proves({"WIC-05", "WIC-11", "WIC-18"})
    void theFirstRegisterIsThatOfAWicWithAToken() {
        var register = Wics.web().request();

        assertEquals("REGISTER sip:ims.example SIP/2.0", register.startLine());
        assertTrue(register.via().toString().startsWith("SIP/2.0/WSS k3j4.invalid;branch=z9hG4bK"));
        assertEquals("<sip:alice@ims.example>", register.header(HeaderName.TO));
        assertEquals(
                "<sip:alice@k3j4.invalid;transport=ws>;reg-id=1;+sip.instance=\"<"
                        + Wics.URN
                        + ">\";expires=600000",
                register.header(HeaderName.CONTACT));
        assertEquals("path, outbound, gruu", register.header(HeaderName.SUPPORTED));
        assertEquals(List.of("Bearer tok1"), register.headers(HeaderName.AUTHORIZATION));
        assertFalse(register.has(HeaderName.ROUTE));
    }

    @Test
    @Proves({"WIC-06", "WIC-08"})
    void anAnswerWithoutReceivedAndWithoutContentLengthIsTaken() {
        var wic = Wics.web();
        var register = wic.request();
        String text =
                """
                SIP/2.0 200 OK
                Via: %s
                From: %s
                To: <sip:alice@ims.example>;tag=x
                Call-ID: %s
                CSeq: %s
                Contact: %s

                """
                        .formatted(
                                register.via(),
                                register.header(HeaderName.FROM),
                                register.callId(),
                                register.cseq(),
                                register.header(HeaderName.CONTACT));
        assertFalse(text.contains("received") || text.contains("Content-Length"));
        wic.give(Wics.read(text));
        assertEquals(List.of(new Out.Registered(Duration.ZERO, Settings.EXPIRES)), wic.run.take());
    }

    @ParameterizedTest
    @Proves("WIC-19")
    @CsvSource({"3600, 3000", "1200, 600", "600, 300", "600000, 599400", "1201, 601"})
    void theRegistrationIsRefreshedTenMinutesBeforeItsEndOrAtHalfOfIt(long granted, long refresh) {
        var wic = Wics.web();
        wic.give(wic.ok(wic.request(), granted).build());
        wic.run.take();
        wic.run.pass(Duration.ofSeconds(refresh - 1));
        assertEquals(List.of(), wic.run.take());
        wic.run.pass(Duration.ofSeconds(1));
        var again = wic.request();
        assertEquals(Method.REGISTER, again.method());
        assertEquals(2, again.cseq().number());
        assertEquals("Bearer tok1", again.header(HeaderName.AUTHORIZATION));
    }

    @Test
    @Proves("WIC-13")
    void aRefusedTokenIsReplacedAndTheRegisterSentAgain() {
        var wic = Wics.web();
        var register = wic.request();
        wic.give(challenge(register, Wics.AUTHZ));
        assertEquals(List.of(new Out.TokenWanted("invalid_token")), wic.run.take());

        wic.run.give(new In.Renewed("tok2"));
        var again = wic.request();
        assertEquals("Bearer tok2", again.header(HeaderName.AUTHORIZATION));
        assertEquals(register.callId(), again.callId());
        assertEquals(2, again.cseq().number());

        wic.give(challenge(again, Wics.AUTHZ));
        assertEquals(
                List.of(new Out.NotRegistered(401, "invalid_token")),
                wic.run.take(),
                "once is enough");
    }

    private static Response challenge(Request register, String authz) {
        return Response.to(register, 401)
                .toTag("x")
                .append(
                        HeaderName.WWW_AUTHENTICATE,
                        "Bearer realm=\"ims.example\", authz_server=\""
                                + authz
                                + "\", error=\"invalid_token\"")
                .build();
    }

    @Test
    @Proves("WIC-14")
    void aChallengeThatSendsUsToAForeignServerIsNotFollowed() {
        var wic = Wics.web();
        wic.give(challenge(wic.request(), "https://evil.example"));
        assertEquals(
                List.of(
                        new Out.NotRegistered(
                                401, "authorization server https://evil.example is not ours")),
                wic.run.take());
    }

    @Test
    void aTokenThatNeverComesEndsTheAttempt() {
        var wic = Wics.web();
        wic.give(challenge(wic.request(), Wics.AUTHZ));
        wic.run.take();
        wic.run.pass(Duration.ofSeconds(31));
        assertEquals(List.of(new Out.NotRegistered(401, "no new token came")), wic.run.take());
    }

    /** A registration lasts no longer than its token: a new one is wanted before both are over. */
    @Test
    void aTokenAboutToExpireIsReplacedBeforeItDoes() {
        var wic = Wics.web();
        wic.give(wic.ok(wic.request(), 120).build());
        wic.run.take();
        wic.run.pass(Duration.ofMinutes(1));
        wic.give(wic.ok(wic.request(), 60).build());
        assertEquals(
                List.of(
                        new Out.Registered(Duration.ZERO, Duration.ofMinutes(1)),
                        new Out.TokenWanted("the token is about to expire")),
                wic.run.take());
        wic.run.give(new In.Renewed("tok2"));
        assertEquals("Bearer tok2", wic.request().header(HeaderName.AUTHORIZATION));
    }

    /**
     * A registrar that grants little whatever the token: the WIC refreshes, and logs in no more.
     */
    @Test
    void aRegistrarThatGrantsLittleMakesNoStormOfLogins() {
        var wic = Wics.web();
        wic.give(wic.ok(wic.request(), 20).build());
        for (int refresh = 0; refresh < 3; refresh++) {
            var registered = new Out.Registered(Duration.ZERO, Duration.ofSeconds(20));
            assertEquals(List.of(registered), wic.run.take());
            wic.run.pass(Duration.ofSeconds(10));
            wic.give(wic.ok(wic.request(), 20).build());
        }
        wic.run.take();
        wic.run.give(new In.Renewed("tok2"));
        wic.give(wic.ok(wic.request(), 20).build());
        assertEquals(
                List.of(new Out.Registered(Duration.ZERO, Duration.ofSeconds(20))), wic.run.take());
    }

    @Test
    void theLastSecondsOfATokenMakeNoStorm() {
        var wic = Wics.web();
        wic.give(wic.ok(wic.request(), 4).build());
        wic.run.take();
        wic.run.pass(Duration.ofMillis(3999));
        assertEquals(List.of(), wic.run.take());
        wic.run.pass(Duration.ofMillis(1));
        wic.give(wic.ok(wic.request(), 0).build());
        assertEquals(
                List.of(new Out.NotRegistered(200, "registered for no time at all")),
                wic.run.take());
    }

    /** RFC 7616 §3.4.1, with MD5 and qop=auth as the HSS of SIP digest has it. */
    @Test
    @Proves("WIC-15")
    void aDigestChallengeIsAnsweredWithCountAndClientNonce() {
        var wic = Wics.digest();
        var register = wic.request();
        assertEquals("", proof(register).response(), "who it is and no more");
        assertEquals("", proof(register).algorithm());
        wic.give(digest(register, "n1", false));

        var again = wic.request();
        var proof = proof(again);
        assertEquals("00000001", proof.nc());
        assertEquals("auth", proof.qop());
        assertEquals(16, proof.cnonce().length());
        assertEquals("sip:ims.example", proof.uri());
        String ha1 = DigestAlgorithm.MD5.ha1("alice@ims.example", "ims.example", "secret");
        assertTrue(proof.proves(ha1, Method.REGISTER));
        wic.give(wic.ok(again, 600).build());
        wic.run.take();

        wic.run.pass(Duration.ofMinutes(5));
        assertEquals("00000002", proof(wic.request()).nc());
    }

    @Test
    void aWrongPasswordIsNotTriedAgain() {
        var wic = Wics.digest();
        wic.give(digest(wic.request(), "n1", false));
        wic.give(digest(wic.request(), "n2", false));
        assertInstanceOf(Out.NotRegistered.class, wic.run.take().getLast());
    }

    private static Response digest(Request register, String nonce, boolean stale) {
        return Response.to(register, 401)
                .toTag("x")
                .append(
                        HeaderName.WWW_AUTHENTICATE,
                        "Digest realm=\"ims.example\", nonce=\""
                                + nonce
                                + "\", algorithm=MD5, qop=\"auth\""
                                + (stale ? ", stale=true" : ""))
                .build();
    }

    private static Credentials.Digest proof(Request request) {
        String value = String.valueOf(request.header(HeaderName.AUTHORIZATION));
        return assertInstanceOf(
                Credentials.Digest.class,
                assertInstanceOf(Decoded.Ok.class, Credentials.decode(value)).value());
    }

    @Test
    void anIntervalTooBriefIsMadeLonger() {
        var wic = Wics.web();
        wic.give(
                Response.to(wic.request(), 423)
                        .toTag("x")
                        .append(HeaderName.MIN_EXPIRES, "900000")
                        .build());
        assertEquals("900000", wic.request().header(HeaderName.EXPIRES));
    }

    @Test
    void aRefusalIsReportedWithItsStatus() {
        var wic = Wics.web();
        wic.give(Response.to(wic.request(), 403).toTag("x").build());
        assertEquals(List.of(new Out.NotRegistered(403, "Forbidden")), wic.run.take());
    }

    @Test
    void silenceIsReportedAndNothingIsSentTwice() {
        var wic = Wics.web();
        wic.request();
        wic.run.pass(Duration.ofSeconds(33));
        assertEquals(List.of(new Out.NotRegistered(408, "no answer")), wic.run.take());
    }

    /** RFC 5626 §4.5: another flow after a while, with the same instance and reg-id. */
    @Test
    void aLostConnectionIsOpenedAgainAndRegisteredWithTheSameInstance() {
        var wic = Wics.registered();
        wic.run.give(new In.Failed(Wics.W2));
        var reopen = assertInstanceOf(Out.Reopen.class, wic.run.take().getFirst());
        assertTrue(
                reopen.after().compareTo(Duration.ofSeconds(15)) >= 0
                        && reopen.after().compareTo(Duration.ofSeconds(30)) <= 0,
                reopen::toString);

        wic.run.give(new In.Open(Wics.W2));
        var again = wic.request();
        assertTrue(
                String.valueOf(again.header(HeaderName.CONTACT))
                        .contains(";reg-id=1;+sip.instance=\"<" + Wics.URN + ">\""));
        assertEquals(2, again.cseq().number());
        wic.run.give(new In.Failed(Wics.W2));
        var later = assertInstanceOf(Out.Reopen.class, wic.run.take().getLast());
        assertTrue(later.after().compareTo(Duration.ofSeconds(30)) >= 0, later::toString);
    }

    @Test
    void stoppingDeregistersAndThenSaysThatAllIsOver() {
        var wic = Wics.registered();
        wic.run.give(new In.Stop());
        var register = wic.request();
        assertTrue(String.valueOf(register.header(HeaderName.CONTACT)).endsWith(";expires=0"));
        assertEquals("0", register.header(HeaderName.EXPIRES));
        assertEquals("Bearer tok1", register.header(HeaderName.AUTHORIZATION));
        wic.give(Response.to(register, 200).toTag("x").build());
        assertEquals(List.of(new Out.Stopped()), wic.run.take());
    }

    @Test
    void stoppingDoesNotWaitForASilentCore() {
        var wic = Wics.registered();
        wic.run.give(new In.Stop());
        wic.request();
        wic.run.pass(Duration.ofSeconds(5));
        assertEquals(List.of(new Out.Stopped()), wic.run.take());
    }
}
