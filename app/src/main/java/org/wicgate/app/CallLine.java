package org.wicgate.app;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.wicgate.epcscf.Report;
import org.wicgate.iq.Counters;

/**
 * The one line that the log has of a call: who called whom, how long, who ended it and why, and
 * what its media carried.
 */
final class CallLine {
    private static final int MAX_WHY = 120;

    private CallLine() {}

    /** Writes it; a detail for each stream besides, where the log is to have details. */
    static void write(Logger log, Report.CallEnded call, List<Counters> streams) {
        var line =
                log.atInfo()
                        .setMessage("call ended")
                        .addKeyValue("caller", call.caller())
                        .addKeyValue("callee", call.callee())
                        .addKeyValue("talked_s", seconds(call.talked()))
                        .addKeyValue("lasted_s", seconds(call.lasted()))
                        .addKeyValue("cause", word(call.end()))
                        .addKeyValue("by", word(call.by()));
        if (call.status() != 0) {
            line = line.addKeyValue("status", call.status());
        }
        if (!call.why().isEmpty()) {
            line = line.addKeyValue("why", clipped(call.why()));
        }
        line =
                line.addKeyValue("to_core", sum(streams, c -> c.toCore().packets()))
                        .addKeyValue("to_wic", sum(streams, c -> c.toAccess().packets()))
                        .addKeyValue("dropped", sum(streams, Counters::dropped))
                        .addKeyValue("media", streams.isEmpty() ? "none" : media(streams));
        String quality = quality(streams);
        if (!quality.isEmpty()) {
            line = line.addKeyValue("quality", quality);
        }
        line.addKeyValue("call", call.callId()).log();
    }

    /** How each stream went, both ways; those that nobody measured left out. */
    private static String quality(List<Counters> streams) {
        return streams.stream()
                .filter(c -> c.qualityToCore().isKnown() || c.qualityToAccess().isKnown())
                .map(c ->
                        "to core "
                                + c.qualityToCore().text()
                                + "; to wic "
                                + c.qualityToAccess().text())
                .collect(Collectors.joining(" | "));
    }

    /** How far media got, by the first stream that did not get there. */
    private static String media(List<Counters> streams) {
        return streams.stream()
                .map(c ->
                        c.pair().isEmpty()
                                ? "no_ice"
                                : c.profile().isEmpty() ? "no_dtls" : c.profile())
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static long sum(List<Counters> streams, ToLongFunction<Counters> part) {
        return streams.stream().mapToLong(part).sum();
    }

    private static String clipped(String why) {
        return why.length() <= MAX_WHY ? why : why.substring(0, MAX_WHY) + "...";
    }

    private static double seconds(Duration time) {
        return Math.round(time.toMillis() / 100.0) / 10.0;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
