package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.wicgate.epcscf.Report;

class EdgeReportsTest {
    /** Whoever floods us with requests must not flood the log through us. */
    @Test
    void aNextHopWithoutAddressIsToldOnceASecondAndCountedEachTime() {
        var metrics = new Metrics();
        var reports =
                new EdgeReports(
                        metrics, new Calls(), new Registrations(), new CoreTargets(List.of()));
        var lines = new ListAppender<ILoggingEvent>();
        var log = (Logger) LoggerFactory.getLogger("org.wicgate.epcscf");
        var level = log.getLevel();
        log.setLevel(Level.WARN);
        log.addAppender(lines);
        lines.start();
        try {
            for (int i = 0; i < 1_000; i++) {
                reports.take(new Report.NoTarget("INVITE", "sip:core.example", "NXDOMAIN"));
            }
        } finally {
            log.detachAppender(lines);
            log.setLevel(level);
        }
        assertTrue(!lines.list.isEmpty() && lines.list.size() < 20, lines.list.size() + " lines");
        assertEquals("next hop has no address", lines.list.getFirst().getMessage());
        assertTrue(metrics.text().contains("wicgate_core_no_target_total 1000"), metrics::text);
    }
}
