package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wicgate.sim.Proves;

class ConfigFileTest {
    private static final String EDGE =
            """
            home_domain: ims.mnc001.mcc001.3gppnetwork.org
            epcscf:
              w2: { listen: [ "ws://127.0.0.1:8088/ws" ], allowed_origins: [ "*" ] }
              mw: { listen: "sip:127.0.0.1:5060", next_hop: "sip:127.0.0.1:5080" }
              registration: { schemes: [ ims ] }
            eimsagw:
              w3: { listen: "127.0.0.1:10000" }
              core: { address: "127.0.0.1", ports: "30000-39999" }
            admin: { listen: "http://127.0.0.1:9090" }
            """;

    @Test
    void theMinimalEdgeIsComplete() {
        assertEquals(List.of(), problems(EDGE));
        var epcscf = read(EDGE).epcscf();
        assertNotNull(epcscf);
        assertEquals(List.of("ws://127.0.0.1:8088/ws"), epcscf.w2().listen());
        assertEquals(65_536, epcscf.w2().maxMessageBytes());
    }

    @Test
    void theDemosOwnFileIsComplete() throws IOException {
        try (var in = ConfigFileTest.class.getResourceAsStream("demo.yaml")) {
            assertNotNull(in);
            String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(List.of(), problems(yaml));
        }
    }

    @Test
    void anUnknownKeyIsNamedWithItsLineAndTheNearestOne() {
        assertEquals(
                List.of("4 epcscf.mw.nexthop: no such key; did you mean next_hop?"),
                problems(EDGE.replace("next_hop", "nexthop")).subList(0, 1));
        assertEquals(
                List.of(
                        "3 epcscf.w2.allowed_origin: no such key; did you mean allowed_origins?",
                        "8 eimsagw.cores: no such key; did you mean core?"),
                problems(EDGE.replace("origins", "origin").replace("core:", "cores:")));
    }

    /** RFC 4568 §8.3: keys in SDP are for who reads them. */
    @Test
    void keysGoToTheCoreUnderTlsOrOverANetworkOfOnesOwn() {
        String srtp = "  media: { core_srtp: require, core_suites: [ AEAD_AES_128_GCM ] }\n";
        assertEquals(
                List.of(
                        "6 epcscf.media.core_srtp: would send keys in the clear: next_hop with"
                                + " ;transport=tls, or insecure_sdes: true over a network of yours"),
                problems(EDGE.replace("eimsagw:", srtp + "eimsagw:")));
        String ours = srtp.replace("require,", "require, insecure_sdes: true,");
        assertEquals(List.of(), problems(EDGE.replace("eimsagw:", ours + "eimsagw:")));
        String wrong = ours.replace("require,", "always,").replace("AEAD_AES_128_GCM", "AES");
        assertEquals(
                List.of(
                        "6 epcscf.media.core_srtp: \"always\" is none of accept, capability, off,"
                                + " offer, require",
                        "6 epcscf.media.core_suites: \"AES\" is none of AEAD_AES_128_GCM,"
                                + " AES_CM_128_HMAC_SHA1_32, AES_CM_128_HMAC_SHA1_80"),
                problems(EDGE.replace("eimsagw:", wrong + "eimsagw:")));
    }

    @Test
    void theAccessSideHasOneAddressOrSeveralEachWithItsOwnInFrontOfTheNat() {
        String one = "listen: \"127.0.0.1:10000\"";
        String two = "listen: [ \"10.0.0.5:10000\", \"[2001:db8::5]:10000\" ]";
        var nat = read(EDGE.replace(one, one + ", advertise: 192.0.2.7")).eimsagw();
        assertNotNull(nat);
        assertEquals(List.of("192.0.2.7"), nat.w3().advertise());
        assertEquals(List.of(), problems(EDGE.replace(one, two)));
        String both = ", advertise: [ 192.0.2.7, \"2001:db8::5\" ]";
        assertEquals(List.of(), problems(EDGE.replace(one, two + both)));
        assertEquals(
                List.of(
                        "7 eimsagw.w3.advertise: needs an address for each of listen, in the same"
                                + " order; where there is no NAT, the one listened on again"),
                problems(EDGE.replace(one, two + ", advertise: 192.0.2.7")));
        assertEquals(
                List.of(
                        "7 eimsagw.w3.advertise: \"192.0.2.7\" is of another IP version than"
                                + " [2001:db8::5]:10000"),
                problems(EDGE.replace(one, two + ", advertise: [ 192.0.2.8, 192.0.2.7 ]")));
        assertEquals(
                List.of("7 eimsagw.w3.listen: 10.0.0.5 stands there twice: a host has one port"),
                problems(EDGE.replace(one, two.replace("[2001:db8::5]:10000", "10.0.0.5:1"))));
    }

