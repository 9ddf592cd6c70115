package org.wicgate.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wicgate.sim.Proves;

@Timeout(60)
final class W2LimitsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final W2Settings.Timings PATIENT =
            new W2Settings.Timings(LONG, LONG, LONG, LONG);
    private static final W2Settings.Limits ROOMY =
            new W2Settings.Limits(65_536, 65_536, 1000, 1000, 1000, 1000, false);

    private static Shards shards;

    private final W2Recorder recorder = new W2Recorder();

    @BeforeAll
    static void startShards() {
        shards = Shards.start("w2", 1);
    }

    @AfterAll
    static void stopShards() {
        shards.close();
    }

    @Test
    @Proves("WS-13")
    void peerThatDoesNotAnswerAPingIsGivenUpAndTold() throws Exception {
        var timings = new W2Settings.Timings(LONG, SHORT, SHORT, LONG);
        try (var server = start(ROOMY, timings);
                var client = RawWebSocket.open(address(server))) {
            long id = recorder.opened().id();
            assertEquals(RawWebSocket.PING, client.next().opcode()); // and does not answer

            var closed = recorder.closed();
            assertEquals(id, closed.id());
            assertEquals(1006, closed.code());
            assertTrue(closed.reason().startsWith("no answer to a Ping"), closed.reason());
            assertEquals(1, server.counters().dead());
            assertTrue(client.isClosedByServer());
        }
    }

    @Test
    void peerThatAnswersPingsStays() throws Exception {
        // 15 Pings take longer than one answer may: only answers keep the connection
        var timings = new W2Settings.Timings(LONG, SHORT, Duration.ofSeconds(1), LONG);
        try (var server = start(ROOMY, timings);
                var client = RawWebSocket.open(address(server))) {
            recorder.opened();
            for (int i = 0; i < 15; i++) {
                var ping = client.next();
                assertEquals(RawWebSocket.PING, ping.opcode());
                client.frame(true, RawWebSocket.PONG, ping.bytes());
            }
            assertTrue(recorder.isSilent());
        }
    }

    /** Each of the three limits that the statement names. */
    @Test
    @Proves("WS-15")
    void handshakesAndIdlenessAndMessageRateAreLimitedBySource() throws Exception {
        handshakesAreLimited();
        idleUnregisteredConnectionIsClosed();
        messageRateIsLimited();
    }

    private void handshakesAreLimited() throws Exception {
        var limits = new W2Settings.Limits(65_536, 65_536, 1000, 1000, 3, 1000, false);
        try (var server = start(limits, PATIENT)) {
            var answers = new ArrayList<String>();
            for (int i = 0; i < 6; i++) {
                answers.add(answer(server, "127.0.0.1"));
            }
            assertTrue(answers.getFirst().startsWith("HTTP/1.1 101 "), answers.getFirst());
            String last = answers.getLast();
            assertTrue(last.startsWith("HTTP/1.1 503 "), last);
            assertTrue(last.contains("too many handshakes from this address"), last);
            assertTrue(last.toLowerCase(java.util.Locale.ROOT).contains("retry-after: "), last);
            String elsewhere = answer(server, "127.0.0.2");
            assertTrue(elsewhere.startsWith("HTTP/1.1 101 "), elsewhere);
        }
        forget();
    }

    private void idleUnregisteredConnectionIsClosed() throws Exception {
        var timings = new W2Settings.Timings(LONG, LONG, LONG, SHORT);
        recorder.registered = false;
        try (var server = start(ROOMY, timings);
                var client = RawWebSocket.open(address(server))) {
            recorder.opened();
            assertEquals(1008, client.next().code());
            assertEquals(1008, recorder.closed().code());
        } finally {
            recorder.registered = true;
        }
    }

    private void messageRateIsLimited() throws Exception {
        var limits = new W2Settings.Limits(65_536, 65_536, 1000, 1000, 1000, 5, false);
        try (var server = start(limits, PATIENT);
                var client = RawWebSocket.open(address(server))) {
            recorder.opened();
            byte[] message = RawWebSocket.masked(true, RawWebSocket.TEXT, new byte[] {'x'});
            for (int i = 0; i < 12; i++) {
                client.bytes(message);
            }
            assertEquals(1008, client.next().code());
            for (int i = 0; i < 5; i++) {
                recorder.message();
            }
        }
        forget();
    }

    @Test
    void connectionsAreLimitedInAllAndBySource() throws Exception {
        var inAll = new W2Settings.Limits(65_536, 65_536, 2, 1000, 1000, 1000, false);
        var bySource = new W2Settings.Limits(65_536, 65_536, 1000, 2, 1000, 1000, false);
        for (var limits : List.of(inAll, bySource)) {
            try (var server = start(limits, PATIENT);
                    var _ = RawWebSocket.open(address(server));
                    var second = RawWebSocket.open(address(server))) {
                recorder.opened();
                recorder.opened();
                String third = answer(server, "127.0.0.1");
                assertTrue(third.startsWith("HTTP/1.1 503 "), third);
                assertTrue(third.contains("too many connections"), third);

                second.reset();
                recorder.closed();
                String fourth = answer(server, "127.0.0.1");
                assertTrue(fourth.startsWith("HTTP/1.1 101 "), fourth);
            }
            forget();
        }
    }

    @Test
    void handshakeThatDoesNotCompleteIsGivenUp() throws Exception {
        var timings = new W2Settings.Timings(SHORT, LONG, LONG, LONG);
        try (var server = start(ROOMY, timings);
                var client = new RawWebSocket(address(server))) {
            client.bytes(new byte[] {'G', 'E', 'T', ' '});
            assertTrue(client.isClosedByServer());
            assertEquals(1, server.counters().refused());
        }
    }

    @Test
    void clientThatDoesNotReadIsCutOff() throws Exception {
        try (var server = start(ROOMY, PATIENT);
                var client =
                        new RawWebSocket(address(server), InetAddress.getLoopbackAddress(), 4096)) {
            client.handshake();
            long id = recorder.opened().id();
            byte[] message = new byte[32_768];
            while (recorder.isSilent() && server.send(id, message)) {
                Thread.onSpinWait();
            }
            var closed = recorder.closed();
            assertEquals(id, closed.id());
            assertEquals("the client does not read what it is sent", closed.reason());
            assertEquals(1, server.counters().overrun());
        }
    }

    /** It makes us answer and does not read: Pongs count like anything else. */
    @Test
    void clientThatPingsAndDoesNotReadIsCutOff() throws Exception {
        var patient = new W2Settings.Limits(65_536, 65_536, 1000, 1000, 1000, 1_000_000, true);
        try (var server = start(patient, PATIENT);
                var client =
                        new RawWebSocket(address(server), InetAddress.getLoopbackAddress(), 4096)) {
            client.handshake();
            recorder.opened();
            byte[] ping = RawWebSocket.masked(true, RawWebSocket.PING, new byte[125]);
            try {
                while (recorder.isSilent()) {
                    client.bytes(ping);
                }
            } catch (IOException reset) {
                assertEquals(1, server.counters().overrun());
            }
            assertEquals("the client does not read what it is sent", recorder.closed().reason());
        }
    }

    /** Four arrivals for each handshake allowed; more is not worth a TLS handshake. */
    @Test
    void sourceThatConnectsWithoutEndIsNotAnswered() throws Exception {
        var limits = new W2Settings.Limits(65_536, 65_536, 1000, 1000, 1, 1000, false);
        try (var server = start(limits, PATIENT)) {
            boolean isAnswered = true;
            while (isAnswered) { // faster than four a second on any machine
                try {
                    answer(server, "127.0.0.1");
                } catch (IOException closed) {
                    isAnswered = false;
                }
            }
            String elsewhere = answer(server, "127.0.0.2");
            assertTrue(elsewhere.startsWith("HTTP/1.1 101 "), elsewhere);
        }
        forget();
    }

    private W2Server start(W2Settings.Limits limits, W2Settings.Timings timings)
            throws IOException {
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var listen = new W2Settings.Listen(any, "/ws", new W2Settings.Security.Plain());
        var settings = new W2Settings(List.of(listen), List.of("*"), limits, timings);
        return W2Server.start(shards, settings, shard -> recorder);
    }

    private static InetSocketAddress address(W2Server server) {
        return server.addresses().getFirst();
    }

    private static String answer(W2Server server, String source) throws IOException {
        try (var client = new RawWebSocket(address(server), InetAddress.getByName(source), 0)) {
            return client.handshake();
        }
    }

    private void forget() {
        recorder.forget();
    }
}
