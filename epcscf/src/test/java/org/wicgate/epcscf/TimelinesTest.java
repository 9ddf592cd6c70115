package org.wicgate.epcscf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Ender;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.epcscf.Timelines.Limits;
import org.wicgate.iq.ContextId;
import org.wicgate.sip.SipMessage;

/** Timelines are bounded in every way, and in time. */
class TimelinesTest {
    private static final Duration KEEP = Duration.ofMinutes(15);

    private Instant now = Instant.EPOCH;

    private static Timelines timelines(int calls, int events, int callBytes, long bytes) {
        return new Timelines(new Limits(KEEP, calls, events, callBytes, bytes));
    }

    private static SipMessage invite(String callId) {
        String text =
                Texts.initial("INVITE", "alice", "dave", "", "").replace("call-alice", callId);
        return Bench.read(Bench.bytes(text));
    }

    private static void refuse(Timelines timelines, String callId) {
        timelines.received(Side.ACCESS, invite(callId), Bench.CORE);
    }

    private static void begin(Timelines timelines, String callId) {
        refuse(timelines, callId);
        var id = new ContextId(callId);
        timelines.told(new Report.CallStarted(callId, id, Side.ACCESS, "sip:a", "sip:b"));
    }

    private static void end(Timelines timelines, String callId) {
        timelines.told(
                new Report.CallEnded(
                        callId,
                        Side.ACCESS,
                        "sip:a",
                        "sip:b",
                        CallEnd.REFUSED,
                        Ender.CORE,
                        "",
                        486,
                        Duration.ZERO,
                        Duration.ZERO,
                        false));
    }

    @Test
    void callsThatAreOverGoFirstTheOldestOfThem() {
        var timelines = timelines(4, 100, 100_000, 1_000_000);
        begin(timelines, "one");
        begin(timelines, "two");
        begin(timelines, "three");
        end(timelines, "three");
        end(timelines, "one");
        begin(timelines, "four");
        begin(timelines, "five");
        assertNull(timelines.of("three"), "was over first");
        assertNotNull(timelines.of("one"));
        assertEquals(4, timelines.size());
        begin(timelines, "six");
        begin(timelines, "seven");
        assertEquals(4, timelines.size());
        assertNull(timelines.of("two"), "in progress, and the oldest");
        assertNotNull(timelines.of("seven"));
    }

    /** A stranger can make as many refusals as it likes. */
    @Test
    void refusalsTakeNoPlaceOfCalls() {
        var timelines = timelines(8, 100, 100_000, 1_000_000);
        for (int i = 0; i < 6; i++) {
            begin(timelines, "call" + i);
            end(timelines, "call" + i);
        }
        for (int i = 0; i < 1000; i++) {
            refuse(timelines, "refused" + i);
        }
        for (int i = 0; i < 6; i++) {
            assertNotNull(timelines.of("call" + i));
        }
        assertEquals(8, timelines.size());
        assertNotNull(timelines.of("refused999"));
    }

    @Test
    void theBeginningOfACallStaysAndItsLatest() {
        var timelines = timelines(4, 20, 100_000, 1_000_000);
        begin(timelines, "long");
        for (int i = 0; i < 1000; i++) {
            timelines.note("long", new Note.Said("test", "event", i));
        }
        var document = TimelineView.document(List.of(trace(timelines, "long")));
        String text = String.valueOf(document.get("events"));
        assertTrue(text.contains("from the WIC: INVITE"), text);
        assertTrue(text.contains("event: 999"), text);
        assertEquals(20, trace(timelines, "long").entries().size());
        assertEquals(982, document.get("left_out"));
    }

    @Test
    void theBytesOfACallAreBounded() {
        var timelines = timelines(4, 1000, 8_000, 1_000_000);
        begin(timelines, "big");
        for (int i = 0; i < 1000; i++) {
            refuse(timelines, "big"); // the same again and again
        }
        assertTrue(timelines.bytes() <= 8_100, timelines.bytes() + " bytes");
        var tooBig = invite("big").edit().body("text/plain", new byte[5_000]).build();
        timelines.received(Side.ACCESS, tooBig, Bench.CORE);
        assertTrue(timelines.bytes() <= 8_100, timelines.bytes() + " bytes");
    }

    @Test
    void theBytesOfAllAreBounded() {
        var timelines = timelines(1000, 100, 100_000, 20_000);
        for (int i = 0; i < 1000; i++) {
            begin(timelines, "call" + i);
            end(timelines, "call" + i);
        }
        assertTrue(timelines.bytes() <= 20_000, timelines.bytes() + " bytes");
        assertNotNull(timelines.of("call999"));
        assertNull(timelines.of("call1"));
    }

    @Test
    void whatIsOverIsKeptForItsTimeAndWhatIsInProgressForLonger() {
        var timelines = timelines(10, 100, 100_000, 1_000_000);
        pass(timelines, Duration.ZERO);
        begin(timelines, "over");
        begin(timelines, "talks");
        refuse(timelines, "refused");
        pass(timelines, Duration.ofMinutes(10));
        end(timelines, "over");
        assertNotNull(timelines.of("refused"));
        pass(timelines, Duration.ofMinutes(10));
        assertNull(timelines.of("refused"));
        assertNotNull(timelines.of("over"));
        pass(timelines, Duration.ofMinutes(10));
        timelines.expire();
        assertEquals(1, timelines.size());
        assertNull(timelines.of("over"));
        assertNotNull(timelines.of("talks"));
        end(timelines, "talks");
        pass(timelines, KEEP);
        timelines.expire();
        assertEquals(0, timelines.size());
        assertEquals(0, timelines.bytes());
    }

    @Test
    void nothingIsKeptWhenItIsOff() {
        var timelines = new Timelines(Limits.NONE);
        begin(timelines, "call");
        assertEquals(0, timelines.size());
        assertEquals(List.of(), timelines.all());
        assertNull(timelines.of("call"));
    }

    private void pass(Timelines timelines, Duration time) {
        now = now.plus(time);
        timelines.at(now);
    }

    private static CallTrace trace(Timelines timelines, String callId) {
        var trace = timelines.of(callId);
        assertNotNull(trace);
        return trace;
    }
}
