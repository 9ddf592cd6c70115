package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wicgate.app.Caller;
import org.wicgate.sim.Proves;

/**
 * Bad input of a WIC against the whole program: each gets its answer, leaves its trace in counter
 * and log, and afterwards a normal call has audio both ways.
 */
class HostileWicTest {
    private static final String CUT_OFF = "wicgate_w2_cut_off_total";
    private static final String HANDSHAKES = "wicgate_w2_handshakes_refused_total";

    private static Program program;
    private static Caller bob;

    @BeforeAll
    static void start() {
        program = Program.demo("hostile-wic", Map.of());
        bob = Caller.registered(program.wwsf(), "bob");
    }

    @AfterAll
    static void stop() {
        bob.close();
        program.close();
    }

    @AfterEach
    void aNormalCallStillWorks() {
        var report = bob.echo();
        assertTrue(report.isGood(), () -> report + "\n" + program.log());
        assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
    }

    @Test
    void whatIsNotSipIsCountedAndNotAnswered() {
        double before = malformed();
        try (var wic = TextWic.connected(program)) {
            wic.socket().send("GET / HTTP/1.1\r\n\r\n");
            wic.socket().send("\u0000\u0001\u0002 what is this");
            // The next message on the same connection is the first that is answered.
            String answer = wic.register("alice", TextWic.token(program, "alice"));
            assertEquals(200, TextWic.status(answer), answer);
        }
        assertEquals(before + 2, malformed());
        program.awaitLog("not a SIP message", "answered=\"false\"");
    }

    /** All messages of RFC 4475 on one WebSocket, before and after it is registered. */
    @Test
    @Proves("SEC-15")
    void theTortureMessagesDoNotCrashTheParser() throws IOException {
        try (var wic = TextWic.connected(program)) {
            String token = TextWic.token(program, "alice");
            for (int round = 1; round <= 2; round++) {
                assertEquals(50, torture(wic));
                String register = wic.registration("alice", token);
                wic.socket().send(TextWic.wire(register));
                String callId = TextWic.line(register, "Call-ID:");
                String answer = wic.message();
                while (!callId.equals(TextWic.line(answer, "Call-ID:"))) {
                    answer = wic.message(); // to one of the messages before
                }
                assertEquals(200, TextWic.status(answer), answer);
            }
        }
    }

    /** Sends them all; returns how many there were. */
    private static int torture(TextWic wic) throws IOException {
        int sent = 0;
        var folder = Path.of("..", "sip", "src", "test", "resources", "rfc4475");
        try (var files = Files.newDirectoryStream(folder, "*.dat")) {
            for (var file : files) {
                wic.socket().send(Files.readAllBytes(file));
                sent++;
            }
        }
        return sent;
    }

    @Test
    void truncatedSipIsRefusedWith400() {
        double before = malformed();
        try (var wic = TextWic.connected(program)) {
            String whole = TextWic.wire(wic.registration("alice", "t"));
            String short1 = whole.replace("Content-Length: 0", "Content-Length: 1000");
            String answer = wic.ask(short1);
            assertTrue(answer.startsWith("SIP/2.0 400 Bad Request - "), answer);
            assertEquals(TextWic.line(whole, "Call-ID:"), TextWic.line(answer, "Call-ID:"));
            assertEquals(TextWic.line(whole, "Via:"), TextWic.line(answer, "Via:"));
            // Cut in the middle of a header line.
            String short2 = whole.substring(0, whole.indexOf("Contact:") + 15);
            answer = wic.ask(short2);
            assertTrue(answer.startsWith("SIP/2.0 400 Bad Request - "), answer);
        }
        assertEquals(before + 2, malformed());
        program.awaitLog("not a SIP message", "answered=\"true\"");
    }

    @Test
    void aMessageOf70KilobytesClosesTheConnectionWith1009() {
        double before = program.admin().metric(CUT_OFF, "cause=\"violation\"");
        try (var wic = TextWic.connected(program)) {
            String big = wic.registration("alice", "t").replace("Expires:", "X: y\nExpires:");
            wic.socket().send(TextWic.wire(big.replace("X: y", "X: " + "y".repeat(70_000))));
            var frame = wic.socket().next();
            assertEquals(WebSocketPeer.CLOSE, frame.opcode());
            assertEquals(1009, frame.code(), frame.payload());
        }
        assertEquals(before + 1, program.admin().metric(CUT_OFF, "cause=\"violation\""));
        program.awaitLog("cut off: 1009");
    }

    @Test
    void aHandshakeWithoutSubprotocolIsRefusedWith400() {
        double before = program.admin().metric(HANDSHAKES);
        try (var socket = new WebSocketPeer(program.w2())) {
            String answer = socket.handshake("Origin: " + program.origin());
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
            assertTrue(answer.contains("subprotocol sip must be offered"), answer);
        }
        assertEquals(before + 1, program.admin().metric(HANDSHAKES));
        program.awaitLog("handshake", "refused: 400");
    }

