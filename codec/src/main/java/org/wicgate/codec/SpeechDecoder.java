package org.wicgate.codec;

/** One direction of one talk as it comes out of payloads; keeps state from frame to frame. */
public interface SpeechDecoder {
    /** The most samples that one payload gives: 120 ms at 8000 a second. */
    int MAX_SAMPLES = 960;

    /**
     * Decodes one payload, which may be crafted.
     *
     * @param target has room for {@link #MAX_SAMPLES}
     * @return how many samples at 8000 a second; -1 when the payload is none of this codec's
     */
    int decode(byte[] payload, int off, int len, short[] target);

    /**
     * Makes up for payloads that were lost.
     *
     * @param next the payload that came after them, which may tell of the last of them; its length
     *     is 0 when there is none
     * @param count samples to make: a multiple of 2.5 ms, {@link #MAX_SAMPLES} at most
     */
    void conceal(byte[] next, int off, int len, int count, short[] target);
}
