package org.wicgate.app;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import org.wicgate.wic.CallReport;
import org.wicgate.wic.CallReport.Phase;
import tools.jackson.databind.json.JsonMapper;

/** A {@link CallReport} for a person, and for a script. */
final class CallText {
    /** The share of lost packets from which on a call sounds bad. */
    static final double POOR = 0.05;

    private static final JsonMapper JSON = new JsonMapper();

    private CallText() {}

    /** Several lines: the verdict first. */
    static String lines(CallReport report) {
        var media = report.media();
        var out = new StringBuilder();
        out.append(word(report.verdict())).append(": ").append(report.reason());
        out.append("\n  status   ").append(report.status());
        out.append("\n  times   ");
        for (Phase phase : Phase.values()) {
            Duration took = report.times().get(phase);
            if (took != null) {
                out.append(" %s %.1f ms".formatted(word(phase), took.toNanos() / 1e6));
            }
        }
        out.append(
                "\n  media    sent %d, received %d, lost %d (%.1f %%%s)"
                        .formatted(
                                media.sent(),
                                media.received(),
                                media.lost(),
                                100 * media.loss(),
                                media.loss() > POOR ? ": it sounds bad" : ""));
        out.append(
                "\n  quality  jitter %.1f ms, round trip %s"
                        .formatted(media.jitter().toNanos() / 1e6, roundTrip(media.roundTrip())));
        out.append("\n  profile  ").append(media.profile().isEmpty() ? "none" : media.profile());
        return out.toString();
    }

    /** One JSON object. Times and durations are in milliseconds. */
    static String json(CallReport report) {
        var times = new LinkedHashMap<String, Object>();
        for (Phase phase : Phase.values()) {
            Duration took = report.times().get(phase);
            if (took != null) {
                times.put(name(phase) + "_ms", took.toNanos() / 1e6);
            }
        }
        var media = report.media();
        var heard = new LinkedHashMap<String, Object>();
        heard.put("sent", media.sent());
        heard.put("received", media.received());
        heard.put("lost", media.lost());
        heard.put("loss", media.loss());
        heard.put("jitter_ms", media.jitter().toNanos() / 1e6);
        heard.put("round_trip_ms", media.roundTrip().toNanos() / 1e6);
        heard.put("profile", media.profile());
        heard.put("tone_heard", media.isToneHeard());
        var out = new LinkedHashMap<String, Object>();
        out.put("peer", report.peer());
        out.put("good", report.isGood());
        out.put("verdict", name(report.verdict()));
        out.put("reason", report.reason());
        out.put("status", report.status());
        out.put("times", times);
        out.put("media", heard);
        return JSON.writeValueAsString(out);
    }

    private static String roundTrip(Duration time) {
        return time.isZero() ? "unknown" : "%.1f ms".formatted(time.toNanos() / 1e6);
    }

    private static String word(Enum<?> constant) {
        return name(constant).replace('_', ' ');
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
