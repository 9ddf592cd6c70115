package org.wicgate.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wicgate.sim.Proves;

@Timeout(60)
final class W2SessionTest {
    private static Shards shards;

    private W2Recorder recorder;
    private W2Server server;
    private InetSocketAddress address;

    @BeforeAll
    static void startShards() {
        shards = Shards.start("w2", 2);
    }

    @AfterAll
    static void stopShards() {
        shards.close();
    }

    @BeforeEach
    void start() throws IOException {
        recorder = new W2Recorder();
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = W2Server.start(shards, W2Settings.plain(any, "/ws"), shard -> recorder);
        address = server.addresses().getFirst();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void textAndBinaryAreBothTakenAndAnsweredByTheirContent() throws Exception {
        try (var client = RawWebSocket.open(address)) {
            long id = recorder.opened().id();
            client.text("REGISTER é");
            assertEquals("REGISTER Ã©", recorder.message().message());
            client.frame(true, RawWebSocket.BINARY, new byte[] {'M', (byte) 0xFF});
            var binary = recorder.message();
            assertEquals("M\u00FF", binary.message());
            assertFalse(binary.text());

            assertTrue(server.send(id, "SIP/2.0 200 é".getBytes(UTF_8)));
            var text = client.next();
            assertEquals(RawWebSocket.TEXT, text.opcode());
            assertEquals("SIP/2.0 200 é", text.text());
            byte[] notUtf8 = {'S', (byte) 0xFE};
            assertTrue(server.send(id, notUtf8));
            var bytes = client.next();
            assertEquals(RawWebSocket.BINARY, bytes.opcode());
            assertArrayEquals(notUtf8, bytes.bytes());
        }
    }

    @Test
    @Proves("WS-05")
    void unmaskedFrameIsAProtocolError() throws Exception {
        byte[] frame = RawWebSocket.unmasked(RawWebSocket.TEXT, "OPTIONS".getBytes(UTF_8));
        assertEquals(1002, closeCodeAfter(frame));
    }

    @Test
    @Proves("WS-06")
    void textThatIsNotUtf8IsRefused() throws Exception {
        byte[] overlong = {'I', (byte) 0xC0, (byte) 0xAF};
        assertEquals(1007, closeCodeAfter(RawWebSocket.masked(true, RawWebSocket.TEXT, overlong)));
        byte[] surrogate = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
        assertEquals(1007, closeCodeAfter(RawWebSocket.masked(true, RawWebSocket.TEXT, surrogate)));
    }

    @Test
    @Proves("WS-07")
    void messageAboveTheLimitIsRefusedInOneFrameOrInMany() throws Exception {
        byte[] big = new byte[70_000];
        assertEquals(1009, closeCodeAfter(RawWebSocket.masked(true, RawWebSocket.BINARY, big)));
        byte[] half = new byte[40_000];
        assertEquals(
                1009,
                closeCodeAfter(
                        RawWebSocket.masked(false, RawWebSocket.BINARY, half),
                        RawWebSocket.masked(true, RawWebSocket.CONTINUATION, half)));
    }

    @Test
    void messageOfTheLimitPasses() throws Exception {
        try (var client = RawWebSocket.open(address)) {
            recorder.opened();
            client.text("x".repeat(64 * 1024));
            assertEquals(64 * 1024, recorder.message().message().length());
        }
    }

    @Test
    @Proves("WS-08")
    void fragmentsArePutTogetherAroundAPing() throws Exception {
        try (var client = RawWebSocket.open(address)) {
            recorder.opened();
            byte[] e = "é".getBytes(UTF_8);
            client.frame(false, RawWebSocket.TEXT, new byte[] {'I', 'N', 'V', e[0]});
            client.frame(true, RawWebSocket.PING, new byte[] {7});
            client.frame(false, RawWebSocket.CONTINUATION, new byte[] {e[1]});
            client.frame(true, RawWebSocket.CONTINUATION, new byte[] {'!'});

            assertEquals(RawWebSocket.PONG, client.next().opcode());
            var whole = recorder.message();
            assertEquals("INVÃ©!", whole.message());
            assertTrue(whole.text());
        }
    }

    @Test
    void frameOutOfTurnIsAProtocolError() throws Exception {
        byte[] x = {'x'};
        assertEquals(1002, closeCodeAfter(RawWebSocket.masked(true, RawWebSocket.CONTINUATION, x)));
        assertEquals(
                1002,
                closeCodeAfter(
                        RawWebSocket.masked(false, RawWebSocket.TEXT, x),
                        RawWebSocket.masked(true, RawWebSocket.TEXT, x)));
        assertEquals(1002, closeCodeAfter(RawWebSocket.masked(false, RawWebSocket.PING, x)));
        byte[] reservedBit = RawWebSocket.masked(true, RawWebSocket.TEXT, x);
        reservedBit[0] |= 0x40;
        assertEquals(1002, closeCodeAfter(reservedBit));
    }

    /** RFC 6455 §5.2, §5.5: frames that no client may send. */
    @Test
    void framesAgainstTheRulesAreProtocolErrors() throws Exception {
        for (int opcode : new int[] {3, 7, 11, 15}) {
            assertEquals(1002, closeCodeAfter(RawWebSocket.masked(true, opcode, new byte[0])));
        }
        byte[] longControl = new byte[126];
        assertEquals(
                1002, closeCodeAfter(RawWebSocket.masked(true, RawWebSocket.PING, longControl)));
        assertEquals(
                1002, closeCodeAfter(RawWebSocket.masked(true, RawWebSocket.CLOSE, longControl)));
        byte[] negative = {(byte) 0x81, (byte) 0xFF, (byte) 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4};
        assertEquals(1002, closeCodeAfter(negative));
        byte[] notMinimal = {(byte) 0x81, (byte) 0xFE, 0, 1, 1, 2, 3, 4, 'x'};
        assertEquals(1002, closeCodeAfter(notMinimal));
    }

    /** RFC 6455 §7.4: codes that may be on the wire are echoed, the others never. */
    @Test
    void closeCodesOfTheClientAreEchoedOrRefused() throws Exception {
        for (int code :
                new int[] {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 4999}) {
            assertEquals(code, answerToClose(new byte[] {(byte) (code >> 8), (byte) code}));
        }
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999}) {
            int answer = answerToClose(new byte[] {(byte) (code >> 8), (byte) code});
            assertTrue(answer == 1002 || answer == 1007, code + " gave " + answer);
        }
        int answer = answerToClose(new byte[] {3}); // half a code
        assertTrue(answer == 1002 || answer == 1007, "half a code gave " + answer);
        assertEquals(1007, answerToClose(new byte[] {3, (byte) 0xE8, (byte) 0xC0, (byte) 0xAF}));
        assertEquals(0, answerToClose(new byte[0]), "no code is answered with none");
    }

    /** The code that answers a Close with this body; 0 for none. */
    private int answerToClose(byte[] body) throws Exception {
        try (var client = RawWebSocket.open(address)) {
            recorder.opened();
            client.frame(true, RawWebSocket.CLOSE, body);
            var close = client.next();
            assertEquals(RawWebSocket.CLOSE, close.opcode());
            recorder.closed();
            assertTrue(client.isClosedByServer());
            return close.payload().isEmpty() ? 0 : close.code();
        }
    }

    @Test
    void whatFollowsACloseIsNotHeard() throws Exception {
        try (var client = RawWebSocket.open(address)) {
            recorder.opened();
            byte[] close =
                    RawWebSocket.masked(true, RawWebSocket.CLOSE, new byte[] {3, (byte) 0xE8});
            byte[] text = RawWebSocket.masked(true, RawWebSocket.TEXT, new byte[] {'x'});
            byte[] both = Arrays.copyOf(close, close.length + text.length);
            System.arraycopy(text, 0, both, close.length, text.length);
            client.bytes(both);
            assertEquals(1000, recorder.closed().code());
            assertTrue(client.isClosedByServer());
            assertTrue(recorder.isSilent());
        }
    }

    @Test
    @Proves("WS-09")
    void keepAlivesOfBothKindsAreAnswered() throws Exception {
        try (var client = RawWebSocket.open(address)) {
            recorder.opened();
            client.frame(true, RawWebSocket.PING, "still there?".getBytes(UTF_8));
            var pong = client.next();
            assertEquals(RawWebSocket.PONG, pong.opcode());
            assertEquals("still there?", pong.text());

            client.text("\r\n\r\n");
            var crlf = client.next();
            assertEquals(RawWebSocket.TEXT, crlf.opcode());
            assertEquals("\r\n", crlf.text());

            client.text("\r\n"); // a pong: no answer, and not for the SIP side
            client.text("NEXT");
            assertEquals("NEXT", recorder.message().message());
        }
    }

    @Test
    @Proves("WS-12")
    void answerGoesToItsConnectionOnlyAndNowhereWhenThatIsGone() throws Exception {
        try (var other = RawWebSocket.open(address)) {
            long otherId = recorder.opened().id();
            var client = RawWebSocket.open(address);
            long id = recorder.opened().id();
            assertTrue(server.send(id, new byte[] {'1'}));
            assertEquals("1", client.next().text());

            client.close();
            assertEquals(id, recorder.closed().id());
            assertFalse(sendOnItsShard(id, new byte[] {'2'}));
            assertTrue(server.send(otherId, new byte[] {'3'}));
            assertEquals("3", other.next().text());
        }
    }

    @Test
    void goodbyesOfBothSidesAreTold() throws Exception {
        try (var client = RawWebSocket.open(address)) {
            long id = recorder.opened().id();
            client.frame(true, RawWebSocket.CLOSE, new byte[] {0x03, (byte) 0xE9, 'b', 'y', 'e'});
            assertEquals(1001, client.next().code());
            assertEquals(new W2Recorder.Told.Closed(id, 1001, "bye"), recorder.closed());
            assertTrue(client.isClosedByServer());
        }
        try (var client = RawWebSocket.open(address)) {
            long id = recorder.opened().id();
            server.close(id, 1000, "deregistered");
            assertEquals(1000, client.next().code());
            assertEquals(new W2Recorder.Told.Closed(id, 1000, "deregistered"), recorder.closed());
            assertTrue(client.isClosedByServer());
        }
        try (var client = RawWebSocket.open(address)) {
            long id = recorder.opened().id();
            client.reset();
            var closed = recorder.closed();
            assertEquals(id, closed.id());
            assertEquals(1006, closed.code());
        }
        assertEquals(0, server.counters().open());
    }

    @Test
    void connectionsAreSpreadOverTheShardsAndNamedAfterThem() throws Exception {
        try (var first = RawWebSocket.open(address);
                var second = RawWebSocket.open(address)) {
            long one = recorder.opened().id();
            long two = recorder.opened().id();
            assertTrue(Shard.ownerOf(one) != Shard.ownerOf(two), one + " and " + two);
            assertTrue(server.send(one, new byte[] {'a'}));
            assertTrue(server.send(two, new byte[] {'b'}));
            assertEquals("ab", first.next().text() + second.next().text());
        }
    }

    /**
     * The close code with which the server ends a connection that sent this; another then works.
     */
    private int closeCodeAfter(byte[]... frames) throws Exception {
        int code;
        try (var client = RawWebSocket.open(address)) {
            recorder.opened();
            for (byte[] frame : frames) {
                client.bytes(frame);
            }
            var close = client.next();
            assertEquals(RawWebSocket.CLOSE, close.opcode());
            code = close.code();
            assertEquals(code, recorder.closed().code());
            assertTrue(client.isClosedByServer());
        }
        try (var next = RawWebSocket.open(address)) {
            recorder.opened();
            next.text("OPTIONS");
            assertEquals("OPTIONS", recorder.message().message());
        }
        recorder.closed();
        return code;
    }

    private boolean sendOnItsShard(long id, byte[] message) throws Exception {
        var sent = new CompletableFuture<Boolean>();
        shards.shard(Shard.ownerOf(id)).post(() -> sent.complete(server.send(id, message)));
        return sent.get(10, TimeUnit.SECONDS);
    }
}
