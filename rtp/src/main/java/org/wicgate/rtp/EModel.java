package org.wicgate.rtp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a listener would say of a call, from what its network does to it: the E-model (ITU-T G.107)
 * with every parameter at its default but delay, loss and codec.
 *
 * <p>R = 93.2 - Id - Ie,eff. Id = 0.024 d + 0.11 (d - 177.3) where d, the one-way delay in
 * milliseconds, is above 177.3, and without the second term below: the usual straight lines in the
 * place of G.107's Idd, without echo. Ie,eff = Ie + (95 - Ie) Ppl / (Ppl + Bpl), G.107 (7-29) for
 * random losses (BurstR 1). R becomes a MOS by G.107 Annex B. All on the narrow-band scale, whose
 * best is 4.4: a wide-band codec is not given more than G.711, so that calls can be compared.
 */
public final class EModel {
    private static final double BEST = 93.2;
    private static final double KNEE_MILLIS = 177.3;

    /**
     * How a codec takes it.
     *
     * @param impairment Ie, what it costs without any loss
     * @param robustness Bpl, how little it minds losses
     */
    public record Codec(double impairment, double robustness) {}

    /** ITU-T G.113 Appendix I: G.711 whose receiver conceals losses. */
    private static final Codec G711 = new Codec(0, 25.1);

    private static final Codec G729 = new Codec(11, 19.0);
    private static final Codec G723 = new Codec(15, 16.1);
    private static final Codec GSM_EFR = new Codec(5, 10.0);

    private EModel() {}

    /**
     * By its name in SDP; null for one that we know no figures of. G.113 has none on this scale for
     * Opus, EVS, AMR-WB and G.722: they count as G.711, whose losses they conceal as well at least.
     */
    public static @Nullable Codec codec(String encoding) {
        return switch (encoding.toUpperCase(Locale.ROOT)) {
            case "PCMU", "PCMA", "OPUS", "EVS", "AMR-WB", "G722" -> G711;
            case "G729" -> G729;
            case "G723" -> G723;
            case "AMR", "GSM-EFR" -> GSM_EFR; // AMR at 12.2 kbit/s is GSM-EFR
            default -> null;
        };
    }

    /**
     * The rating R, 0 to 93.2.
     *
     * @param delayMillis from mouth to ear
     * @param lossPercent 0 to 100
     */
    public static double rating(Codec codec, double delayMillis, double lossPercent) {
        double delay = Math.max(0, delayMillis);
        double loss = Math.clamp(lossPercent, 0, 100);
        double late = 0.024 * delay + 0.11 * Math.max(0, delay - KNEE_MILLIS);
        double equipment =
                codec.impairment + (95 - codec.impairment) * loss / (loss + codec.robustness);
        return Math.clamp(BEST - late - equipment, 0, BEST);
    }

    /** The mean opinion score of a rating, 1 to 4.5 (ITU-T G.107 Annex B). */
    public static double mos(double rating) {
        if (rating <= 0) {
            return 1;
        }
        if (rating >= 100) {
            return 4.5;
        }
        double mos = 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
        return Math.max(1, mos); // the curve dips below 1 where R is below 6.5
    }
}
