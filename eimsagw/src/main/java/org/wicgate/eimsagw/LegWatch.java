package org.wicgate.eimsagw;

import org.jspecify.annotations.Nullable;
import org.wicgate.iq.Medium;
import org.wicgate.iq.Medium.Format;
import org.wicgate.iq.Quality.Reported;
import org.wicgate.rtp.Reception;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.rtp.rtcp.Reports;

/**
 * Watches one leg of a stream: what its end sends, and what that end reports of what is sent to it
 * (RFC 3550 §6.4.1, §A.3, §A.8). Nothing is allocated for a packet but the first of a source. Round
 * trips are those between us and that end: from a sender report that went there, whoever made it,
 * to the block that answers it.
 */
final class LegWatch implements Reports.Watcher {
    /** Sources of a leg that are told apart; a further one takes the place of the most silent. */
    static final int SOURCES = 8;

    private static final int SENT_REPORTS = 4;
    private static final long LONGEST_TRIP_NANOS = 30_000_000_000L;

    /** One source that this end sends. */
    static final class Source {
        final int ssrc;
        private Reception reception = new Reception(0);
        private int clockRate;
        private int type = -1;
        private @Nullable Format format;
        private String codec = "";
        private boolean isRepair;
        private long lastNanos;

        private Source(int ssrc) {
            this.ssrc = ssrc;
        }

        /** What it sends, as SDP calls it; empty when that is not known. */
        String codec() {
            return codec;
        }

        int clockRate() {
            return clockRate;
        }

        long jitterMicros() {
            return reception.jitterMicros();
        }
    }

    /** What this end says of one source that is sent to it. */
    private static final class Told {
        final int ssrc;
        private long reports;
        private int firstLost;
        private long firstHighest;
        private int lost;
        private double lossPercent;
        private long jitter;

        private Told(int ssrc) {
            this.ssrc = ssrc;
        }

        private void take(int fractionLost, int nowLost, long highest, long nowJitter) {
            if (reports == 0 || highest < firstHighest) {
                firstLost = nowLost;
                firstHighest = highest;
            }
            reports++;
            lost = nowLost;
            jitter = nowJitter;
            long expected = highest - firstHighest;
            lossPercent =
                    expected == 0
                            ? fractionLost * 100 / 256.0
                            : Math.clamp(100.0 * (nowLost - firstLost) / expected, 0, 100);
        }
    }

    private final Source[] sources = new Source[SOURCES];
    private final Told[] told = new Told[SOURCES];
    private final int[] sentMiddle = new int[SENT_REPORTS];
    private final long[] sentNanos = new long[SENT_REPORTS];
    private final Sent sent = new Sent();
    private Medium medium = Medium.UNSET;
    private int sourceCount;
    private int toldCount;
    private int sentCount;
    private long receivedBefore;
    private long lostBefore;
    private long roundTripNanos = -1;
    private @Nullable LegWatch other;
    private long nowNanos;

    /** Reports that come from this leg go on to that one. */
    void faces(LegWatch otherLeg) {
        other = otherLeg;
    }

    /** What its payload types stand for. */
    void medium(Medium now) {
        medium = now;
        for (int i = 0; i < sourceCount; i++) {
            sources[i].type = -1;
        }
    }

    /** A well-formed packet of either sort came from this leg. */
    void take(boolean isRtp, byte[] b, int off, int len, long now) {
        if (isRtp) {
            rtp(b, off, now);
        } else {
            rtcp(b, off, len, now);
        }
    }

    /** A well-formed RTP packet came from this leg. */
    void rtp(byte[] b, int off, long now) {
        var source = source(RtpHeader.ssrc(b, off));
        int type = RtpHeader.payloadType(b, off);
        if (type != source.type) {
            turn(source, type);
        }
        source.lastNanos = now;
        int sequence = RtpHeader.sequence(b, off);
        var format = source.format;
        if (format != null && format.clockRate() == source.clockRate && !isEvent(format)) {
            source.reception.count(sequence, RtpHeader.timestamp(b, off), now);
        } else {
            source.reception.count(sequence);
        }
    }

    /** A well-formed compound packet came from this leg. */
    void rtcp(byte[] b, int off, int len, long now) {
        nowNanos = now;
        Reports.read(b, off, len, this);
    }

    /** We send a compound packet of our own to this leg. */
    void sends(byte[] b, int off, int len, long now) {
        nowNanos = now;
        Reports.read(b, off, len, sent);
    }

    @Override
    public void sent(int ssrc, int middle) {
        if (other != null) {
            other.remember(middle, nowNanos);
        }
    }

