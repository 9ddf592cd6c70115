package org.wicgate.app;

import java.util.List;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Quality;

/**
 * How well calls went, as sums and histograms: each stream and direction is counted once, when its
 * call is over, and not at all when it carried nothing.
 */
final class QualityMetrics {
    private static final double[] HUNDREDTHS = {150, 200, 250, 300, 350, 380, 400, 420, 440};
    private static final double[] PERMILLE = {1, 5, 10, 20, 50, 100, 200, 500};
    private static final double[] MILLIS = {5, 10, 20, 50, 100, 200, 400, 1000, 2000};

    private final Metrics metrics;

    QualityMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    /** A call is over; this is what its streams carried. */
    void count(List<Counters> streams) {
        for (var stream : streams) {
            count("to_core", stream.qualityToCore());
            count("to_access", stream.qualityToAccess());
        }
    }

    private void count(String direction, Quality quality) {
        if (quality.received() == 0) {
            return;
        }
        metrics.count(
                "wicgate_media_rtp_received_total", quality.received(), "direction", direction);
        long lost = Math.max(0, quality.lost());
        metrics.count("wicgate_media_rtp_lost_total", lost, "direction", direction);
        long permille = Math.round(quality.worstLossPercent() * 10);
        observe("wicgate_media_loss_permille", PERMILLE, permille, direction);
        long jitter = quality.jitterMicros() / 1000;
        observe("wicgate_media_jitter_milliseconds", MILLIS, jitter, direction);
        if (quality.roundTripMicros() >= 0) {
            long trip = quality.roundTripMicros() / 1000;
            observe("wicgate_media_round_trip_milliseconds", MILLIS, trip, direction);
        }
        if (quality.mos() > 0) {
            long mos = Math.round(quality.mos() * 100);
            observe("wicgate_media_mos_hundredths", HUNDREDTHS, mos, direction);
        }
    }

    private void observe(String name, double[] bounds, long value, String direction) {
        metrics.observe(name, bounds, value, "direction", direction);
    }
}
