package org.wicgate.epcscf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wicgate.base.Entropy;

/**
 * The secret with which a node signs what it must recognise later; shared by its shards. Each start
 * has its own, so that no number of a connection means another one later; those of earlier starts
 * are remembered, to know one's own word again.
 */
public final class NodeKey {
    private static final int SIZE = 32;
    private static final int MAX_EARLIER = 8;

    private final byte[] bytes;
    private final List<byte[]> earlier;

    private NodeKey(byte[] bytes, List<byte[]> earlier) {
        this.bytes = bytes;
        this.earlier = List.copyOf(earlier);
    }

    /** A key that lives as long as the process. */
    public static NodeKey fresh(Entropy entropy) {
        return after(new byte[0], entropy);
    }

    /**
     * A fresh key that remembers the earlier ones.
     *
     * @param kept what {@link #kept} gave at the last start; anything else is worth nothing
     */
    public static NodeKey after(byte[] kept, Entropy entropy) {
        byte[] bytes = new byte[SIZE];
        entropy.secret(bytes);
        var earlier = new ArrayList<byte[]>();
        int count = kept.length % SIZE == 0 ? kept.length / SIZE : 0;
        for (int i = 0; i < Math.min(count, MAX_EARLIER); i++) {
            earlier.add(Arrays.copyOfRange(kept, i * SIZE, (i + 1) * SIZE));
        }
        return new NodeKey(bytes, earlier);
    }

    /** All of it, to be kept for the next start. A secret. */
    public byte[] kept() {
        byte[] all = Arrays.copyOf(bytes, SIZE * (1 + earlier.size()));
        for (int i = 0; i < earlier.size(); i++) {
            System.arraycopy(earlier.get(i), 0, all, SIZE * (i + 1), SIZE);
        }
        return all;
    }

    /** A copy. */
    byte[] bytes() {
        return Arrays.copyOf(bytes, bytes.length);
    }

    /** Of the starts before, the last one first. */
    List<byte[]> earlier() {
        return earlier;
    }

    @Override
    public String toString() {
        return "NodeKey";
    }
}
