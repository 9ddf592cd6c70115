package org.wicgate.iq;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How well one direction of a stream went.
 *
 * @param codec what was heard last, as SDP calls it; empty when that is not known
 * @param received RTP packets of whoever sends
 * @param lost those of its packets that did not reach us (RFC 3550 §A.3); below 0 when more came
 *     twice
 * @param jitterMicros how unevenly they reached us (RFC 3550 §A.8)
 * @param reported what whoever receives says of it
 * @param roundTripMicros between us and whoever receives, by its reports (RFC 3550 §6.4.1); below 0
 *     when it is not known
 * @param mos what a listener would say of it, 1 to 4.5, by the E-model (ITU-T G.107); 0 when that
 *     cannot be said: no speech, or an unknown codec
 */
public record Quality(
        String codec,
        long received,
        long lost,
        long jitterMicros,
        Reported reported,
        long roundTripMicros,
        double mos) {
    /** Nothing came, nobody reported. */
    public static final Quality NONE = new Quality("", 0, 0, 0, Reported.NONE, -1, 0);

    /**
     * Reports about one source.
     *
     * @param reports how many
     * @param lost packets that it misses, by the last one
     * @param lossPercent the part that these are of what it expected
     * @param jitterMicros by the last one
     */
    public record Reported(long reports, long lost, double lossPercent, long jitterMicros) {
        /** No report came. */
        public static final Reported NONE = new Reported(0, 0, 0, 0);
    }

    /** The part of its packets that did not reach us. */
    public double lossPercent() {
        long expected = received + lost;
        return lost <= 0 || expected <= 0 ? 0 : 100.0 * lost / expected;
    }

    /** Loss on the whole way, as far as it is seen: reports of a relayed stream know it all. */
    public double worstLossPercent() {
        return Math.max(lossPercent(), reported.lossPercent);
    }

    /** Whether there is anything to tell. */
    public boolean isKnown() {
        return received > 0 || reported.reports > 0;
    }

    /** As a document for JSON; what is not known is left out. */
    public Map<String, Object> document() {
        var out = new LinkedHashMap<String, Object>();
        if (!codec.isEmpty()) {
            out.put("codec", codec);
        }
        out.put("received", received);
        out.put("lost", lost);
        out.put("loss_percent", rounded(lossPercent(), 100));
        out.put("jitter_ms", millis(jitterMicros));
        if (reported.reports > 0) {
            var far = new LinkedHashMap<String, Object>();
            far.put("reports", reported.reports);
            far.put("lost", reported.lost);
            far.put("loss_percent", rounded(reported.lossPercent, 100));
            far.put("jitter_ms", millis(reported.jitterMicros));
            out.put("far_end", far);
        }
        if (roundTripMicros >= 0) {
            out.put("round_trip_ms", millis(roundTripMicros));
        }
        if (mos > 0) {
            out.put("mos", rounded(mos, 100));
        }
        return out;
    }

    /** For a person: {@code MOS 4.4, 0.1 % lost, jitter 3 ms, round trip 24 ms}. */
    public String text() {
        if (!isKnown()) {
            return "no RTP";
        }
        long jitter = Math.max(jitterMicros, reported.jitterMicros) / 1000;
        String mean = mos > 0 ? String.format(Locale.ROOT, "MOS %.1f, ", mos) : "";
        String loss = String.format(Locale.ROOT, "%.1f %% lost", worstLossPercent());
        String trip = roundTripMicros < 0 ? "" : ", round trip " + roundTripMicros / 1000 + " ms";
        return mean + loss + ", jitter " + jitter + " ms" + trip;
    }

    private static double millis(long micros) {
        return rounded(micros / 1000.0, 10);
    }

    private static double rounded(double value, int parts) {
        return (double) Math.round(value * parts) / parts;
    }
}
