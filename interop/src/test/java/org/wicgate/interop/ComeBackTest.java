package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A WIC whose WebSocket hangs comes back over others, as many as there are shards, so that all but
 * one of them land where its registration and its call are not.
 */
class ComeBackTest {
    private static final int SHARDS = 3;

    private final List<TextWic> open = new ArrayList<>(); // none says good-bye
    private FakeCore core;
    private Program program;

    @BeforeEach
    void start() {
        core = new FakeCore();
        var settings = Map.of("WICGATE_SHARDS", "" + SHARDS);
        program = Program.demo("come-back", settings, "--core", core.uri());
    }

    @AfterEach
    void stop() {
        open.forEach(TextWic::close);
        program.close();
        core.close();
    }

    @Test
    void theCallIsKeptWhateverShardTheNewWebSocketLandsOn() {
        String token = TextWic.token(program, "alice");
        var wic = connected();
        String register = wic.registration("alice", token);
        good(wic.ask(register));
        String invite = wic.invitation("alice", "echo", token, TextWic.SDP);
        String answer = good(wic.ask(invite));
        wic.acknowledge(invite, answer);
        for (int back = 1; back <= SHARDS; back++) {
            String old = path(back - 1);
            wic = connected();
            good(wic.ask(again(register, back + 1)));
            good(wic.ask(wic.inDialog("INFO", back + 1, invite, answer, token)));
            assertEquals(430, statusOverOldFlow(old));
            assertEquals(1, program.admin().metric("wicgate_calls"), program.log());
        }
        good(wic.ask(wic.inDialog("BYE", SHARDS + 2, invite, answer, token)));
        assertEquals(1, core.requests("BYE").size());
        program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
        assertEquals(1, program.admin().metric("wicgate_registered"), program.log());
        assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
    }

    /** RFC 5626 §5.3.1: Kamailio keeps the old binding, and would ring a dead WebSocket. */
    @Test
    void theFlowOfAWicThatStartedAnewElsewhereIsAnswered430AtOnce() {
        String token = TextWic.token(program, "alice");
        good(connected().register("alice", token));
        for (int back = 1; back <= SHARDS; back++) {
            String old = path(back - 1);
            good(connected().register("alice", token)); // the same instance, another Call-ID
            assertEquals(430, statusOverOldFlow(old));
        }
        assertEquals(1, program.admin().metric("wicgate_registered"), program.log());
        assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
    }

    private TextWic connected() {
        var wic = TextWic.connected(program);
        open.add(wic);
        return wic;
    }

    private String good(String answer) {
        assertEquals(200, TextWic.status(answer), () -> answer + program.log());
        return answer;
    }

    /** The way to a WIC as its REGISTER number {@code index} told the core. */
    private String path(int index) {
        return TextWic.line(core.requests("REGISTER").get(index), "Path:");
    }

    /** A later REGISTER of the same client. */
    private static String again(String register, int cseq) {
        return register.replaceFirst("branch=[^;\\s]*", "branch=z9hG4bK" + UUID.randomUUID())
                .replaceFirst("CSeq: 1 ", "CSeq: " + cseq + " ");
    }

    private int statusOverOldFlow(String path) {
        String request =
                """
                MESSAGE sip:alice@alice.invalid;transport=ws SIP/2.0
                Via: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK%s
                Route: %s
                Max-Forwards: 60
                From: <sip:bob@%s>;tag=b
                To: <sip:alice@%s>
                Call-ID: %s
                CSeq: 1 MESSAGE
                Content-Length: 0

                """
                        .formatted(
                                UUID.randomUUID(),
                                path,
                                Demo.DOMAIN,
                                Demo.DOMAIN,
                                UUID.randomUUID());
        var loopback = InetAddress.getLoopbackAddress();
        try (var socket = new DatagramSocket(0, loopback)) {
            byte[] bytes = TextWic.wire(request).getBytes(StandardCharsets.ISO_8859_1);
            socket.setSoTimeout((int) Patience.USUAL.toMillis());
            int port = program.ports().mw();
            socket.send(new DatagramPacket(bytes, bytes.length, loopback, port));
            var packet = new DatagramPacket(new byte[4096], 4096);
            socket.receive(packet);
            byte[] data = packet.getData();
            return TextWic.status(
                    new String(data, 0, packet.getLength(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
