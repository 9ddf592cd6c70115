package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wicgate.wic.CallReport;
import org.wicgate.wic.CallReport.MediaReport;
import org.wicgate.wic.CallReport.Phase;
import org.wicgate.wic.CallReport.Verdict;
import org.wicgate.wic.UserAgent.Out;
import tools.jackson.databind.json.JsonMapper;

class TallyTest {
    private static Out registered(int millis) {
        return new Out.Registered(Duration.ofMillis(millis), Duration.ofHours(1));
    }

    private static Out ended(Verdict verdict, int status, long received, long lost) {
        var media = new MediaReport(100, received, lost, Duration.ZERO, Duration.ZERO, "", 10, 10);
        var times = Map.of(Phase.ANSWER, Duration.ofMillis(40));
        return new Out.Ended(
                new CallReport("echo", true, verdict, "hung up", status, times, media));
    }

    @Test
    void aCallThatLostMuchIsTold() {
        var tally = new Tally(1);
        var user = tally.new User();
        user.heard(registered(1));
        user.heard(ended(Verdict.AUDIO, 200, 99, 1));
        assertFalse(tally.text().contains("poor"), tally::text);
        user.heard(ended(Verdict.AUDIO, 200, 80, 20));
        assertTrue(tally.isGood());
        assertEquals(0.2, tally.worstLoss());
        assertTrue(
                tally.text().contains("poor     1 lost more than 5 %, the worst 20.0 %"),
                tally::text);
        assertTrue(tally.json().contains("\"poor\":1"), tally::json);
    }

    @Test
    void usersAndCallsAreCountedWithTheirTimes() {
        var tally = new Tally(100);
        for (int i = 1; i <= 100; i++) {
            var user = tally.new User();
            user.heard(registered(i));
            user.heard(registered(9999)); // a refresh
            if (i <= 2) {
                user.heard(new Out.Answered());
            }
        }
        assertEquals(100, tally.settled());
        assertEquals(2, tally.talking());
        tally.new User().heard(ended(Verdict.AUDIO, 200, 99, 1));
        assertTrue(tally.isGood());
        var json = new JsonMapper().readTree(tally.json());
        assertEquals(100, json.path("registered").asInt());
        assertEquals(50.0, json.path("register_ms").path("p50").asDouble());
        assertEquals(99.0, json.path("register_ms").path("p99").asDouble());
        assertEquals(2, json.path("talking_at_once").asInt());
        assertEquals(0.01, json.path("loss").asDouble());
        assertEquals(40.0, json.path("answer_ms").path("p99").asDouble());
    }

    @Test
    void eachFailureIsCountedByItsCauseAndSpoilsTheWhole() {
        var tally = new Tally(3);
        tally.new User().heard(new Out.NotRegistered(403, "Forbidden"));
        tally.new User().failed("no WWSF answers");
        var user = tally.new User();
        user.heard(registered(5));
        user.heard(ended(Verdict.BUSY, 486, 0, 0));
        assertEquals(3, tally.settled());
        assertFalse(tally.isGood());
        String text = tally.text();
        assertTrue(text.contains("users    3, 1 registered"), text);
        assertTrue(text.contains("failed   1 not registered: 403 Forbidden"), text);
        assertTrue(text.contains("failed   1 call: busy 486"), text);
    }
}
