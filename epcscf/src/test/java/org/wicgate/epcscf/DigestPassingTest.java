package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.epcscf.Config.DigestProtection;
import org.wicgate.epcscf.Config.Scheme;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.Transport;

/** Scenario 1: the S-CSCF authenticates, we are a P-CSCF (TS 24.371 §6.5). */
class DigestPassingTest {
    private static final String DIGEST =
            "Authorization: Digest username=\"alice@ims.example\", realm=\"ims.example\","
                    + " nonce=\"n1\", uri=\"sip:ims.example\", response=\"abc\","
                    + " algorithm=MD5, opaque=\"o\"";

    private static final String AKAV2 = digest("").replace("MD5", "AKAv2-SHA-256");

    private final Bench bench = new Bench(config(DigestProtection.TLS));

    private static Config config(DigestProtection protection) {
        return Bench.config(Set.of(Scheme.IMS), protection, "");
    }

    private static String digest(String more) {
        return DIGEST + more + "\n";
    }

    private static List<String> authorization(Request request) {
        return request.headers(HeaderName.AUTHORIZATION);
    }

    @Test
    @Proves("REG-14")
    void digestOverTlsIsPendingUntilTheFlowIsRegistered() {
        bench.connect(1).wic(1, Texts.register("alice", 1, digest("")));
        String first = authorization(bench.coreRequest()).getFirst();
        assertTrue(first.endsWith("integrity-protected=\"tls-pending\""), first);
        assertTrue(first.contains("response=\"abc\""), first);
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(1, 200);
        bench.wic(1, Texts.register("alice", 2, digest("")));
        String second = authorization(bench.coreRequest()).getFirst();
        assertTrue(second.endsWith("integrity-protected=\"tls-yes\""), second);
    }

    /** A REGISTER without credentials, challenged by the S-CSCF. */
    private void challenged(long id, String user) {
        bench.connect(id).wic(id, Texts.register(user, 1, ""));
        var challenge = "Digest realm=\"ims.example\", nonce=\"n1\"";
        bench.core(
                Response.to(bench.coreRequest(), 401)
                        .toTag("s")
                        .append(HeaderName.WWW_AUTHENTICATE, challenge)
                        .build());
        bench.assertAnswered(id, 401);
    }

