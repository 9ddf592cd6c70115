package org.wicgate.wic;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What became of one call, and how good it was.
 *
 * @param peer who was called, or who called
 * @param outgoing whether we called
 * @param verdict in one word
 * @param reason why, for a person
 * @param status the last SIP status, 0 when none came
 * @param times how long each phase took; phases that were not reached are missing
 * @param media what was sent and heard
 */
public record CallReport(
        String peer,
        boolean outgoing,
        Verdict verdict,
        String reason,
        int status,
        Map<Phase, Duration> times,
        MediaReport media) {
    public CallReport {
        times = Map.copyOf(times);
    }

    /** What became of a call. */
    public enum Verdict {
        /** Answered, and the tone that was listened for was heard. */
        AUDIO,
        /** Answered, and media came, but not the tone. */
        NO_TONE,
        /** Answered, and no media came. */
        NO_MEDIA,
        /** Answered, but ICE or DTLS failed. */
        NO_PATH,
        BUSY,
        NO_ANSWER,
        /** Given up before it was answered. */
        CANCELLED,
        /** Refused otherwise. */
        REFUSED,
        /** The signalling failed. */
        FAILED
    }

    /** A stretch of the way to a call. */
    public enum Phase {
        /** The login at the WWSF; measured by who did it. */
        LOGIN,
        /** Opening the WebSocket; measured by who did it. */
        CONNECT,
        /** From the first REGISTER to its 200. */
        REGISTER,
        /** From INVITE to the first answer that tells something: 18x or final. */
        POST_DIAL,
        /** From INVITE to 200; for a call to us, the time it rang. */
        ANSWER,
        /** From both descriptions known to a selected pair. */
        ICE,
        /** From the selected pair to the keys. */
        DTLS,
        /** From the answer to the first media packet heard. */
        FIRST_MEDIA
    }

    /**
     * The media of a call as this end saw it.
     *
     * @param sent RTP packets sent
     * @param received RTP packets heard
     * @param lost RTP packets that should have been heard (RFC 3550 §A.3)
     * @param jitter of their arrival (RFC 3550 §A.8)
     * @param roundTrip by RTCP; zero when the other end did not report
     * @param profile the SRTP profile, or RTP/AVP
     * @param windows how many tenths of a second were listened to
     * @param windowsWithTone in how many of them the tone was heard
     */
    public record MediaReport(
            long sent,
            long received,
            long lost,
            Duration jitter,
            Duration roundTrip,
            String profile,
            long windows,
            long windowsWithTone) {
        /** Nothing sent, nothing heard. */
        public static final MediaReport NONE =
                new MediaReport(0, 0, 0, Duration.ZERO, Duration.ZERO, "", 0, 0);

        /** The share of the packets that should have been heard and were not, 0 to 1. */
        public double loss() {
            return lost <= 0 ? 0 : (double) lost / (received + lost);
        }

        /** Whether the tone was heard in at least half of the time, and for 0.3 s. */
        public boolean isToneHeard() {
            return windowsWithTone >= 3 && 2 * windowsWithTone >= windows;
        }
    }

    /** Whether audio came back. */
    public boolean isGood() {
        return verdict == Verdict.AUDIO;
    }

    /** The same with one more time in it. */
    public CallReport with(Phase phase, Duration took) {
        var all = new EnumMap<Phase, Duration>(Phase.class);
        all.putAll(times);
        all.put(phase, took);
        return new CallReport(peer, outgoing, verdict, reason, status, all, media);
    }
}