    @Test
    void everyProblemIsToldNotOnlyTheFirst() {
        var found =
                problems(
                        EDGE.replace("ws://127.0.0.1:8088/ws", "http://127.0.0.1:8088/")
                                .replace("30000-39999", "30000")
                                .replace("sip:127.0.0.1:5080", "127.0.0.1:5080"));
        assertEquals(
                List.of(
                        "3 epcscf.w2.listen: \"http://127.0.0.1:8088/\" is not"
                                + " ws://HOST:PORT/PATH or wss://HOST:PORT/PATH",
                        "4 epcscf.mw.next_hop: \"127.0.0.1:5080\" is not sip:HOST:PORT",
                        "8 eimsagw.core.ports: \"30000\" is not FIRST-LAST with at least two ports"),
                found);
    }

    /**
     * None is open unless named, and none beyond loopback: what a browser says of its media is said
     * under TLS, or never leaves the machine (docs/deviations.md). W2TlsTest has the versions.
     */
    @Test
    @Proves({"WS-14", "SEC-13"})
    void plainWebSocketIsRefusedOutsideLoopback() {
        var beyond = EDGE.replace("ws://127.0.0.1:8088/ws", "ws://192.0.2.1/ws");
        assertEquals(
                List.of(
                        "3 epcscf.w2.listen: \"ws://192.0.2.1/ws\": ws:// is for loopback only;"
                                + " use wss://, or set insecure_ws if a TLS proxy on a network of"
                                + " yours stands in front"),
                problems(beyond));
        assertEquals(1, problems(EDGE.replace("127.0.0.1:8088", "0.0.0.0:8088")).size());
        assertEquals(List.of(), problems(beyond.replace("w2: {", "w2: { insecure_ws: true,")));
        assertEquals(List.of(), problems(beyond.replace("ws://192", "wss://192")));
        assertEquals(
                List.of("epcscf.w2.listen: is missing: as [ \"ws://127.0.0.1:8088/ws\" ]"),
                problems(EDGE.replace("listen: [ \"ws://127.0.0.1:8088/ws\" ], ", "")).stream()
                        .map(line -> line.substring(line.indexOf(' ') + 1))
                        .toList());
    }

    private static final String WEB =
            """
            home_domain: ims.example
            wwsf:
              listen: [ "https://192.0.2.1:8443/", "http://localhost:8080/" ]
              w2_uris: [ "wss://edge.example/ws" ]
              stun: [ "stun:stun.example" ]
              turn: { uris: [ "turn:turn.example:3478" ], secret: "a-secret-of-sixteen" }
            waf: { issuer: "https://waf.example" }
            """;

    /** https alone beyond loopback; PagesTest of the web module has the pages that come over it. */
    @Test
    @Proves("WWSF-01")
    void plainHttpIsRefusedOutsideLoopback() {
        assertEquals(List.of(), problems(WEB));
        var beyond = WEB.replace("https://192", "http://192");
        assertEquals(
                List.of(
                        "3 wwsf.listen: \"http://192.0.2.1:8443/\": http:// is for loopback only;"
                                + " use https://, or set insecure_http if a TLS proxy stands in"
                                + " front"),
                problems(beyond));
        assertEquals(List.of(), problems(beyond.replace("wwsf:", "wwsf:\n  insecure_http: true")));
    }

