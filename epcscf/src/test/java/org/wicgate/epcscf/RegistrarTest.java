package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Report.Ending;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.sim.Proves;
import org.wicgate.sip.Challenge;
import org.wicgate.sip.Credentials;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.Transport;

class RegistrarTest {
    private final Bench bench = new Bench();

    private Request registerAlice() {
        bench.connect(1).wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        return bench.coreRequest();
    }

    private void refused(long id, int status, Refusal refusal) {
        bench.assertAnswered(id, status);
        var last = bench.reports(Report.RegistrationRefused.class).getLast();
        assertEquals(refusal, last.refusal());
        assertEquals(status, last.status());
    }

    private Challenge.Bearer challenge(long id) {
        String value = bench.wicResponse(id).header(HeaderName.WWW_AUTHENTICATE);
        var decoded = Challenge.decode(String.valueOf(value));
        assertInstanceOf(Decoded.Ok.class, decoded, value);
        return decoded instanceof Decoded.Ok<Challenge>(Challenge.Bearer bearer)
                ? bearer
                : new Challenge.Bearer("", "", "", "not Bearer");
    }

    @Test
    @Proves({"REG-08", "REG-09", "REG-10"})
    void tokenBecomesTrustedNodeAuthorizationWithTheImpiOfTheToken() {
        var register = registerAlice();
        var lines = register.headers(HeaderName.AUTHORIZATION);
        assertEquals(
                List.of(
                        "Digest username=\"alice@ims.example\", realm=\"ims.example\", nonce=\"\","
                                + " uri=\"sip:ims.example\", response=\"\","
                                + " integrity-protected=\"auth-done\""),
                lines);
        assertFalse(new String(register.encode(), StandardCharsets.UTF_8).contains("tok-alice"));
    }

    @Test
    @Proves({"REG-15", "REG-16", "REG-17"})
    void coreGetsPathVisitedNetworkAndANewChargingVectorEachTime() {
        var register = registerAlice();
        String path = String.valueOf(register.header(HeaderName.PATH));
        assertTrue(path.matches("<sip:[a-z2-7]{32}@192\\.0\\.2\\.60:5060;lr;ob>"), path);
        assertEquals("path", register.header(HeaderName.REQUIRE));
        assertEquals("\"visited.example\"", register.header(HeaderName.P_VISITED_NETWORK_ID));
        String charging = String.valueOf(register.header(HeaderName.P_CHARGING_VECTOR));
        assertTrue(charging.contains("orig-ioi=ims.example"), charging);
        bench.core(Texts.registered(register));
        bench.wic(1, Texts.register("alice", 2, Texts.bearer("alice")));
        assertNotEquals(charging, bench.coreRequest().header(HeaderName.P_CHARGING_VECTOR));
        assertEquals(path, bench.coreRequest().header(HeaderName.PATH), "the same flow");
    }

    @Test
    @Proves("REG-15")
    void obIsNotClaimedForAClientWithoutOutbound() {
        String plain =
                Texts.register("alice", 1, Texts.bearer("alice"))
                        .replace("Supported: path, outbound, gruu\n", "");
        bench.connect(1).wic(1, plain);
        String path = String.valueOf(bench.coreRequest().header(HeaderName.PATH));
        assertTrue(path.endsWith(";lr>"), path);
    }

    @Test
    @Proves({"REG-12", "REG-18", "REG-19"})
    void whatOnlyTheNetworkMaySayDoesNotPass() {
        String claims =
                "P-Charging-Vector: icid-value=mine\n"
                        + "P-Asserted-Identity: <sip:admin@ims.example>\n"
                        + "P-Visited-Network-ID: \"mine\"\n"
                        + "Path: <sip:elsewhere;lr>\n"
                        + "Security-Client: ipsec-3gpp\n"
                        + "Require: sec-agree\nProxy-Require: sec-agree\n"
                        + "Authorization: Digest username=\"admin\", realm=\"r\", nonce=\"\","
                        + " uri=\"sip:x\", response=\"\", integrity-protected=\"auth-done\"\n";
        bench.connect(1).wic(1, Texts.register("alice", 1, claims + Texts.bearer("alice")));
        String sent = new String(bench.coreRequest().encode(), StandardCharsets.UTF_8);
        for (String forbidden : List.of("mine", "admin", "elsewhere", "ipsec", "sec-agree")) {
            assertFalse(sent.contains(forbidden), forbidden + " in " + sent);
        }
        assertFalse(bench.coreRequest().has(HeaderName.PROXY_REQUIRE));
        assertEquals(1, bench.coreRequest().headers(HeaderName.P_CHARGING_VECTOR).size());
    }

