package org.wicgate.iq;

import java.util.List;

/** What happens to the media of a stream between its two ends (TS 23.334 §5.13). */
public sealed interface Interworking {
    /** Nothing new; a new stream is {@link Relayed}. */
    record Unset() implements Interworking {}

    /** Keys end on each leg, and payloads pass as they are. */
    record Relayed() implements Interworking {}

    /**
     * DTLS and SRTP pass as they are, on the RTP port of the core side: the keys are the two ends'
     * own, and only ICE ends here (TS 23.334 §5.20.3). The fingerprints of the stream's description
     * are not used.
     */
    record Transparent() implements Interworking {}

    /**
     * Speech is brought from what one leg speaks into what the other does (TS 23.334 §5.13.4); each
     * leg has RTP and RTCP of its own.
     */
    record Transcoded(Payloads access, Payloads core) implements Interworking {}

    /**
     * The payloads of one leg. Each of them may come from it; it is sent the first that is speech,
     * and events as the first that is an event.
     *
     * @param ptime milliseconds of speech in a packet that is sent to it
     */
    record Payloads(List<Payload> formats, int ptime) {}

    /** A payload type and what it stands for. */
    record Payload(int type, Encoding encoding) {}

    /** What a payload is. */
    enum Encoding {
        PCMU(8000, true),
        PCMA(8000, true),
        OPUS(48_000, true),
        /** telephone-event (RFC 4733) on the clock of G.711. */
        EVENT_8000(8000, false),
        /** telephone-event on the clock of Opus. */
        EVENT_48000(48_000, false);

        private final int clockRate;
        private final boolean isSpeech;

        Encoding(int clockRate, boolean isSpeech) {
            this.clockRate = clockRate;
            this.isSpeech = isSpeech;
        }

        /** Ticks of its RTP clock in a second. */
        public int clockRate() {
            return clockRate;
        }

        /** Whether it is speech, and not an event. */
        public boolean isSpeech() {
            return isSpeech;
        }
    }
}