    private static final String TOKENS =
            EDGE.replace(
                    "{ schemes: [ ims ] }",
                    "{ schemes: [ web ], issuer: \"https://waf.example\", authz_server:"
                            + " \"https://waf.example\", wwsfs: { wwsf: [ \"*\" ] }, jwks_uri:"
                            + " \"https://waf.example/jwks\", revoked_uri: \"none\" }");

    /**
     * Who can change the keys that tokens are checked with is any user; who hides a log-out, one.
     */
    @Test
    void keysAndRevocationsComeByHttpsFromBeyondLoopback() {
        assertEquals(List.of(), problems(TOKENS));
        for (String key : List.of("jwks_uri", "revoked_uri")) {
            var beyond =
                    TOKENS.replaceAll(key + ": \"[^\"]*\"", key + ": \"http://127.waf.example/a\"");
            assertEquals(
                    List.of(
                            "epcscf.registration."
                                    + key
                                    + ": \"http://127.waf.example/a\": http:// is for loopback only;"
                                    + " use https://, or set insecure_http if all the way to the"
                                    + " WAF is yours"),
                    unnumbered(beyond));
            var vouched = beyond.replace("{ schemes", "{ insecure_http: true, schemes");
            assertEquals(List.of(), problems(vouched));
            for (String loopback : List.of("127.0.0.1:8080", "localhost", "[::1]:8080")) {
                assertEquals(List.of(), problems(beyond.replace("127.waf.example", loopback)));
            }
            assertEquals(
                    List.of(
                            "epcscf.registration."
                                    + key
                                    + ": \"ftp://127.waf.example/a\" is no URI like"
                                    + " https://HOST/PATH"),
                    unnumbered(beyond.replace("http://127.waf", "ftp://127.waf")));
        }
    }

    @Test
    void turnServerNeedsASecretAndALifetimeOfATokenAtLeast() {
        assertEquals(
                List.of(
                        "wwsf.turn.secret: must have 16 characters or more: static-auth-secret of"
                                + " coturn"),
                unnumbered(WEB.replace("a-secret-of-sixteen", "short")));
        assertEquals(
                List.of(
                        "wwsf.turn.seconds: must be waf.token_seconds to 86400: a browser gets new"
                                + " ones with each token"),
                unnumbered(WEB.replace("secret:", "seconds: 60, secret:")));
        assertEquals(
                List.of(
                        "wwsf.turn.uris: must be turn:HOST, turn:HOST:PORT or turns:... (RFC 7065)"),
                unnumbered(WEB.replace("turn:turn", "http://turn")));
        assertFalse(String.valueOf(read(WEB)).contains("a-secret-of-sixteen"));
    }

    private static List<String> unnumbered(String yaml) {
        return problems(yaml).stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList();
    }

    @Test
    void sessionsCanOnlyBeDemandedWhereTheyAreKnown() {
        assertEquals(
                List.of(
                        "3 epcscf.w2.require_session: needs a wwsf role here: it knows the sessions"),
                problems(EDGE.replace("w2: {", "w2: { require_session: true,")));
    }

    @Test
    void brokenYamlIsToldByLine() {
        var found = problems("home_domain: a\nepcscf: { w2: [ }\n");
        assertEquals(1, found.size());
        assertEquals("2", found.getFirst().split(" ")[0]);
    }

    @Test
    void everyKeyCanComeFromTheEnvironment() {
        var outcome =
                ConfigFile.read(
                        EDGE,
                        Map.of(
                                "WICGATE_EPCSCF_MW_NEXT_HOP", "sip:192.0.2.7:4060",
                                "WICGATE_EPCSCF_W2_ALLOWED_ORIGINS",
                                        "https://a.example, https://b.example",
                                "WICGATE_EIMSAGW_W3_WORKERS", "2"));
        assertEquals(List.of(), outcome.problems());
        var config = outcome.config();
        assertNotNull(config);
        var epcscf = config.epcscf();
        var eimsagw = config.eimsagw();
        assertNotNull(epcscf);
        assertNotNull(eimsagw);
        assertEquals(List.of("sip:192.0.2.7:4060"), epcscf.mw().nextHop());
        assertEquals(
                List.of("https://a.example", "https://b.example"), epcscf.w2().allowedOrigins());
        assertEquals(2, eimsagw.w3().workers());
    }

