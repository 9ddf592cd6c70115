package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.base.Decoded;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.TokenVerdict.Claims;
import org.wicgate.sim.Proves;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.Uri;

/** Which public identities a WIC may register and use: pools, wildcards, barred ones, GRUUs. */
class PublicIdentityTest {
    private static Uri uri(String text) {
        return switch (Uri.decode(text)) {
            case Decoded.Ok<Uri>(var uri) -> uri;
            case Decoded.Malformed<Uri>(var why) -> throw new AssertionError(text + ": " + why);
        };
    }

    private static Bench bench(Map<String, List<Uri>> pools, boolean annexBearer) {
        var usual = Bench.config();
        return new Bench(
                new Config(
                        usual.homeDomain(),
                        usual.w2(),
                        usual.mw(),
                        usual.registration(),
                        usual.sessions(),
                        new Config.Admission(pools, annexBearer, Config.Emergency.USUAL)));
    }

    /** Lends guest-1 and so on. */
    private static Bench pool() {
        var bench = bench(Map.of("wwsf.example", List.of(uri("sip:guest-!.*!@ims.example"))), true);
        for (String name : List.of("guest-1", "guest-2", "alice")) {
            bench.verdicts.put("tok-" + name, new TokenVerdict.Valid(lent(name, "wwsf.example")));
        }
        return bench;
    }

    private static Claims lent(String name, String wwsf) {
        return new Claims(
                name + "@ims.example",
                List.of("sip:" + name + "@ims.example"),
                wwsf,
                "pool:" + name,
                List.of(Bench.ORIGIN),
                Instant.EPOCH.plusSeconds(3600),
                "id-" + name,
                "login-" + name,
                true);
    }

    private static void refused(Bench bench, long id, int status, Refusal refusal) {
        bench.assertAnswered(id, status);
        var last = bench.reports(Report.RegistrationRefused.class).getLast();
        assertEquals(refusal, last.refusal());
    }

    @Test
    @Proves("REG-31")
    void identityOutsideOfThePoolOfItsWwsfIsForbidden() {
        var bench = pool().connect(1).wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        refused(bench, 1, 403, Refusal.OUTSIDE_POOL);
        assertEquals(List.of(), bench.toCore);
    }

    @Test
    @Proves("REG-31")
    void wwsfWithoutPoolLendsNothing() {
        var bench = new Bench();
        var claims = lent("alice", "wwsf.example");
        bench.verdicts.put("tok-alice", new TokenVerdict.Valid(claims));
        bench.connect(1).wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        refused(bench, 1, 403, Refusal.OUTSIDE_POOL);
        assertEquals(List.of(), bench.toCore);
    }

    @Test
    @Proves("REG-32")
    void twoMembersOfThePoolRegisterIndependently() {
        var bench = pool();
        for (int i = 1; i <= 2; i++) {
            String name = "guest-" + i;
            bench.connect(i).wic(i, Texts.register(name, 1, Texts.bearer(name)));
            bench.core(Texts.registered(bench.coreRequest()));
            bench.assertAnswered(i, 200);
        }
        assertEquals(2, bench.proxy.census().bindings());
        bench.wic(1, Texts.register("guest-1", 2, 0, Texts.bearer("guest-1")));
        bench.core(Response.to(bench.coreRequest(), 200).toTag("x").build());
        assertEquals(1, bench.proxy.census().bindings());
        bench.wic(2, Texts.initial("MESSAGE", "guest-2", "bob", Texts.bearer("guest-2"), ""));
        assertEquals(
                "<sip:guest-2@ims.example>",
                bench.coreRequest().header(HeaderName.P_ASSERTED_IDENTITY));
    }

    /** The 200 of the core with this P-Associated-URI. */
    private static Response associated(Request register, String identities) {
        return Texts.registered(register)
                .edit()
                .replace(HeaderName.P_ASSOCIATED_URI, identities)
                .build();
    }

    private static Bench registered(String identities) {
        var bench = new Bench().connect(1);
        bench.wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        return bench.core(associated(bench.coreRequest(), identities));
    }

    private static List<String> asserted(Bench bench, String preferred) {
        String more = preferred.isEmpty() ? "" : "P-Preferred-Identity: " + preferred + "\n";
        bench.wic(1, Texts.initial("MESSAGE", "alice", "bob", more + Texts.bearer("alice"), ""));
        return bench.coreRequest().headers(HeaderName.P_ASSERTED_IDENTITY);
    }

    @Test
    @Proves("REG-21")
    void barredIdentityIsRegisteredButNeverAsserted() {
        // the To of the REGISTER is not among the P-Associated-URI: it is barred
        String others = "<sip:first@ims.example>, <tel:+15551234>, <sip:second@ims.example>";
        assertEquals(List.of("<sip:first@ims.example>"), asserted(registered(others), ""));
        assertEquals(
                List.of("<sip:first@ims.example>"),
                asserted(registered(others), "<sip:alice@ims.example>"));
        assertEquals(
                List.of("<sip:second@ims.example>"),
                asserted(registered(others), "<sip:second@ims.example>"));
    }

