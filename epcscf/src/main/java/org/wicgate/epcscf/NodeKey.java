package org.wicgate.epcscf;

import java.util.Arrays;
import org.wicgate.base.Entropy;

/** The secret with which a node signs what it must recognise later; shared by its shards. */
public final class NodeKey {
    private static final int SIZE = 32;

    private final byte[] bytes;

    private NodeKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A key that lives as long as the process. */
    public static NodeKey fresh(Entropy entropy) {
        byte[] bytes = new byte[SIZE];
        entropy.secret(bytes);
        return new NodeKey(bytes);
    }

    /** A copy. */
    byte[] bytes() {
        return Arrays.copyOf(bytes, bytes.length);
    }

    @Override
    public String toString() {
        return "NodeKey";
    }
}