    @Test
    @Proves({"REG-21", "REG-22"})
    void okIsKeptAndGoesOnWithoutCharging() {
        bench.core(Texts.registered(registerAlice()));
        var ok = bench.wicResponse(1);
        assertEquals(200, ok.status());
        assertFalse(ok.has(HeaderName.P_CHARGING_VECTOR));
        assertFalse(ok.has(HeaderName.P_CHARGING_FUNCTION_ADDRESSES));
        assertTrue(ok.has(HeaderName.SERVICE_ROUTE));
        assertTrue(ok.has(HeaderName.P_ASSOCIATED_URI));
        assertEquals(1, ok.vias().size());
        var told = bench.reports(Report.Registered.class).getLast();
        assertEquals("sip:alice@ims.example", told.impu());
        assertEquals(Duration.ofMinutes(10), told.expires());
        // Service-Route and default identity are in use from now on
        bench.wic(1, Texts.initial("MESSAGE", "alice", "bob", Texts.bearer("alice"), ""));
        var message = bench.coreRequest();
        assertEquals("<sip:orig@192.0.2.50:5080;lr>", message.header(HeaderName.ROUTE));
        assertEquals("<sip:alice@ims.example>", message.header(HeaderName.P_ASSERTED_IDENTITY));
    }

    @Test
    @Proves("REG-21")
    void registrationEndsWhenTheGrantedTimeIsOver() {
        bench.core(Texts.registered(registerAlice()));
        bench.pass(Duration.ofSeconds(599));
        assertEquals(1, bench.proxy.census().bindings());
        bench.pass(Duration.ofSeconds(2));
        assertEquals(0, bench.proxy.census().bindings());
        var told = bench.reports(Report.Unregistered.class).getLast();
        assertEquals(Ending.EXPIRED, told.ending());
    }

    @Test
    @Proves("REG-24")
    void requireOutboundAndFlowTimerOnlyWithOutbound() {
        bench.core(Texts.registered(registerAlice()));
        assertEquals("outbound", bench.wicResponse(1).header(HeaderName.REQUIRE));
        assertEquals("120", bench.wicResponse(1).header(HeaderName.FLOW_TIMER));
        String plain =
                Texts.register("bob", 1, Texts.bearer("bob"))
                        .replace("Supported: path, outbound, gruu\n", "");
        bench.connect(2).wic(2, plain);
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(2, 200);
        assertFalse(bench.wicResponse(2).has(HeaderName.REQUIRE));
        assertFalse(bench.wicResponse(2).has(HeaderName.FLOW_TIMER));
    }

    @Test
    @Proves("REG-04")
    void registerWithoutCredentialsIsChallenged() {
        bench.connect(1).wic(1, Texts.register("alice", 1, ""));
        refused(1, 401, Refusal.NO_CREDENTIALS);
        assertEquals(
                new Challenge.Bearer("ims.example", "https://waf.example", "", ""), challenge(1));
        assertEquals(List.of(), bench.toCore);
    }

    @ParameterizedTest
    @EnumSource(TokenVerdict.Reason.class)
    @Proves({"REG-02", "REG-03", "SEC-01"})
    void badTokenIsRefusedWithInvalidToken(TokenVerdict.Reason reason) {
        bench.verdicts.put("tok-alice", new TokenVerdict.Invalid(reason));
        registerRefused();
        refused(1, 401, Refusal.BAD_TOKEN);
        assertEquals(
                new Challenge.Bearer("ims.example", "https://waf.example", "", "invalid_token"),
                challenge(1));
        assertEquals(
                reason.name(), bench.reports(Report.RegistrationRefused.class).getLast().detail());
        assertEquals(List.of(), bench.toCore);
    }