    @Test
    void identityThatAWildcardStandsForIsAsserted() {
        String associated = "<sip:chat!.*!@ims.example>, <sip:alice@ims.example>";
        assertEquals(
                List.of("<sip:alice@ims.example>"),
                asserted(registered(associated), ""),
                "a wildcard is no default");
        assertEquals(
                List.of("<sip:chat-7@ims.example>"),
                asserted(registered(associated), "<sip:chat-7@ims.example;cpc=priority>"));
        assertEquals(
                List.of("<sip:alice@ims.example>"),
                asserted(registered(associated), "<sip:other-7@ims.example>"));
        assertEquals(
                List.of("<sip:alice@ims.example>", "<tel:+15551234>"),
                asserted(
                        registered("<tel:+1555!.*!>, <sip:alice@ims.example>"),
                        "<sip:alice@ims.example>, <tel:+1-555-1234>"));
    }

    @Test
    void tokenForAWildcardCoversWhatItStandsFor() {
        var bench = new Bench();
        var wild =
                new Claims(
                        "pbx@ims.example",
                        List.of("sip:ext!.%7B3%7D!@ims.example"),
                        "wwsf.example",
                        "pbx",
                        List.of(),
                        Instant.EPOCH.plusSeconds(3600));
        bench.verdicts.put("tok-pbx", new TokenVerdict.Valid(wild));
        bench.connect(1).wic(1, Texts.register("ext123", 1, Texts.bearer("pbx")));
        assertTrue(bench.coreRequest().is("REGISTER"));
        bench.connect(2).wic(2, Texts.register("ext1234", 1, Texts.bearer("pbx")));
        refused(bench, 2, 403, Refusal.FOREIGN_IDENTITY);
    }

    @ParameterizedTest
    @CsvSource({
        "sip:chat!.*!@h, sip:chat@h, true",
        "sip:chat!.*!@h, sip:chat1@H, true",
        "sip:chat!.*!@h, sips:chat1@h, false",
        "sip:chat!.*!@h, sip:chat1@other, false",
        "sip:a!x+!b@h, sip:axxb@h, true",
        "sip:a!x+!b@h, sip:ab@h, false",
        "sip:a!.*!.b@h, sip:axxb@h, false",
        "sip:a!%28x%29*!@h, sip:ax@h, false",
        "sip:a!.*.*.*.*!@h, sip:ax@h, false",
        "sip:a!%5B!@h, sip:ax@h, false"
    })
    void wildcardStandsForWhatItsExpressionMatches(String wildcard, String one, boolean matches) {
        assertTrue(Wildcard.is(uri(wildcard)));
        assertEquals(matches, Wildcard.matches(uri(wildcard), uri(one)));
    }

    @Test
    void nameThatIsMadeToBeSlowIsNotCompared() {
        var wildcard = uri("sip:!a*a*a*!b@h");
        assertFalse(Wildcard.matches(wildcard, uri("sip:" + "a".repeat(129) + "@h")));
        assertFalse(Wildcard.matches(wildcard, uri("sip:" + "a".repeat(128) + "@h")));
    }

    @Test
    @Proves("SEC-06")
    void parametersThatOnlyTheNetworkWritesAreTakenOut() {
        var bench = registered("<sip:alice@ims.example>");
        String text =
                Texts.initial(
                                "MESSAGE",
                                "alice",
                                "bob",
                                "Refer-To: <sip:x@y;CPC=operator;keep=1>\n" + Texts.bearer("alice"),
                                "")
                        .replace(
                                "MESSAGE sip:bob@ims.example",
                                "MESSAGE sip:bob@ims.example;iotl=homeA-visitedA")
                        .replace(
                                "From: <sip:alice@ims.example>",
                                "From: \"A\" <sip:alice;oli=62@ims.example;c%70c=payphone;user=phone>")
                        .replace("transport=ws;ob>", "transport=ws;ob;iotl=x>");
        bench.wic(1, text);
        String sent = new String(bench.coreRequest().encode(), StandardCharsets.UTF_8);
        for (String forbidden : List.of("iotl", "oli=", "c%70c", "CPC", "payphone")) {
            assertFalse(sent.contains(forbidden), forbidden + " in " + sent);
        }
        assertTrue(
                sent.contains("From: \"A\" <sip:alice@ims.example;user=phone>;tag=calice"), sent);
        assertTrue(sent.contains("Refer-To: <sip:x@y;keep=1>"), sent);
        assertTrue(sent.contains("transport=ws;ob>"), sent);
        String register =
                Texts.register("alice", 2, Texts.bearer("alice"))
                        .replace("transport=ws>", "transport=ws;iotl=x>")
                        .replace("expires=600", "expires=600000");
        bench.wic(1, register);
        assertFalse(
                new String(bench.coreRequest().encode(), StandardCharsets.UTF_8).contains("iotl"));
    }

