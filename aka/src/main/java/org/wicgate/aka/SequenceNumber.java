package org.wicgate.aka;

/**
 * SQN: 43 bits that count, SEQ, and 5 bits that name one of 32 rows of counters, IND (TS 33.102
 * §C.1.1.1, §C.3).
 *
 * @param value all 48 bits
 */
record SequenceNumber(long value) {
    /** How many rows a card keeps. */
    static final int ROWS = 32;

    /** SEQ at its largest. */
    static final long MAX_SEQ = (1L << 43) - 1;

    static SequenceNumber of(long seq, int ind) {
        return new SequenceNumber(seq * ROWS + ind);
    }

    static SequenceNumber read(byte[] six) {
        long value = 0;
        for (byte octet : six) {
            value = (value << 8) | (octet & 0xFF);
        }
        return new SequenceNumber(value);
    }

    long seq() {
        return value / ROWS;
    }

    int ind() {
        return (int) (value % ROWS);
    }

    byte[] bytes() {
        byte[] out = new byte[Milenage.SQN];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (value >>> (8 * (out.length - 1 - i)));
        }
        return out;
    }
}
