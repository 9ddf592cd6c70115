package org.wicgate.codec;

import java.util.Arrays;

/** G.711 as a codec of one talk: a lost frame is the one before it again, ever softer. */
final class G711Speech implements SpeechEncoder, SpeechDecoder {
    private static final int SHORTEST = G711.RATE / 100;

    private final G711 law;
    private final short[] last = new short[MAX_SAMPLES];
    private int lastCount;

    G711Speech(G711 law) {
        this.law = law;
    }

    @Override
    public int encode(short[] samples, int count, byte[] target, int off) {
        for (int i = 0; i < count; i++) {
            target[off + i] = law.encode(samples[i]);
        }
        return count;
    }

    @Override
    public void expectLoss(int percent) {}

    @Override
    public int decode(byte[] payload, int off, int len, short[] target) {
        if (len < 1 || len > MAX_SAMPLES) {
            return -1;
        }
        law.decode(payload, off, len, target);
        System.arraycopy(target, 0, last, 0, len);
        lastCount = len;
        return len;
    }

    @Override
    public void conceal(byte[] next, int off, int len, int count, short[] target) {
        if (lastCount < SHORTEST) {
            Arrays.fill(target, 0, count, (short) 0);
            return;
        }
        for (int i = 0; i < lastCount; i++) {
            last[i] = (short) (last[i] / 2);
        }
        for (int i = 0; i < count; i++) {
            target[i] = last[i % lastCount];
        }
    }
}
