package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.wicgate.epcscf.Report;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Ender;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.iq.Event;
import org.wicgate.iq.Quality;

/** Of each call the log has one line, which says all that an operator asks first. */
class CallLineTest {
    private final Metrics metrics = new Metrics();
    private final EdgeReports reports =
            new EdgeReports(metrics, new Calls(), new Registrations(), new CoreTargets(List.of()));

    private static Report.CallEnded ended(CallEnd end, String why, boolean mediaFollows) {
        return new Report.CallEnded(
                "c1",
                Side.ACCESS,
                "sip:alice@ims.example",
                "sip:dave@ims.example",
                end,
                Ender.EPCSCF,
                why,
                0,
                Duration.ofMillis(64_980),
                Duration.ofMillis(61_020),
                mediaFollows);
    }

    @Test
    void oneLineComesWithWhatTheMediaCarried() {
        var ended = ended(CallEnd.MEDIA_LOST, "consent_expired: silent for 30 s", true);
        var way =
                new Counters.Direction(3000, 500_000, Map.of(Drop.GATED, 2L, Drop.REPLAYED, 1L), 1);
        var counters = new Counters(0, way, Counters.Direction.NONE, "a b", "AEAD_AES_128_GCM", "");
        var lines =
                logged(
                        ended,
                        new Report.MediaEnded(
                                ended, new Event.Released(new ContextId("x"), List.of(counters))));
        assertEquals(
                List.of(
                        "call ended caller=sip:alice@ims.example callee=sip:dave@ims.example"
                                + " talked_s=61.0 lasted_s=65.0 cause=media_lost by=epcscf"
                                + " why=consent_expired: silent for 30 s to_core=3000 to_wic=0"
                                + " dropped=3 media=AEAD_AES_128_GCM call=c1"),
                lines);
    }

    @Test
    void itSaysHowWellBothWaysWent() {
        var ended = ended(CallEnd.WIC_HUNG_UP, "", true);
        var way = new Counters.Direction(3000, 500_000, Map.of(), 1);
        var reported = new Quality.Reported(9, 30, 1.04, 4_000);
        var toCore = new Quality("OPUS", 3000, 0, 2_500, reported, 24_300, 4.31);
        var toWic = new Quality("OPUS", 2900, 100, 9_900, Quality.Reported.NONE, -1, 0);
        var dtls = Counters.Dtls.UNKNOWN;
        var counters = new Counters(0, way, way, "a b", "p", "", dtls, toCore, toWic);
        var released = new Event.Released(new ContextId("x"), List.of(counters));
        String line = logged(ended, new Report.MediaEnded(ended, released)).getFirst();
        assertTrue(
                line.contains(
                        " quality=to core MOS 4.3, 1.0 % lost, jitter 4 ms, round trip 24 ms;"
                                + " to wic 3.3 % lost, jitter 9 ms call=c1"),
                line);
        String text = metrics.text();
        String mos = "wicgate_media_mos_hundredths_bucket{direction=\"to_core\",le=";
        assertTrue(text.contains(mos + "\"420.0\"} 0"), text);
        assertTrue(text.contains(mos + "\"440.0\"} 1"), text);
        String lost = "wicgate_media_rtp_lost_total{direction=\"to_access\"} 100.0";
        assertTrue(text.contains(lost), text);
    }

    @Test
    void aCallWithoutMediaHasItsLineAtOnce() {
        assertEquals(1, logged(ended(CallEnd.TIMEOUT, "", false)).size());
    }

    @Test
    void aNodeThatStopsDoesNotWaitForTheMedia() {
        var ended = ended(CallEnd.STOPPED, "", true);
        var late = new Event.Released(new ContextId("x"), List.of());
        assertEquals(1, logged(ended, new Report.MediaEnded(ended, late)).size());
    }

    @Test
    void aLongReasonIsClipped() {
        String line = logged(ended(CallEnd.MEDIA_FAILED, "x".repeat(5000), false)).getFirst();
        assertTrue(line.length() < 400, line);
    }

    private List<String> logged(Report... all) {
        var appender = new ListAppender<ILoggingEvent>();
        appender.start();
        var logger = (Logger) LoggerFactory.getLogger("org.wicgate.epcscf");
        logger.addAppender(appender);
        try {
            List.of(all).forEach(reports::take);
        } finally {
            logger.detachAppender(appender);
        }
        return appender.list.stream()
                .filter(event -> event.getLevel() == Level.INFO)
                .map(CallLineTest::text)
                .toList();
    }

    private static String text(ILoggingEvent event) {
        var text = new StringBuilder(event.getMessage());
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            text.append(' ').append(pair.key).append('=').append(pair.value);
        }
        return text.toString();
    }
}
