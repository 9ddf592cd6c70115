package org.wicgate.codec;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.util.Arrays;

/** Opus payloads (RFC 6716) as 8000 samples a second, whatever they were made of. */
final class OpusDecoding implements SpeechDecoder {
    private static final int MAX_LENGTH = 1500;

    private final OpusDecoder decoder;

    OpusDecoding() {
        try {
            decoder = new OpusDecoder(G711.RATE, 1);
        } catch (OpusException e) {
            throw new IllegalStateException("8000 Hz mono is refused", e);
        }
    }

    @Override
    public int decode(byte[] payload, int off, int len, short[] target) {
        return len < 1 || len > MAX_LENGTH
                ? -1
                : decode(payload, off, len, target, MAX_SAMPLES, false);
    }

    @Override
    public void conceal(byte[] next, int off, int len, int count, short[] target) {
        boolean told = len > 0 && decode(next, off, len, target, count, true) == count;
        if (!told && conceal(target, count) != count) {
            Arrays.fill(target, 0, count, (short) 0);
        }
    }

    private int conceal(short[] target, int count) {
        try {
            return decoder.decode((byte[]) null, 0, 0, target, 0, count, false);
        } catch (OpusException e) {
            return -1;
        }
    }

    // The library says of a crafted payload what it likes: an index out of bounds, a failed
    // assertion. None of it may leave here, and its state is not to be trusted afterwards.
    @SuppressWarnings("CatchingUnchecked")
    private int decode(
            byte[] payload, int off, int len, short[] target, int room, boolean isBefore) {
        try {
            return decoder.decode(payload, off, len, target, 0, room, isBefore);
        } catch (OpusException | RuntimeException | AssertionError e) {
            decoder.resetState();
            return -1;
        }
    }
}