    @Test
    @Proves("REG-05")
    void annexFormOfBearerMayBeClosed() {
        var bench = bench(Map.of(), false).connect(1);
        for (String form : List.of("access_token=\"tok-alice\"", "access_token=tok-alice")) {
            bench.wic(1, Texts.register("alice", 1, "Authorization: Bearer " + form + "\n"));
            refused(bench, 1, 401, Refusal.BAD_TOKEN);
        }
        bench.wic(1, Texts.register("alice", 2, Texts.bearer("alice")));
        assertTrue(bench.coreRequest().is("REGISTER"));
    }

    @Test
    @Proves("REG-30")
    void registrationMayOutliveItsTokenByPolicy() {
        var usual = Bench.config();
        var bench =
                new Bench(
                        new Config(
                                usual.homeDomain(),
                                usual.w2(),
                                usual.mw(),
                                usual.registration().capped(false),
                                usual.sessions()));
        bench.connect(1).wic(1, Texts.register("alice", 1, 600_000, Texts.bearer("alice")));
        assertEquals(600_000, bench.coreRequest().contacts().getFirst().expires().orElse(0));
    }

    /** Two devices of one user: each its own flow, Path and Contact. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void severalContactsOfOneIdentityAreReachedEachOverItsOwnFlow(boolean outbound) {
        var bench = new Bench();
        var registers = new Request[2];
        for (int i = 0; i < 2; i++) {
            String text =
                    Texts.register("alice", 1, Texts.bearer("alice"))
                            .replace("urn:uuid:alice", "urn:uuid:device" + i)
                            .replace("alice@alice.invalid", "alice@device" + i + ".invalid")
                            .replace("reg-alice", "reg-" + i);
            if (!outbound) {
                text = text.replace("Supported: path, outbound, gruu\n", "");
            }
            bench.connect(i + 1).wic(i + 1, text);
            registers[i] = bench.coreRequest();
            bench.core(Texts.registered(registers[i]));
        }
        assertEquals(2, bench.proxy.census().bindings());
        assertNotEquals(registers[0].header(HeaderName.PATH), registers[1].header(HeaderName.PATH));
        for (int i = 0; i < 2; i++) {
            bench.core(
                    Texts.coreInvite(
                                    String.valueOf(registers[i].header(HeaderName.PATH)),
                                    "sip:alice@device" + i + ".invalid;transport=ws",
                                    "",
                                    Texts.CORE_SDP)
                            .replace("mt-call", "mt-call" + i)
                            .replace("z9hG4bKcore1", "z9hG4bKcore1" + i));
            assertTrue(bench.wicRequest(i + 1).is("INVITE"));
            assertEquals("mt-call" + i, bench.wicRequest(i + 1).callId());
        }
        bench.close(1);
        assertEquals(1, bench.proxy.census().bindings());
    }

    @Test
    void gruusPassBothWaysAndLeadToTheWic() {
        String gruu = "sip:alice@ims.example;gr=urn:uuid:alice";
        var bench = new Bench().connect(1);
        bench.wic(1, Texts.register("alice", 1, Texts.bearer("alice")));
        var register = bench.coreRequest();
        assertTrue(register.lists(HeaderName.SUPPORTED, "gruu"));
        var own = register.contacts().getFirst().address();
        assertEquals("<urn:uuid:alice>", own.params().value("+sip.instance"));
        String granted =
                own + ";pub-gruu=\"" + gruu + "\";temp-gruu=\"sip:tgruu.7hs@ims.example;gr\"";
        bench.core(Texts.registered(register).edit().replace(HeaderName.CONTACT, granted).build());
        assertEquals(granted, bench.wicResponse(1).header(HeaderName.CONTACT));
        bench.wic(
                1,
                Texts.initial("MESSAGE", "alice", "bob", Texts.bearer("alice"), "")
                        .replaceFirst("Contact:[^\n]*", "Contact: <" + gruu + ">"));
        assertEquals("<" + gruu + ">", bench.coreRequest().header(HeaderName.CONTACT));
        // the registrar puts the contact in the place of the GRUU, and may keep its gr
        String path = String.valueOf(register.header(HeaderName.PATH));
        String target = "sip:alice@alice.invalid;transport=ws;gr=urn:uuid:alice";
        bench.core(Texts.coreInvite(path, target, "", Texts.CORE_SDP));
        assertEquals(target, bench.wicRequest(1).requestUri().toString());
    }
}