    @Test
    void anEntryOfAMapCanComeFromTheEnvironmentToo() {
        var outcome =
                ConfigFile.read(
                        EDGE,
                        Map.of(
                                "WICGATE_EPCSCF_REGISTRATION_WWSFS_WWSF",
                                "http://localhost:1, http://localhost:2"));
        assertEquals(List.of(), outcome.problems());
        var epcscf = read(outcome).epcscf();
        assertNotNull(epcscf);
        assertEquals(
                Map.of("wwsf", List.of("http://localhost:1", "http://localhost:2")),
                epcscf.registration().wwsfs());
    }

    @Test
    void numbersThatCannotWorkAreNamed() {
        String odd = EDGE.replace("allowed_origins", "ping_seconds: -5, allowed_origins");
        var found = problems(odd);
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.getFirst().contains("-5 is less than 1"), found.getFirst());
    }

    @Test
    void anUnknownVariableIsAnErrorToo() {
        var outcome = ConfigFile.read(EDGE, Map.of("WICGATE_EPCSCF_MW_NEXTHOP", "x"));
        assertEquals(
                "environment WICGATE_EPCSCF_MW_NEXTHOP: no such key; did you mean"
                        + " epcscf_mw_next_hop?",
                outcome.problems().getFirst().what());
    }

    @Test
    void everyKeyIsInTheDocument() throws IOException {
        String document = Files.readString(Path.of("../docs/configuration.md"));
        var missing =
                ConfigKeys.all().values().stream()
                        .map(key -> "`" + String.join(".", key.path()) + "`")
                        .filter(key -> !document.contains(key))
                        .sorted()
                        .toList();
        assertEquals(List.of(), missing);
    }

    private static Config read(String yaml) {
        return read(ConfigFile.read(yaml, Map.of()));
    }

    private static Config read(ConfigFile.Outcome outcome) {
        var config = outcome.config();
        assertNotNull(config);
        return config;
    }

    private static List<String> problems(String yaml) {
        return ConfigFile.read(yaml, Map.of()).problems().stream()
                .map(p -> p.line() + " " + p.what())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url: 'jdbc:mysql://db/x', user: u | store.url: is not as jdbc:postgresql:",
                "url: 'jdbc:postgresql://[::1]/x?password=p', user: u | store.url: names a user",
                "url: 'jdbc:postgresql://db/x', user: u | store.url: goes to another machine",
                "url: 'jdbc:postgresql://127.0.0.1,db/x', user: u | store.url: goes to another",
                "url: 'jdbc:postgresql://localhost/x' | store.user: is missing",
                "url: 'jdbc:postgresql://localhost/x', user: u, connections: 3 | must be 4 to 200",
                "url: 'jdbc:postgresql://localhost/x', user: u, password_file: /none | cannot read",
                "url: 'jdbc:postgresql://db/x?sslmode=verify-full', user: u | ''",
                "url: 'jdbc:postgresql://db:5433,db2/x', user: u, insecure: true | ''",
            })
    void databaseOnAServerIsNamedWithItsUserAndReachedSafely(String store, String wrong) {
        var problems =
                ConfigFile.read(
                                """
                                home_domain: ims.example
                                wwsf: { listen: "http://localhost:1/", w2_uris: "ws://localhost:2/" }
                                waf: { issuer: "https://waf.example" }
                                store: { %s }
                                """
                                        .formatted(store),
                                Map.of())
                        .problems();
        assertEquals(wrong.isEmpty() ? 0 : 1, problems.size(), problems::toString);
        assertTrue(problems.toString().contains(wrong), problems::toString);
    }
}