    private void registerRefused() {
        bench.connect(1).wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
    }

    @Test
    @Proves("REG-03")
    void tokenThatExpiresWhileRememberedIsRefused() {
        bench.core(Texts.registered(registerAlice()));
        bench.pass(Duration.ofSeconds(3601));
        bench.verdicts.put("tok-alice", new TokenVerdict.Invalid(TokenVerdict.Reason.EXPIRED));
        bench.wic(1, Texts.register("alice", 2, Texts.bearer("alice")));
        refused(1, 401, Refusal.BAD_TOKEN);
    }

    @Test
    @Proves("REG-05")
    void annexFormOfBearerIsTaken() {
        String annex = "Authorization: Bearer access_token=\"tok-alice\"\n";
        bench.connect(1).wic(1, Texts.register("alice", 1, annex));
        assertTrue(bench.coreRequest().is("REGISTER"));
    }

    @Test
    @Proves({"REG-06", "SEC-02"})
    void tokenOfSomebodyElseIsRefused() {
        bench.connect(1).wic(1, Texts.register("bob", 1, Texts.bearer("alice")));
        refused(1, 403, Refusal.FOREIGN_IDENTITY);
        assertEquals(List.of(), bench.toCore);
    }

    @Test
    @Proves("REG-06")
    void fromOfSomebodyElseIsRefused() {
        String text =
                Texts.register("alice", 1, Texts.bearer("alice"))
                        .replace("From: <sip:alice@", "From: <sip:bob@");
        bench.connect(1).wic(1, text);
        refused(1, 403, Refusal.FOREIGN_IDENTITY);
    }

    @Test
    @Proves({"REG-07", "SEC-02", "SEC-14"})
    void originOfAnotherSiteIsRefused() {
        bench.connect(1, "https://evil.example", Transport.WSS)
                .wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        refused(1, 403, Refusal.ORIGIN);
        bench.connect(2, "", Transport.WSS)
                .wic(2, Texts.register("alice", 1, Texts.bearer("alice")));
        refused(2, 403, Refusal.ORIGIN);
        assertEquals(List.of(), bench.toCore);
    }

    @Test
    @Proves("REG-07")
    void unknownWwsfIsRefused() {
        var alice = Bench.ALICE;
        bench.verdicts.put(
                "tok-alice",
                new TokenVerdict.Valid(
                        new TokenVerdict.Claims(
                                alice.impi(),
                                alice.impus(),
                                "other.example",
                                "alice",
                                List.of(),
                                alice.expiry())));
        registerRefused();
        refused(1, 403, Refusal.WWSF_UNKNOWN);
    }

    @Test
    void silentVerifierMeans503() {
        bench.verifierAnswers = false;
        registerRefused();
        bench.pass(Duration.ofSeconds(6));
        refused(1, 503, Refusal.TOKEN_UNVERIFIED);
        var after = bench.wicResponse(1).headers(HeaderName.RETRY_AFTER);
        assertTrue(after.getFirst().matches("[5-9]|1[0-5]"), after::toString);
        assertEquals(0, bench.proxy.census().awaited());
    }

    @Test
    void verdictIsAskedForOnceForEachToken() {
        bench.core(Texts.registered(registerAlice()));
        bench.wic(1, Texts.register("alice", 2, Texts.bearer("alice")));
        bench.wic(1, Texts.initial("MESSAGE", "alice", "bob", Texts.bearer("alice"), ""));
        assertEquals(1, bench.verifications);
    }

    @Test
    @Proves("REG-11")
    void wwsfIsNamedToTheCoreWhenConfigured() {
        var named =
                new Bench(
                        Bench.config(
                                java.util.Set.of(Config.Scheme.WEB),
                                Config.DigestProtection.NONE,
                                "authorization-entity"));
        named.connect(1).wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        String value = String.valueOf(named.coreRequest().header(HeaderName.AUTHORIZATION));
        assertTrue(value.endsWith(", authorization-entity=\"wwsf.example\""), value);
    }

