package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wicgate.app.Caller;
import org.wicgate.base.Decoded;
import org.wicgate.ice.stun.IntegrityKey;
import org.wicgate.ice.stun.StunClass;
import org.wicgate.ice.stun.StunMessage;
import org.wicgate.ice.stun.StunWriter;
import org.wicgate.ice.stun.TransactionId;
import org.wicgate.net.SystemEntropy;
import org.wicgate.webrtc.TransportEvent;
import org.wicgate.wic.CallReport;

/** Packets of strangers on W3 and in the core: none opens a path, none disturbs a call. */
class HostileMediaTest {
    private static final int SILENCE_MILLIS = 500;
    private static final String STRANGERS = "wicgate_media_strangers_total";

    private static Program program;
    private static Caller bob;

    @BeforeAll
    static void start() {
        program = Program.demo("hostile-media", Map.of());
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
        program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
        assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
    }

    /** RFC 8489 §9.1.3. */
    @Test
    void stunWithAWrongPasswordIsAnswered401AndOpensNoPath() throws IOException {
        String token = TextWic.token(program, "alice");
        try (var wic = TextWic.registered(program, "alice");
                var socket = socket("127.0.0.1")) {
            String invite = wic.invitation("alice", "echo", token, TextWic.SDP);
            String answer = wic.ask(invite);
            wic.acknowledge(invite, answer);
            String name = TextWic.line(answer, "a=ice-ufrag:") + ":wuf1";

            send(socket, program.ports().w3(), check(name, "a guess, and a wrong one"));
            var refused = stun(socket);
            assertEquals(StunClass.ERROR, refused.messageClass());
            assertEquals(401, refused.errorCode());
            send(socket, program.ports().w3(), check("nobody:wuf1", "a guess"));
            assertSilent(socket);
            assertFalse(isSelected(socket), HostileMediaTest::calls);

            send(socket, program.ports().w3(), check(name, TextWic.line(answer, "a=ice-pwd:")));
            assertEquals(StunClass.SUCCESS, stun(socket).messageClass());
            Patience.until(Patience.USUAL, HostileMediaTest::calls, () -> isSelected(socket));
            assertEquals(200, TextWic.status(wic.bye(invite, answer, token)));
        }
    }

    @Test
    void dtlsOfAStrangerIsCountedAndNotAnswered() throws IOException {
        byte[] hello = new byte[113];
        ByteBuffer.wrap(hello).put((byte) 22).putShort((short) 0xFEFF).put(12, (byte) 100);
        hello[13] = 1;
        var call = speaking();
        double before = program.admin().metric(STRANGERS);
        try (var socket = socket("127.0.0.1")) {
            send(socket, program.ports().w3(), hello);
            assertSilent(socket);
        }
        assertEquals(before + 1, program.admin().metric(STRANGERS));
        assertTrue(call.join().isGood(), () -> call.join().toString());
    }

    /** RFC 5763 §5. */
    @Test
    void aCertificateThatWasNotSignalledEndsTheCall() {
        String token = TextWic.token(program, "alice");
        try (var wic = TextWic.registered(program, "alice");
                var stranger = new MediaStranger()) {
            String invite = wic.invitation("alice", "echo", token, stranger.offer());
            String answer = wic.ask(invite);
            wic.acknowledge(invite, answer);
            stranger.connect(program.w3(), answer);

            String bye = wic.message();
            assertTrue(bye.startsWith("BYE "), bye);
            assertTrue(TextWic.line(bye, "Reason:").startsWith("SIP;cause=503"), bye);
            Patience.until(
                    Patience.USUAL,
                    () -> "the stranger is told by an alert",
                    () -> stranger.event(TransportEvent.Lost.class).isPresent());
            assertTrue(stranger.event(TransportEvent.Secured.class).isEmpty());
        }
        program.awaitLog("media lost", "cause=\"fingerprint_mismatch\"");
        program.awaitLog("call ended", "cause=\"media_lost\"");
        program.awaitLog("service done", "BYE");
        assertEquals(
                1,
                program.admin()
                        .metric("wicgate_media_lost_total", "cause=\"fingerprint_mismatch\""));
    }

    @Test
    void rtpOfAStrangerReachesNobody() throws IOException {
        byte[] rtp = new byte[172];
        rtp[0] = (byte) 0x80;
        var call = speaking();
        double strangers = program.admin().metric(STRANGERS);
        double dropped = droppedToAccess();
        try (var near = socket("127.0.0.1");
                var far = socket("127.0.0.2")) {
            send(near, program.ports().w3(), rtp);
            for (int port = program.ports().firstCore();
                    port < program.ports().lastCore();
                    port += 2) {
                send(far, port, rtp);
            }
            assertSilent(near);
            assertSilent(far);
        }
        assertEquals(strangers + 1, program.admin().metric(STRANGERS));
        assertEquals(dropped + 1, droppedToAccess());
        assertTrue(call.join().isGood(), () -> call.join().toString());
    }

    /** Whether the gateway sends the media of a call there. */
    private static boolean isSelected(DatagramSocket socket) {
        return calls().contains(" 127.0.0.1:" + socket.getLocalPort() + "\"");
    }

    private static String calls() {
        return program.admin().get("/api/v1/calls");
    }

    private static double relayed() {
        return program.admin().metric("wicgate_media_packets_total", "to_core");
    }

    /**
     * A call of bob's that media flow in. The close_notify of his call before it, which comes when
     * that one's context is gone, counts as a stranger's: it has come by now.
     */
    private static CompletableFuture<CallReport> speaking() {
        double before = relayed();
        var call = CompletableFuture.supplyAsync(bob::echo);
        Patience.until(Patience.USUAL, () -> "media flows", () -> relayed() > before + 5);
        return call;
    }

    private static double droppedToAccess() {
        return program.admin().metric("wicgate_media_dropped_total", "to_access", "stranger");
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

    private static DatagramSocket socket(String host) throws IOException {
        var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName(host), 0));
        socket.setSoTimeout(SILENCE_MILLIS);
        return socket;
    }

    private static void send(DatagramSocket socket, int port, byte[] bytes) throws IOException {
        var to = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private static StunMessage stun(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[2000], 2000);
        socket.setSoTimeout((int) Patience.USUAL.toMillis());
        socket.receive(packet);
        socket.setSoTimeout(SILENCE_MILLIS);
        return switch (StunMessage.decode(packet.getData(), 0, packet.getLength())) {
            case Decoded.Ok<StunMessage>(var message) -> message;
            case Decoded.Malformed<StunMessage>(var why) -> throw new AssertionError(why);
        };
    }

    private static void assertSilent(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[2000], 2000);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException silent) {
            return;
        }
        throw new AssertionError("an answer of " + packet.getLength() + " bytes");
    }
}
