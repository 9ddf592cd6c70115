package org.wicgate.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wicgate.base.Decoded;
import org.wicgate.ice.stun.IntegrityKey;
import org.wicgate.ice.stun.StunClass;
import org.wicgate.ice.stun.StunMessage;
import org.wicgate.ice.stun.StunWriter;
import org.wicgate.ice.stun.TransactionId;
import org.wicgate.net.SystemEntropy;
import org.wicgate.sim.Proves;

/**
 * W3 for browsers behind a firewall that lets no UDP out: over TCP (RFC 6544), with strangers
 * there, and through a TURN server.
 */
@UsesBrowser
class IceTcpTest {
    private static final String CLOSED = "wicgate_media_tcp_closed_total";

    private static final Program.Ports RELAY = Program.Ports.free();

    private static Program program;

    @BeforeAll
    static void start() {
        var ports = Program.Ports.free();
        var settings =
                Map.of(
                        "WICGATE_EIMSAGW_W3_WORKERS",
                        "2",
                        "WICGATE_EIMSAGW_W3_LISTEN",
                        "127.0.0.1:" + (ports.first() + 160),
                        "WICGATE_EIMSAGW_W3_TCP_PORT",
                        "" + ports.w3(),
                        "WICGATE_WWSF_TURN_URIS",
                        Coturn.uri(RELAY),
                        "WICGATE_WWSF_TURN_SECRET",
                        Coturn.SECRET);
        program = Program.demo("ice-tcp", ports, settings);
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @AfterEach
    void nothingIsLeft() {
        program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
        program.awaitMetric(0, Patience.USUAL, "wicgate_media_tcp_connections");
        assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
    }

    /**
     * One calls and one is called; with two media workers, the next call is at the other. The
     * browsers, which have the candidates of RFC 8839 for it, open the connections themselves (RFC
     * 6544) and check and nominate a pair on them (RFC 8445); in all other tests they do over UDP.
     */
    @Test
    @Proves({"AGW-10", "WIC-24"})
    void browsersThatHaveNoUdpHearEachOther() {
        try (var chromium = new Chromium("ice-tcp")) {
            var alice = chromium.openWithoutUdp("alice", program.wwsf()).login();
            var bob = chromium.openWithoutUdp("bob", program.wwsf()).login();
            for (int i = 0; i < 2; i++) {
                alice.dial("bob");
                bob.answer("alice");
                alice.awaitState("connected");
                alice.hears();
                bob.hears();
                String calls = program.admin().get("/api/v1/calls");
                assertEquals(2, calls.split(" tcp\"", -1).length - 1, calls);
                alice.click("hangup");
                alice.outcome("hung-up");
                bob.outcome("hung-up-by-peer");
            }
        }
    }

    /** What the WWSF lends a browser opens the operator's relay, and media go through it. */
    @Test
    void aBrowserThatHasNothingButATurnServerHearsItself() {
        try (var coturn = new Coturn("relayed", RELAY);
                var chromium = new Chromium("relayed")) {
            var alice = chromium.openRelayed("alice", program.wwsf()).login();
            alice.dial("echo").awaitState("connected");
            alice.hears();
            String calls = program.admin().get("/api/v1/calls");
            var pair = Pattern.compile("\"[0-9.]+:\\d+ 127\\.0\\.0\\.1:(\\d+)\"").matcher(calls);
            assertTrue(pair.find() && coturn.lends(Integer.parseInt(pair.group(1))), calls);
            alice.click("hangup");
            alice.outcome("hung-up");
        }
    }

    @Test
    void whatBeginsWithNoCheckOfACallIsClosed() throws IOException {
        double strangers = program.admin().metric(CLOSED, "stranger");
        double malformed = program.admin().metric(CLOSED, "malformed");
        try (var http = socket();
                var nobody = socket()) {
            http.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
            assertEquals(-1, http.getInputStream().read());
            write(nobody, check("nobody:wuf1", "a guess"));
            assertEquals(-1, nobody.getInputStream().read());
        }
        program.awaitMetric(strangers + 1, Patience.USUAL, CLOSED, "stranger");
        program.awaitMetric(malformed + 1, Patience.USUAL, CLOSED, "malformed");
    }

    @Test
    void aGuessedPasswordIsAnswered401AndTheConnectionDoesNotLast() throws IOException {
        String token = TextWic.token(program, "alice");
        double unproven = program.admin().metric(CLOSED, "no_check");
        try (var wic = TextWic.registered(program, "alice");
                var guess = socket()) {
            String invite = wic.invitation("alice", "echo", token, TextWic.SDP);
            String answer = wic.ask(invite);
            wic.acknowledge(invite, answer);
            assertTrue(
                    answer.contains(" tcp ") && answer.contains(" typ host tcptype passive"),
                    answer);
            String name = TextWic.line(answer, "a=ice-ufrag:") + ":wuf1";

            write(guess, check(name, "a guess, and a wrong one"));
            assertEquals(401, stun(guess).errorCode());
            assertEquals(-1, guess.getInputStream().read());
            program.awaitMetric(unproven + 1, Patience.USUAL, CLOSED, "no_check");

            try (var right = socket()) {
                write(right, check(name, TextWic.line(answer, "a=ice-pwd:")));
                assertEquals(StunClass.SUCCESS, stun(right).messageClass());
                assertEquals(200, TextWic.status(wic.bye(invite, answer, token)));
                assertEquals(-1, right.getInputStream().read(), "the end of the call ends it");
            }
        }
    }

    private static byte[] check(String username, String password) {
        var check =
                new StunWriter()
                        .start(StunClass.REQUEST, TransactionId.create(new SystemEntropy()))
                        .username(username)
                        .priority(1)
                        .role(true, 7)
                        .useCandidate()
                        .integrity(IntegrityKey.of(password))
                        .fingerprint();
        return Arrays.copyOf(check.buffer(), check.length());
    }

    private static Socket socket() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), program.ports().w3());
        socket.setSoTimeout((int) Patience.USUAL.toMillis());
        return socket;
    }

    private static void write(Socket to, byte[] packet) throws IOException {
        var out = new DataOutputStream(to.getOutputStream());
        out.writeShort(packet.length);
        out.write(packet);
        out.flush();
    }

    private static StunMessage stun(Socket from) throws IOException {
        var in = new DataInputStream(from.getInputStream());
        byte[] packet = in.readNBytes(in.readUnsignedShort());
        return switch (StunMessage.decode(packet, 0, packet.length)) {
            case Decoded.Ok<StunMessage>(var message) -> message;
            case Decoded.Malformed<StunMessage>(var why) -> throw new AssertionError(why);
        };
    }
}