    @Test
    @Proves({"REG-11", "WAF-10"})
    void wafIsNamedToTheCoreByTheIssuerOfItsTokens() {
        var usual =
                Bench.config(
                        java.util.Set.of(Config.Scheme.WEB),
                        Config.DigestProtection.NONE,
                        "authorization-entity");
        var named =
                new Bench(
                        new Config(
                                usual.homeDomain(),
                                usual.w2(),
                                usual.mw(),
                                usual.registration().naming("https://waf.example", 1),
                                usual.sessions()));
        named.connect(1).wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        String value = String.valueOf(named.coreRequest().header(HeaderName.AUTHORIZATION));
        assertTrue(value.endsWith(", authorization-entity=\"https://waf.example\""), value);
    }

    @Test
    void contactIsNeededOnceAndAsSipUri() {
        String good = Texts.register("alice", 1, Texts.bearer("alice"));
        bench.connect(1).wic(1, good.replaceAll("Contact:[^\n]*\n", ""));
        refused(1, 400, Refusal.CONTACT);
        bench.wic(
                1, good.replace("Contact:", "Contact: <sip:x@y>\nContact:").replace("1 R", "2 R"));
        refused(1, 400, Refusal.CONTACT);
        bench.wic(
                1, good.replaceAll("Contact:[^\n]*", "Contact: <tel:+1>").replace("e1\n", "e3\n"));
        refused(1, 400, Refusal.CONTACT);
        assertEquals(List.of(), bench.toCore);
    }

    @Test
    @Proves({"REG-23", "SES-17"})
    void sameInstanceOnANewConnectionMovesTheFlow() {
        var first = registerAlice();
        bench.core(Texts.registered(first));
        bench.connect(2).wic(2, Texts.register("alice", 5, Texts.bearer("alice")));
        var second = bench.coreRequest();
        bench.core(Texts.registered(second));
        assertNotEquals(first.header(HeaderName.PATH), second.header(HeaderName.PATH));
        assertEquals(1, bench.proxy.census().bindings());
        assertEquals(Ending.MOVED, bench.reports(Report.Unregistered.class).getLast().ending());
        // the old flow fails, although its connection is still open (RFC 5626 §5.3.1)
        bench.core(
                Texts.coreInvite(
                        String.valueOf(first.header(HeaderName.PATH)),
                        "sip:alice@alice.invalid;transport=ws",
                        "",
                        Texts.CORE_SDP));
        assertEquals(430, bench.coreResponse().status());
        bench.wic(1, Texts.initial("INVITE", "alice", "bob", Texts.bearer("alice"), Texts.WIC_SDP));
        bench.assertAnswered(1, 403);
    }

    @Test
    @Proves("REG-28")
    void deregistrationCountsWhenTheCoreAgrees() {
        bench.core(Texts.registered(registerAlice()));
        bench.wic(1, Texts.register("alice", 2, 0, Texts.bearer("alice")));
        var deregister = bench.coreRequest();
        assertEquals(1, bench.proxy.census().bindings());
        bench.core(Response.to(deregister, 500).toTag("x").build());
        assertEquals(1, bench.proxy.census().bindings());
        bench.wic(1, Texts.register("alice", 3, 0, Texts.bearer("alice")));
        bench.core(Response.to(bench.coreRequest(), 200).toTag("x").build());
        assertEquals(0, bench.proxy.census().bindings());
        var told = bench.reports(Report.Unregistered.class).getLast();
        assertEquals(Ending.DEREGISTERED, told.ending());
    }

    @Test
    void starWithExpiresZeroEndsAllOfTheUser() {
        bench.core(Texts.registered(registerAlice()));
        String star =
                Texts.register("alice", 2, "Expires: 0\n" + Texts.bearer("alice"))
                        .replaceAll("Contact:[^\n]*", "Contact: *");
        bench.wic(1, star);
        bench.core(Response.to(bench.coreRequest(), 200).toTag("x").build());
        assertEquals(0, bench.proxy.census().bindings());
        bench.wic(1, star.replace("Expires: 0\n", "").replace("alice2", "alice3"));
        refused(1, 400, Refusal.CONTACT);
    }

