package org.wicgate.eimsagw;

import org.jspecify.annotations.Nullable;
import org.wicgate.iq.Interworking.Payload;
import org.wicgate.iq.Interworking.Payloads;
import org.wicgate.iq.Medium;
import org.wicgate.iq.Medium.Format;
import org.wicgate.iq.Quality;
import org.wicgate.iq.Quality.Reported;
import org.wicgate.rtp.EModel;

/** How well both directions of a stream go: its two legs are watched. */
final class StreamQuality {
    private static final double FRAME_MILLIS = 20;
    private static final double NANOS_OF_MILLI = 1e6;

    final LegWatch access = new LegWatch();
    final LegWatch core = new LegWatch();
    private Medium medium = Medium.UNSET;
    private @Nullable Transcoder transcoder;

    StreamQuality() {
        access.faces(core);
        core.faces(access);
    }

    /** What the stream is of, as far as that is new, and what a transcoder is told. */
    void medium(Medium now, @Nullable Transcoder through) {
        transcoder = through;
        var before = medium;
        medium = medium.with(now);
        if (through != null) {
            medium = medium.with(formats(through.how().access()));
            medium = medium.with(formats(through.how().core()));
        }
        if (!medium.equals(before)) {
            access.medium(medium);
            core.medium(medium);
        }
    }

    private Medium formats(Payloads leg) {
        var formats = leg.formats().stream().map(StreamQuality::format).toList();
        return new Medium(Medium.Kind.AUDIO, formats);
    }

    private static Format format(Payload payload) {
        String name = payload.encoding().isSpeech() ? payload.encoding().name() : "TELEPHONE-EVENT";
        return new Format(payload.type(), name, payload.encoding().clockRate());
    }

    /** Of what the WIC sends. */
    Quality toCore() {
        return quality(access, core, transcoder == null ? null : transcoder.toCore());
    }

    /** Of what the core sends. */
    Quality toAccess() {
        return quality(core, access, transcoder == null ? null : transcoder.toAccess());
    }

    /**
     * The quality of a direction.
     *
     * @param own what we send to the receiving leg as a source of our own; null when packets pass
     */
    private Quality quality(LegWatch from, LegWatch to, @Nullable Sending own) {
        var main = from.main();
        if (main == null) {
            return Quality.NONE;
        }
        var reported =
                own == null
                        ? to.reported(main.ssrc, main.clockRate())
                        : to.reported(own.ssrc(), own.clockRate());
        long trip = to.roundTripNanos();
        var measured =
                new Quality(
                        main.codec(),
                        from.received(),
                        from.lost(),
                        main.jitterMicros(),
                        reported,
                        trip < 0 ? -1 : trip / 1000,
                        0);
        return new Quality(
                measured.codec(),
                measured.received(),
                measured.lost(),
                measured.jitterMicros(),
                reported,
                measured.roundTripMicros(),
                mos(measured, from, to, own != null));
    }

    private double mos(Quality of, LegWatch from, LegWatch to, boolean isTwoSources) {
        var codec = EModel.codec(of.codec());
        if (codec == null || medium.kind() != Medium.Kind.AUDIO) {
            return 0;
        }
        double delay =
                FRAME_MILLIS
                        + oneWay(from)
                        + oneWay(to)
                        + 2 * Math.max(of.jitterMicros(), of.reported().jitterMicros()) / 1000.0;
        double loss = isTwoSources ? inTurn(of, of.reported()) : of.worstLossPercent();
        return EModel.mos(EModel.rating(codec, delay, loss));
    }

    /** Reports of a source of ours know nothing of what was lost before us. */
    private static double inTurn(Quality before, Reported after) {
        double arrives = (100 - before.lossPercent()) * (100 - after.lossPercent()) / 100;
        return 100 - arrives;
    }

    private static double oneWay(LegWatch leg) {
        return Math.max(0, leg.roundTripNanos()) / 2.0 / NANOS_OF_MILLI;
    }
}