    @Test
    @Proves("REG-34")
    void challengeIsRememberedForFourMinutes() {
        challenged(1, "alice");
        challenged(2, "bob");
        bench.pass(Duration.ofSeconds(200));
        bench.wic(2, Texts.register("bob", 2, digest("").replace("alice", "bob")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.pass(Duration.ofSeconds(39));
        assertEquals(List.of(), bench.others);
        bench.pass(Duration.ofSeconds(2));
        var close = new EdgeProxy.Out.Close(1, 1008, "challenge not answered");
        assertEquals(List.of(close), bench.others);
        bench.close(1).pass(Duration.ofMinutes(5));
        assertEquals(List.of(close), bench.others, "bob has answered");
    }

    @Test
    void closedConnectionIsNotWaitedFor() {
        challenged(1, "alice");
        assertEquals(1, bench.proxy.census().timers());
        bench.close(1);
        assertEquals(0, bench.proxy.census().timers());
    }

    @Test
    void whoIsRegisteredMayStayWhenALaterChallengeIsNotAnswered() {
        bench.connect(1).wic(1, Texts.register("alice", 1, digest("")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.wic(1, Texts.register("alice", 2, digest("")));
        bench.core(Response.to(bench.coreRequest(), 401).toTag("s").build());
        bench.assertAnswered(1, 401);
        bench.pass(Duration.ofSeconds(250));
        assertEquals(List.of(), bench.others);
    }

    @Test
    @Proves("REG-13")
    void aka2IsTlsConnectedWithAndWithoutResponse() {
        bench.connect(1).wic(1, Texts.register("alice", 1, AKAV2));
        String with = authorization(bench.coreRequest()).getFirst();
        assertTrue(with.endsWith("integrity-protected=\"tls-connected\""), with);
        bench.wic(1, Texts.register("alice", 2, AKAV2.replace("\"abc\"", "\"\"")));
        String without = authorization(bench.coreRequest()).getFirst();
        assertTrue(without.endsWith("integrity-protected=\"tls-connected\""), without);
    }

    /** The value for AKAv2 is beyond doubt (TS 24.229 §5.4.1.1); the one for digest is not. */
    @Test
    void aka2IsTlsConnectedWhateverIsSaidOfOtherDigests() {
        var plain = new Bench(config(DigestProtection.NONE));
        plain.connect(1).wic(1, Texts.register("alice", 1, AKAV2));
        String value = authorization(plain.coreRequest()).getFirst();
        assertTrue(value.endsWith("integrity-protected=\"tls-connected\""), value);
    }

    @ParameterizedTest
    @Proves("SEC-10")
    @ValueSource(
            strings = {"AKAv1-MD5", "\"AKAv1-MD5\"", "akav1-md5", "AKAv1-SHA-256", "AKAv2-MD5"})
    void anAnswerToAkav1IsRefused(String algorithm) {
        bench.connect(1).wic(1, Texts.register("alice", 1, digest("").replace("MD5", algorithm)));
        assertUnsafe(algorithm.replace("\"", "") + " is not safe inside TLS");
        assertEquals(List.of(), bench.toCore);
    }

    @ParameterizedTest
    @Proves("SEC-10")
    @ValueSource(strings = {"AKAv1-MD5", "\"AKAv1-MD5\"", "akav1-md5"})
    void anAkav1ChallengeOfTheCoreIsNotPassed(String algorithm) {
        bench.connect(1).wic(1, Texts.register("alice", 1, digest("")));
        challenged("Digest realm=\"ims.example\", nonce=\"bm9u\", algorithm = " + algorithm);
        assertUnsafe("the core challenges: " + algorithm.replace("\"", ""));
        assertFalse(bench.wicResponse(1).has(HeaderName.WWW_AUTHENTICATE));
    }

    @Test
    void akaNeedsTls() {
        bench.connect(1, "", Transport.WS).wic(1, Texts.register("alice", 1, AKAV2));
        assertUnsafe("IMS AKA needs wss");
        bench.wic(1, Texts.register("alice", 2, digest("")));
        challenged("Digest realm=\"ims.example\", nonce=\"bm9u\", algorithm=AKAv2-SHA-256");
        assertUnsafe("the core challenges: IMS AKA needs wss");
    }

    private void assertUnsafe(String why) {
        bench.assertAnswered(1, 403);
        var refused = bench.reports(Report.RegistrationRefused.class).getLast();
        assertEquals(Refusal.AKA_UNSAFE, refused.refusal());
        assertTrue(refused.detail().startsWith(why), refused.detail());
    }

    private void challenged(String challenge) {
        bench.core(
                Response.to(bench.coreRequest(), 401)
                        .toTag("x")
                        .append(HeaderName.WWW_AUTHENTICATE, challenge)
                        .build());
    }

    /** Whoever answers for two users could have the eP-CSCF take him for the other one. */
    @Test
    void twoDigestsAreRefused() {
        String mallory = digest("").replace("alice@", "mallory@");
        for (String both : List.of(digest("") + mallory, mallory + digest(""))) {
            bench.connect(1).wic(1, Texts.register("alice", 1, both));
            bench.assertAnswered(1, 400);
        }
        assertEquals(List.of(), bench.toCore);
    }

    @Test
    void theServersProofAndNextNonceReachTheWic() {
        bench.connect(1).wic(1, Texts.register("alice", 1, digest("")));
        String info = "nextnonce=\"n2\", qop=auth, rspauth=\"ab\", cnonce=\"c\", nc=00000001";
        var ok = Texts.registered(bench.coreRequest()).edit();
        bench.core(ok.append(HeaderName.AUTHENTICATION_INFO, info).build());
        assertEquals(info, bench.wicResponse(1).header(HeaderName.AUTHENTICATION_INFO));
    }

    /** Both ways of TS 24.371 §6 on one node: who says nothing of itself is asked for a token. */
    @Test
    void webAndImsGoTogether() {
        var both =
                new Bench(Bench.config(Set.of(Scheme.WEB, Scheme.IMS), DigestProtection.NONE, ""));
        both.connect(1).wic(1, Texts.register("alice", 1, digest("")));
        assertTrue(authorization(both.coreRequest()).getFirst().contains("response=\"abc\""));
        both.core(Texts.registered(both.coreRequest()));
        both.assertAnswered(1, 200);
        both.connect(2).wic(2, Texts.register("bob", 1, Texts.bearer("bob")));
        assertTrue(authorization(both.coreRequest()).getFirst().contains("auth-done"));
        both.connect(3).wic(3, Texts.register("bob", 2, ""));
        both.assertAnswered(3, 401);
        String asked = String.valueOf(both.wicResponse(3).header(HeaderName.WWW_AUTHENTICATE));
        assertTrue(asked.startsWith("Bearer "), asked);
    }

    @Test
    @Proves({"REG-12", "SEC-01"})
    void integrityProtectedOfTheWicIsDeletedHoweverItIsWritten() {
        var plain = new Bench(config(DigestProtection.NONE));
        plain.connect(1);
        int n = 0;
        for (String claim :
                List.of(
                        ", integrity-protected=\"auth-done\"",
                        ",integrity-protected=auth-done",
                        ", Integrity-Protected = \"auth-done\"",
                        ", integrity-protected=\"yes\", integrity-protected=\"auth-done\"")) {
            int before = plain.toCore.size();
            plain.wic(1, Texts.register("alice", ++n, digest(claim)));
            if (plain.toCore.size() > before) {
                String sent = new String(plain.coreRequest().encode(), StandardCharsets.UTF_8);
                assertFalse(sent.contains("auth-done"), claim + " in " + sent);
                assertFalse(sent.toLowerCase(java.util.Locale.ROOT).contains("integrity"), sent);
            } else {
                plain.assertAnswered(1, 400);
            }
        }
        assertTrue(plain.toCore.size() >= 3);
    }

    @Test
    @Proves("REG-20")
    void challengeReachesTheWicWithoutKeys() {
        bench.connect(1).wic(1, Texts.register("alice", 1, digest("")));
        bench.core(
                Response.to(bench.coreRequest(), 401)
                        .toTag("x")
                        .append(
                                HeaderName.WWW_AUTHENTICATE,
                                "Digest realm=\"ims.example\", nonce=\"bm9uY2U=\","
                                        + " algorithm=AKAv2-SHA-256, ck=\"00112233\", ik=4455")
                        .build());
        bench.assertAnswered(1, 401);
        String challenge = String.valueOf(bench.wicResponse(1).header(HeaderName.WWW_AUTHENTICATE));
        assertFalse(challenge.contains("ck=") || challenge.contains("ik="), challenge);
        assertTrue(challenge.contains("nonce=\"bm9uY2U=\""), challenge);
        assertEquals(List.of(), bench.reports(Report.RegistrationRefused.class));
    }

    @Test
    void registerWithoutCredentialsGoesToTheCoreToo() {
        bench.connect(1, "", Transport.WS).wic(1, Texts.register("alice", 1, ""));
        assertTrue(bench.coreRequest().is("REGISTER"));
        assertTrue(bench.coreRequest().has(HeaderName.PATH));
        assertEquals(List.of(), authorization(bench.coreRequest()));
    }

    @Test
    void plainWebSocketClaimsNoTls() {
        bench.connect(1, "", Transport.WS).wic(1, Texts.register("alice", 1, digest("")));
        String value = authorization(bench.coreRequest()).getFirst();
        assertFalse(value.contains("integrity-protected"), value);
    }

    @Test
    void registeredUserCallsWithoutToken() {
        bench.connect(1, "", Transport.WS).wic(1, Texts.register("alice", 1, digest("")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.wic(1, Texts.initial("INVITE", "alice", "dave", "", Texts.WIC_SDP));
        assertTrue(bench.coreRequest().is("INVITE"));
        assertEquals(
                "<sip:alice@ims.example>",
                bench.coreRequest().header(HeaderName.P_ASSERTED_IDENTITY));
    }

    /** What vouches for a user in a REGISTER must not do so in an INVITE either. */
    @Test
    @Proves({"REG-12", "SES-03"})
    void onlyDigestsOfTheRegisteredUserPass() {
        bench.connect(1, "", Transport.WS).wic(1, Texts.register("alice", 1, digest("")));
        bench.core(Texts.registered(bench.coreRequest()));
        String both = digest(", integrity-protected=\"auth-done\"") + Texts.bearer("alice");
        String proxy = both.replace("Authorization", "Proxy-Authorization");
        bench.wic(1, Texts.initial("INVITE", "alice", "dave", both + proxy, Texts.WIC_SDP));
        var only = List.of(DIGEST.substring("Authorization: ".length()));
        assertEquals(only, authorization(bench.coreRequest()));
        assertEquals(only, bench.coreRequest().headers(HeaderName.PROXY_AUTHORIZATION));
    }

    @Test
    void bearerIsRefusedWhereOnlyTheCoreAuthenticates() {
        bench.connect(1).wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        bench.assertAnswered(1, 403);
        assertEquals(
                Refusal.SCHEME_CLOSED,
                bench.reports(Report.RegistrationRefused.class).getLast().refusal());
        assertEquals(List.of(), bench.toCore);
        assertEquals(0, bench.verifications);
    }

    /** A core that sends no Service-Route and no P-Associated-URI: a plain SIP server. */
    @Test
    void plainRegistrarIsEnough() {
        bench.connect(1, "", Transport.WS).wic(1, Texts.register("alice", 1, digest("")));
        var register = bench.coreRequest();
        bench.core(
                Response.to(register, 200).toTag("x").copy(HeaderName.CONTACT, register).build());
        bench.wic(1, Texts.initial("INVITE", "alice", "dave", "", Texts.WIC_SDP));
        var invite = bench.coreRequest();
        assertFalse(invite.has(HeaderName.ROUTE));
        assertEquals(Bench.CORE, bench.coreHops.getLast());
        assertEquals("<sip:alice@ims.example>", invite.header(HeaderName.P_ASSERTED_IDENTITY));
    }
}
