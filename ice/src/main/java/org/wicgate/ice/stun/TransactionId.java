package org.wicgate.ice.stun;

import org.wicgate.base.Entropy;

/** The 96 bits that tie an answer to its request (RFC 8489 §5). */
public record TransactionId(int high, int middle, int low) {
    static final int SIZE = 12;

    /** A new one; hard to guess, so that only who saw the request can answer it. */
    public static TransactionId create(Entropy entropy) {
        byte[] bytes = new byte[SIZE];
        entropy.wire(bytes);
        return read(bytes, 0);
    }

    static TransactionId read(byte[] in, int offset) {
        return new TransactionId(
                Bytes.int32(in, offset), Bytes.int32(in, offset + 4), Bytes.int32(in, offset + 8));
    }

    void write(byte[] out, int offset) {
        Bytes.putInt32(out, offset, high);
        Bytes.putInt32(out, offset + 4, middle);
        Bytes.putInt32(out, offset + 8, low);
    }
}