    @Test
    @Proves("REG-33")
    void intervalTooBriefPassesUnchanged() {
        var brief =
                Response.to(registerAlice(), 423)
                        .toTag("x")
                        .append(HeaderName.MIN_EXPIRES, "1800")
                        .build();
        bench.core(brief);
        refused(1, 423, Refusal.CORE_REFUSED);
        assertEquals("1800", bench.wicResponse(1).header(HeaderName.MIN_EXPIRES));
        assertEquals("Interval Too Brief", bench.wicResponse(1).reason());
    }

    @Test
    @Proves("SEC-05")
    void refusalOfTheScscfReachesTheWic() {
        bench.core(Response.to(registerAlice(), 403).toTag("x").build());
        refused(1, 403, Refusal.CORE_REFUSED);
    }

    @Test
    void coreThatChallengesATrustedNodeMeans403() {
        bench.core(
                Response.to(registerAlice(), 401)
                        .toTag("x")
                        .append(HeaderName.WWW_AUTHENTICATE, "Digest realm=\"r\", nonce=\"n\"")
                        .build());
        refused(1, 403, Refusal.CORE_REFUSED);
    }

    @Test
    @Proves("REG-30")
    void registrationIsNotAskedForLongerThanTheTokenLasts() {
        bench.connect(1).wic(1, Texts.register("alice", 1, 600_000, Texts.bearer("alice")));
        var contact = bench.coreRequest().contacts().getFirst();
        assertEquals(3600, contact.expires().orElse(0));
        assertEquals("urn:uuid:alice", contact.instance());
    }

    @Test
    @Proves("REG-32")
    void twoWicsRegisterIndependently() {
        bench.core(Texts.registered(registerAlice()));
        bench.connect(2).wic(2, Texts.register("bob", 1, Texts.bearer("bob")));
        bench.core(Texts.registered(bench.coreRequest()));
        bench.assertAnswered(2, 200);
        assertEquals(2, bench.proxy.census().bindings());
        bench.close(1);
        assertEquals(1, bench.proxy.census().bindings());
    }

    @Test
    void requestOverOwnLimitOfHopsIsRefused() {
        String text = Texts.register("alice", 1, Texts.bearer("alice"));
        bench.connect(1).wic(1, text.replace("Max-Forwards: 70", "Max-Forwards: 0"));
        refused(1, 483, Refusal.TOO_MANY_HOPS);
    }

    @Test
    void authDoneIsNeverSentWithoutAToken() {
        assertInstanceOf(Decoded.Ok.class, Credentials.decode("Bearer x"));
        String forged =
                "Authorization: Digest username=\"alice@ims.example\", realm=\"ims.example\","
                        + " nonce=\"\", uri=\"sip:x\", response=\"\","
                        + " integrity-protected=\"auth-done\"\n";
        bench.connect(1).wic(1, Texts.register("alice", 1, forged));
        refused(1, 401, Refusal.SCHEME_CLOSED);
        assertEquals(List.of(), bench.toCore);
    }

    /** RFC 6223 §4.4: who offers keep-alives is told how often, the same as by Flow-Timer. */
    @Test
    void keepIsAnsweredWithTheNumberOfFlowTimer() {
        String text = Texts.register("alice", 1, Texts.bearer("alice"));
        bench.connect(1).wic(1, text.replace(";branch=", ";keep;branch="));
        bench.core(Texts.registered(bench.coreRequest()));
        var ok = bench.wicResponse(1);
        String via = String.valueOf(ok.header(HeaderName.VIA));
        assertEquals(List.of(via), ok.headers(HeaderName.VIA));
        assertTrue(via.contains(".invalid;keep=120;branch=z9hG4bKralice1"), via);

        bench.wic(1, Texts.register("alice", 2, Texts.bearer("alice")));
        bench.core(Texts.registered(bench.coreRequest()));
        assertFalse(String.valueOf(bench.wicResponse(1).header(HeaderName.VIA)).contains("keep"));
    }
}
