package org.wicgate.codec;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.github.jaredmdobson.concentus.OpusSignal;

/**
 * Speech into Opus payloads (RFC 6716) of 8000 samples a second, with forward error correction: a
 * payload tells again, in few bits, what the one before it said.
 */
final class OpusEncoding implements SpeechEncoder {
    private static final int BITS_PER_SECOND = 24_000;
    private static final int COMPLEXITY = 5;
    private static final int LOSS_PERCENT = 5;

    private final OpusEncoder encoder;

    OpusEncoding() {
        try {
            encoder = new OpusEncoder(G711.RATE, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        } catch (OpusException e) {
            throw new IllegalStateException("8000 Hz mono is refused", e);
        }
        encoder.setBitrate(BITS_PER_SECOND);
        encoder.setComplexity(COMPLEXITY);
        encoder.setSignalType(OpusSignal.OPUS_SIGNAL_VOICE);
        encoder.setUseInbandFEC(true);
        encoder.setPacketLossPercent(LOSS_PERCENT);
    }

    @Override
    public int encode(short[] samples, int count, byte[] target, int off) {
        try {
            return encoder.encode(samples, 0, count, target, off, MAX_PAYLOAD);
        } catch (OpusException e) {
            throw new IllegalStateException("a frame of " + count + " samples", e);
        }
    }

    @Override
    public void expectLoss(int percent) {
        encoder.setPacketLossPercent(Math.clamp(percent, LOSS_PERCENT, 100));
    }
}
