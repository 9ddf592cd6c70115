package org.wicgate.eimsagw;

import java.util.Arrays;

/**
 * Brings the packets of one source into order. A packet that comes too early waits for one more to
 * come; what is missing then is lost. So nothing is late while nothing is missing.
 */
final class Resequencer {
    /** Takes packets in order. */
    interface Taker {
        /**
         * The next one; the bytes are on loan.
         *
         * @param lost how many are missing before it
         */
        void take(byte[] packet, int off, int len, int lost, long nowNanos);
    }

    private static final int MAX_GAP = 100;
    private static final int WAITS = 2;

    private final Taker taker;
    private final byte[][] held = new byte[WAITS][];
    private final int[] sequences = new int[WAITS];
    private int waiting;
    private int next;
    private boolean isStarted;

    Resequencer(Taker taker) {
        this.taker = taker;
    }

    /** Another source begins. */
    void restart() {
        isStarted = false;
        waiting = 0;
    }

    void put(int sequence, byte[] packet, int off, int len, long nowNanos) {
        int ahead = isStarted ? (short) (sequence - next) : 0;
        if (ahead < 0 && ahead > -MAX_GAP) {
            return; // it was given up, or comes twice
        }
        if (ahead == 0 || Math.abs(ahead) >= MAX_GAP) {
            isStarted = true;
            waiting = ahead == 0 ? waiting : 0;
            next = sequence + 1 & 0xFFFF;
            taker.take(packet, off, len, 0, nowNanos);
        } else {
            hold(sequence, packet, off, len);
        }
        release(nowNanos);
    }

    private void hold(int sequence, byte[] packet, int off, int len) {
        if (waiting == 1 && sequences[0] == sequence) {
            return;
        }
        boolean isFirst = waiting == 1 && (short) (sequence - sequences[0]) < 0;
        if (isFirst) {
            held[1] = held[0];
            sequences[1] = sequences[0];
        }
        int at = isFirst ? 0 : waiting;
        held[at] = Arrays.copyOfRange(packet, off, off + len);
        sequences[at] = sequence;
        waiting++;
    }

    private void release(long nowNanos) {
        while (waiting > 0 && (waiting == WAITS || sequences[0] == next)) {
            int lost = sequences[0] - next & 0xFFFF;
            byte[] packet = held[0];
            next = sequences[0] + 1 & 0xFFFF;
            held[0] = held[1];
            sequences[0] = sequences[1];
            waiting--;
            taker.take(packet, 0, packet.length, lost, nowNanos);
        }
    }
}
