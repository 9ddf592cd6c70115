package org.wicgate.codec;

/** One direction of one talk on its way into payloads; keeps state from frame to frame. */
public interface SpeechEncoder {
    /** The longest payload that comes out. */
    int MAX_PAYLOAD = 640;

    /**
     * Encodes one frame.
     *
     * @param samples at 8000 a second
     * @param count of them: 10, 20, 40 or 60 ms
     * @param target has {@link #MAX_PAYLOAD} bytes of room at {@code off}
     * @return the length of the payload
     */
    int encode(short[] samples, int count, byte[] target, int off);

    /** How many of a hundred payloads the other end misses; for codecs that can do something. */
    void expectLoss(int percent);
}
