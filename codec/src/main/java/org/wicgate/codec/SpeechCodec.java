package org.wicgate.codec;

/** The codecs that speech can be brought from and into, at 8000 samples a second in between. */
public enum SpeechCodec {
    PCMU(G711.RATE) {
        @Override
        public SpeechEncoder encoder() {
            return new G711Speech(G711.MU_LAW);
        }

        @Override
        public SpeechDecoder decoder() {
            return new G711Speech(G711.MU_LAW);
        }
    },
    PCMA(G711.RATE) {
        @Override
        public SpeechEncoder encoder() {
            return new G711Speech(G711.A_LAW);
        }

        @Override
        public SpeechDecoder decoder() {
            return new G711Speech(G711.A_LAW);
        }
    },
    /** RFC 6716; its RTP clock is that of 48000 samples, whatever is in it (RFC 7587 §4.1). */
    OPUS(48_000) {
        @Override
        public SpeechEncoder encoder() {
            return new OpusEncoding();
        }

        @Override
        public SpeechDecoder decoder() {
            return new OpusDecoding();
        }
    };

    private final int clockRate;

    SpeechCodec(int clockRate) {
        this.clockRate = clockRate;
    }

    /** Ticks of its RTP clock in a second. */
    public int clockRate() {
        return clockRate;
    }

    /** For one direction of one talk. */
    public abstract SpeechEncoder encoder();

    /** For one direction of one talk. */
    public abstract SpeechDecoder decoder();
}