    @Test
    void aForeignOriginIsRefusedWith403() {
        double before = program.admin().metric(HANDSHAKES);
        try (var socket = new WebSocketPeer(program.w2())) {
            String answer =
                    socket.handshake("Sec-WebSocket-Protocol: sip", "Origin: https://evil.example");
            assertTrue(answer.startsWith("HTTP/1.1 403 "), answer);
            assertTrue(answer.contains("https://evil.example"), answer);
        }
        assertEquals(before + 1, program.admin().metric(HANDSHAKES));
        program.awaitLog("handshake", "refused: 403", "https://evil.example");
    }

    @Test
    void anUnmaskedFrameClosesTheConnectionWith1002() {
        double before = program.admin().metric(CUT_OFF, "cause=\"violation\"");
        try (var wic = TextWic.connected(program)) {
            wic.socket().frame(false, "OPTIONS".getBytes(StandardCharsets.UTF_8));
            var frame = wic.socket().next();
            assertEquals(WebSocketPeer.CLOSE, frame.opcode());
            assertEquals(1002, frame.code(), frame.payload());
        }
        assertEquals(before + 1, program.admin().metric(CUT_OFF, "cause=\"violation\""));
        program.awaitLog("cut off: 1002");
    }

    @Test
    void twoMessagesInOneFrameAreRefusedWith400() {
        double before = malformed();
        try (var wic = TextWic.connected(program)) {
            String token = TextWic.token(program, "alice");
            String both = wic.registration("alice", token) + wic.registration("alice", token);
            String answer = wic.ask(both);
            assertTrue(answer.startsWith("SIP/2.0 400 Bad Request - two messages"), answer);
        }
        assertEquals(before + 1, malformed());
    }

    @Test
    void aForgedTokenIsRefusedWith401() {
        String token = TextWic.token(program, "alice");
        int middle = token.lastIndexOf('.') + 20;
        char other = token.charAt(middle) == 'A' ? 'B' : 'A';
        refusedToken(token.substring(0, middle) + other + token.substring(middle + 1), "SIGNATURE");
    }

    @Test
    void aTokenWithAlgNoneIsRefusedWith401() {
        String token = TextWic.token(program, "alice");
        String payload = token.split("\\.", -1)[1];
        refusedToken(Tokens.withoutSignature(payload), "ALGORITHM");
    }

    @Test
    void anExpiredTokenIsRefusedWith401() {
        refusedToken(Tokens.expired(program.data(), TextWic.token(program, "alice")), "EXPIRED");
    }

    @Test
    void theTokenOfSomebodyElseIsRefusedWith403() {
        double before = refused("403", "foreign_identity");
        try (var wic = TextWic.connected(program)) {
            String answer = wic.register("alice", TextWic.token(program, "bob"));
            assertEquals(403, TextWic.status(answer), answer);
        }
        assertEquals(before + 1, refused("403", "foreign_identity"));
        program.awaitLog("registration refused", "status=\"403\"", "foreign_identity");
    }

    @Test
    void anOfferWithoutFingerprintIsRefusedWith488() {
        try (var wic = TextWic.registered(program, "alice")) {
            String sdp = TextWic.SDP.replaceAll("(?m)^a=fingerprint.*\n", "");
            String answer = wic.invite("alice", "echo", TextWic.token(program, "alice"), sdp);
            assertEquals(488, TextWic.status(answer), answer);
            assertTrue(TextWic.line(answer, "Warning:").contains("fingerprint"), answer);
            assertEquals("application/sdp", TextWic.line(answer, "Content-Type:"));
        }
        program.awaitLog("request refused", "status=\"488\"", "media_unacceptable");
        assertEquals(0, program.admin().metric("wicgate_media_contexts"));
    }

    @Test
    void anOfferThatIsNotSdpIsRefusedWith400() {
        try (var wic = TextWic.registered(program, "alice")) {
            String token = TextWic.token(program, "alice");
            String answer = wic.invite("alice", "echo", token, "hello, I am no SDP\n");
            assertEquals(400, TextWic.status(answer), answer);
        }
        program.awaitLog("request refused", "status=\"400\"", "media_unacceptable");
        assertEquals(0, program.admin().metric("wicgate_media_contexts"));
    }

    /** RFC 8898 §3, RFC 6750 §3.1. */
    private void refusedToken(String token, String detail) {
        double before = refused("401", "bad_token");
        try (var wic = TextWic.connected(program)) {
            String answer = wic.register("alice", token);
            assertEquals(401, TextWic.status(answer), answer);
            String challenge = TextWic.line(answer, "WWW-Authenticate:");
            assertTrue(challenge.startsWith("Bearer "), answer);
            assertTrue(challenge.contains("error=\"invalid_token\""), answer);
            assertTrue(challenge.contains("authz_server=\"https://"), answer);
        }
        assertEquals(before + 1, refused("401", "bad_token"));
        program.awaitLog("registration refused", "status=\"401\"", detail);
        assertFalse(program.log().contains(token), "tokens are not logged");
    }

    private static double malformed() {
        return program.admin().metric("wicgate_malformed_total", "from=\"access\"");
    }

    private static double refused(String status, String cause) {
        return program.admin()
                .metric(
                        "wicgate_refused_total",
                        "what=\"register\"",
                        "status=\"" + status + "\"",
                        "cause=\"" + cause + "\"");
    }
}
