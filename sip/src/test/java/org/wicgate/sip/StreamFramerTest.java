package org.wicgate.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class StreamFramerTest {
    private static final String BYE = "BYE sip:a SIP/2.0\r\nA: b\r\nl: 3\r\n\r\nabc";
    private static final String OK = "SIP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n";

    @Test
    void streamIsCutTheSameWayHoweverItArrives() {
        byte[] stream =
                (BYE + "\r\n\r\n" + OK + "\r\n" + BYE + BYE).getBytes(StandardCharsets.UTF_8);
        var expected = List.of(BYE, "ping", OK, "pong", BYE, BYE);
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            var framer = new StreamFramer(Limits.DEFAULT);
            var found = new ArrayList<String>();
            for (int at = 0; at < stream.length; ) {
                int length = Math.min(1 + random.nextInt(round + 1), stream.length - at);
                framer.feed(stream, at, length);
                at += length;
                drain(framer, found);
            }
            assertEquals(expected, joinPongs(found), "seed=7 round " + round);
            assertFalse(framer.isWithinMessage());
        }
    }

    /** A ping that comes in two pieces looks like two pongs; both are harmless. */
    private static List<String> joinPongs(List<String> found) {
        var joined = new ArrayList<String>();
        for (int i = 0; i < found.size(); i++) {
            boolean split =
                    found.get(i).equals("pong")
                            && i + 1 < found.size()
                            && found.get(i + 1).equals("pong");
            joined.add(split ? "ping" : found.get(i));
            i += split ? 1 : 0;
        }
        return joined;
    }

    @Test
    void streamWithoutLengthIsBrokenAndStaysSo() {
        var framer = fed("BYE sip:a SIP/2.0\r\nv: SIP/2.0/TCP h\r\nCSeq: 1 BYE\r\n\r\n");
        var broken = assertInstanceOf(StreamFramer.Found.Broken.class, framer.next());
        assertEquals("Content-Length is missing", broken.why());
        assertEquals("400 Content-Length is missing", String.valueOf(broken.refusal()));
        framer.feed(OK.getBytes(StandardCharsets.UTF_8));
        assertNull(framer.next());
    }

    @Test
    void whatIsTooLongIsRefusedBeforeItIsRead() {
        var limits = new Limits(100, 10, 50, 20);
        assertTrue(why("l: 21\r\n\r\n", limits).contains("longer"));
        assertTrue(why("x".repeat(200), limits).contains("longer"));
        assertTrue(why("l: 99999999999999999999\r\n\r\n", limits).contains("malformed"));
        assertTrue(why("l: 1\r\nl: 2\r\n\r\n", limits).contains("twice"));
    }

    @Test
    void lineEndThatIsHalfIsRefused() {
        assertInstanceOf(StreamFramer.Found.Broken.class, fed("\n").next());
        assertInstanceOf(StreamFramer.Found.Broken.class, fed("\rx").next());
        assertNull(fed("\r").next());
    }

    private static String why(String lines, Limits limits) {
        var framer = new StreamFramer(limits);
        framer.feed(("BYE sip:a SIP/2.0\r\n" + lines).getBytes(StandardCharsets.UTF_8));
        return assertInstanceOf(StreamFramer.Found.Broken.class, framer.next()).why();
    }

    private static StreamFramer fed(String text) {
        var framer = new StreamFramer(Limits.DEFAULT);
        framer.feed(text.getBytes(StandardCharsets.UTF_8));
        return framer;
    }

    private static void drain(StreamFramer framer, List<String> into) {
        for (var found = framer.next(); found != null; found = framer.next()) {
            into.add(
                    switch (found) {
                        case StreamFramer.Found.Message message ->
                                new String(message.bytes(), StandardCharsets.UTF_8);
                        case StreamFramer.Found.Ping _ -> "ping";
                        case StreamFramer.Found.Pong _ -> "pong";
                        case StreamFramer.Found.Broken broken -> broken.why();
                    });
        }
    }
}