    @Override
    public void heard(
            int ssrc,
            int fractionLost,
            int lost,
            long extendedHighest,
            long jitter,
            int lastReport,
            long delay) {
        of(ssrc).take(fractionLost, lost, extendedHighest, jitter);
        for (int i = 0; i < Math.min(sentCount, SENT_REPORTS); i++) {
            if (lastReport != 0 && sentMiddle[i] == lastReport) {
                long trip = nowNanos - sentNanos[i] - ((delay * 1_000_000_000L) >> 16);
                if (trip > -1_000_000 && trip < LONGEST_TRIP_NANOS) {
                    roundTripNanos = Math.max(0, trip);
                }
            }
        }
    }

    private void remember(int middle, long now) {
        int at = sentCount++ % SENT_REPORTS;
        sentMiddle[at] = middle;
        sentNanos[at] = now;
    }

    /** The source that sends most; null when none does. What repairs another is none. */
    @Nullable Source main() {
        Source best = null;
        for (int i = 0; i < sourceCount; i++) {
            var each = sources[i];
            boolean isMore = best == null || each.reception.received() > best.reception.received();
            best = !each.isRepair && isMore ? each : best;
        }
        return best;
    }

    /** RTP packets that came from this leg. */
    long received() {
        long sum = receivedBefore;
        for (int i = 0; i < sourceCount; i++) {
            sum += sources[i].isRepair ? 0 : sources[i].reception.received();
        }
        return sum;
    }

    /** Those that are missing. */
    long lost() {
        long sum = lostBefore;
        for (int i = 0; i < sourceCount; i++) {
            sum += sources[i].isRepair ? 0 : sources[i].reception.lost();
        }
        return sum;
    }

    /** To its end and back, in nanoseconds; below 0 when nobody said. */
    long roundTripNanos() {
        return roundTripNanos;
    }

    /**
     * What this end reports of a source.
     *
     * @param clockRate of the source; 0 when that is not known
     */
    Reported reported(int ssrc, int clockRate) {
        for (int i = 0; i < toldCount; i++) {
            var each = told[i];
            if (each.ssrc == ssrc) {
                long jitter = clockRate == 0 ? 0 : each.jitter * 1_000_000 / clockRate;
                return new Reported(each.reports, each.lost, each.lossPercent, jitter);
            }
        }
        return Reported.NONE;
    }

    private Source source(int ssrc) {
        for (int i = 0; i < sourceCount; i++) {
            if (sources[i].ssrc == ssrc) {
                return sources[i];
            }
        }
        var source = new Source(ssrc);
        if (sourceCount < SOURCES) {
            sources[sourceCount++] = source;
            return source;
        }
        int oldest = 0;
        for (int i = 1; i < SOURCES; i++) {
            oldest = sources[i].lastNanos < sources[oldest].lastNanos ? i : oldest;
        }
        fold(sources[oldest]);
        sources[oldest] = source;
        return source;
    }

    private void fold(Source gone) {
        receivedBefore += gone.isRepair ? 0 : gone.reception.received();
        lostBefore += gone.isRepair ? 0 : gone.reception.lost();
    }

    /** It sends something else than before, or the meaning of that is known only now. */
    private void turn(Source source, int type) {
        source.type = type;
        source.format = format(type);
        var format = source.format;
        if (format == null) {
            return;
        }
        source.isRepair |= isRepair(format);
        if (isEvent(format)) {
            return;
        }
        source.codec = format.encoding();
        if (source.clockRate != format.clockRate()) {
            fold(source);
            source.clockRate = format.clockRate();
            source.reception = new Reception(source.clockRate);
        }
    }

    private @Nullable Format format(int type) {
        for (var format : medium.formats()) {
            if (format.type() == type) {
                return format;
            }
        }
        return null;
    }

    /** Its timestamp says when the event began, or that there is nothing to hear. */
    private static boolean isEvent(Format format) {
        return format.encoding().equals("TELEPHONE-EVENT") || format.encoding().equals("CN");
    }

    /** RFC 4588, RFC 8627: a source of its own that repeats another. */
    private static boolean isRepair(Format format) {
        return format.encoding().equals("RTX") || format.encoding().startsWith("FLEXFEC");
    }

    private Told of(int ssrc) {
        for (int i = 0; i < toldCount; i++) {
            if (told[i].ssrc == ssrc) {
                return told[i];
            }
        }
        var one = new Told(ssrc);
        int at = toldCount < SOURCES ? toldCount++ : Math.floorMod(ssrc, SOURCES);
        told[at] = one;
        return one;
    }

    /** Reports of our own. */
    private final class Sent implements Reports.Watcher {
        @Override
        public void sent(int ssrc, int middle) {
            remember(middle, nowNanos);
        }

        @Override
        public void heard(
                int ssrc,
                int fractionLost,
                int lost,
                long extendedHighest,
                long jitter,
                int lastReport,
                long delay) {}
    }
}
