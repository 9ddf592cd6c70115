package org.wicgate.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wicgate.app.Caller;
import org.wicgate.sim.Proves;
import org.wicgate.sip.DigestAlgorithm;
import tools.jackson.databind.json.JsonMapper;

/** The whole program, as talkative as it can be, through all that it logs: no secret among it. */
class SecretsTest {
    private static final String PASSWORD = "Zoes-pass-word-81";
    private static final String PHONE_PASSWORD = "Carols-pass-word-17";

    /**
     * Sixteen octets or more, which nobody but SRTP and AKA have: in hexadecimal, in Base64, or as
     * Java prints an array.
     */
    private static final Pattern KEY =
            Pattern.compile(
                    "(?<![0-9A-Fa-f:])[0-9A-Fa-f]{32,}"
                            + "|(?<![\\w+/.-])(?=[\\w+/-]*[a-z])(?=[\\w+/-]*[A-Z])(?=[\\w+/-]*[0-9])[\\w+/-]{22,}={0,2}(?![\\w.])"
                            + "|\\[-?\\d+(, -?\\d+){14,}");

    @TempDir private Path folder = Path.of("");

    /** What must not be in the log, by what it is. */
    private final Map<String, String> secrets = new LinkedHashMap<>();

    @Test
    @Proves({"WWSF-12", "SEC-17"})
    void logShowsNoTokenPasswordProofOrKey() throws Exception {
        var house = new OwnHouse("secrets", folder, "zoe", "carol: " + PHONE_PASSWORD);
        Path csv = folder.resolve("users.csv");
        Files.writeString(csv, "zoe," + PASSWORD + "\n");
        secrets.put("password", PASSWORD);
        secrets.put("password of the phone", PHONE_PASSWORD);
        String timelines;
        String told = house.account("import", csv.toString());
        try (var program = house.start()) {
            String token = login(house);
            call(program, house);
            refusals(program, token);
            descriptions(program, token);
            digests(program);
            card(program, house);
            house.ask("GET", "/?access_token=" + token, "", "");
            house.ask("POST", "/oauth/revoke", "", "token=" + token);
            assertLogged(program);
            told += program.log();
            timelines = timelines(program);
        }
        for (var secret : secrets.entrySet()) {
            assertFalse(told.contains(secret.getValue()), secret.getKey() + " in\n" + told);
            assertFalse(
                    timelines.contains(secret.getValue()),
                    secret.getKey() + " in the timelines\n" + timelines);
        }
        for (String key :
                List.of(OwnHouse.K, "kA3/" + "x".repeat(18) + "==", "[1, -2" + ", 3".repeat(14))) {
            assertTrue(KEY.matcher("key=\"" + key + "\"").find(), key);
        }
        var suspects = told.lines().filter(line -> KEY.matcher(line).find()).toList();
        assertEquals(List.of(), suspects, "this could be a key");
    }

    /** All that the admin API tells of all calls. */
    private static String timelines(Program program) {
        var told = new StringBuilder(program.admin().get("/api/v1/calls/recent?count=1000"));
        var calls = new JsonMapper().readTree(told.toString());
        assertTrue(calls.size() >= 3, told::toString);
        for (var call : calls) {
            String path = call.path("timeline").asString();
            told.append(program.admin().get(path)).append(program.admin().get(path + "?as=text"));
        }
        assertTrue(told.indexOf("INVITE sip:echo@") > 0 && told.indexOf("a=ice-pwd:***") > 0);
        return told.toString();
    }

    /** IMS AKA: K and OPc, and for each vector CK, IK and what is made of them. */
    private void card(Program program, OwnHouse house) {
        secrets.put("K", OwnHouse.K);
        secrets.put("OPc", OwnHouse.OPC);
        try (var dave =
                Caller.card(
                        house.securely(),
                        program.wwsf(),
                        "dave@" + Demo.DOMAIN,
                        OwnHouse.K,
                        OwnHouse.OPC,
                        house.certificate())) {
            var report = dave.call("echo", Duration.ofSeconds(8));
            assertTrue(report.isGood(), () -> report + "\n" + program.log());
        }
        program.awaitLog("registered", "sip:dave@");
    }

    private String login(OwnHouse house) {
        String json = "{\"username\":\"zoe\",\"password\":\"%s\"}";
        var wrong = house.ask("POST", "/api/session", "", json.formatted(PASSWORD + "-not"));
        assertEquals(401, wrong.statusCode());
        house.ask("POST", "/api/session", "", "{\"username\":\"" + PASSWORD);
        var session = house.ask("POST", "/api/session", "", json.formatted(PASSWORD));
        assertEquals(200, session.statusCode(), session.body());
        String token = OwnHouse.field(session, "access_token");
        String cookie = OwnHouse.cookie(session);
        secrets.put("token", token);
        secrets.put("signature of the token", token.substring(token.lastIndexOf('.') + 1));
        secrets.put("session cookie", cookie.substring(cookie.indexOf('=') + 1));
        house.ask("POST", "/api/session/renew", cookie + "x", "");
        return token;
    }

    /** A real call with DTLS and SRTP. */
    private void call(Program program, OwnHouse house) {
        String json = "{\"username\":\"zoe\",\"password\":\"%s\"}".formatted(PASSWORD);
        var session = house.ask("POST", "/api/session", "", json);
        secrets.put("token of the call", OwnHouse.field(session, "access_token"));
        try (var zoe = Caller.holding(program.wwsf(), session.body())) {
            var report = zoe.call("echo", Duration.ofSeconds(8));
            assertTrue(report.isGood(), () -> report + "\n" + program.log());
        }
    }

    /** Each of these leaves a line, for a reason of its own. */
    private void refusals(Program program, String token) {
        var forms =
                List.of(
                        token + "x", // signature
                        token.substring(0, 40), // no JWT
                        token + " " + token, // syntax
                        "access_token=\"" + token, // unterminated
                        "\"" + token + "\"");
        for (String form : forms) {
            try (var wic = TextWic.connected(program)) {
                String answer = wic.register("zoe", form);
                assertTrue(TextWic.status(answer) >= 400, answer);
            }
        }
        try (var wic = TextWic.connected(program)) {
            assertEquals(403, TextWic.status(wic.register("bob", token)));
            String register = wic.registration("zoe", token);
            for (String broken :
                    List.of(
                            register.replace("Contact: <sip:zoe@", "Contact: <sip:" + token + "@@"),
                            register.replace("CSeq: 1 REGISTER", "CSeq: " + token),
                            register.replace("Call-ID: ", "Call-ID: " + token + " "))) {
                wic.socket().send(TextWic.wire(broken));
            }
            wic.socket().send("Bearer " + token);
        }
    }

    private void descriptions(Program program, String token) throws IOException {
        secrets.put("ICE password of the WIC", "wicpasswordwicpassword12");
        try (var wic = TextWic.connected(program)) {
            assertEquals(200, TextWic.status(wic.register("zoe", token)));
            String answer = wic.invite("zoe", "echo", token, TextWic.SDP);
            assertEquals(200, TextWic.status(answer), answer);
            secrets.put("ICE password of the gateway", TextWic.line(answer, "a=ice-pwd:"));
            String bad = TextWic.SDP.replace("a=setup:actpass\n", "").replace("RTP/SAVPF", "RTP/X");
            assertEquals(488, TextWic.status(wic.invite("zoe", "echo", token, bad)));
        }
    }

    private void digests(Program program) {
        try (var wic = TextWic.connected(program)) {
            String first = asCarol(wic, "");
            String challenge = TextWic.line(wic.ask(first), "WWW-Authenticate:");
            String nonce = challenge.replaceAll(".*nonce=\"([^\"]*)\".*", "$1");
            for (String password : List.of("not " + PHONE_PASSWORD, PHONE_PASSWORD)) {
                String response = response(password, nonce);
                secrets.put("proof with \"" + password.substring(0, 3) + "\"", response);
                String proof = ", nonce=\"" + nonce + "\", response=\"" + response + "\"";
                int status = TextWic.status(wic.ask(asCarol(wic, proof)));
                assertEquals(password.equals(PHONE_PASSWORD) ? 200 : 403, status, program::log);
            }
            secrets.put("hash of the phone's password", ha1(PHONE_PASSWORD));
        }
    }

    private static String asCarol(TextWic wic, String proof) {
        String digest =
                "Authorization: Digest username=\"carol\", realm=\"%1$s\", uri=\"sip:%1$s\"%2$s"
                        .formatted(
                                Demo.DOMAIN,
                                proof.isEmpty() ? ", nonce=\"\", response=\"\"" : proof);
        return wic.registration("carol", "").replaceAll("(?m)^Authorization:.*$", digest);
    }

    private static String ha1(String password) {
        return DigestAlgorithm.MD5.ha1("carol", Demo.DOMAIN, password);
    }

    /** RFC 2617 §3.2.2, without qop. */
    private static String response(String password, String nonce) {
        String ha2 = md5("REGISTER:sip:" + Demo.DOMAIN);
        return md5(ha1(password) + ":" + nonce + ":" + ha2);
    }

    private static String md5(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** All of that did leave traces, so that there was something to look into. */
    private static void assertLogged(Program program) {
        for (String line : List.of("registration refused", "call ended", "login", "registered")) {
            program.awaitLog(line);
        }
    }
}
