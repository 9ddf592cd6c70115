package org.wicgate.rtp;

/**
 * What a receiver counts about one SSRC: sequence numbers extended (RFC 3550 §A.1, without
 * probation: SRTP or a fixed source has already said who it is), loss (§A.3) and jitter (§A.8).
 */
public final class Reception {
    private static final int CYCLE = 1 << 16;
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final int NO_SEQUENCE = -1;

    private final int clockRate;
    private boolean started;
    private int highest;
    private long cycles;
    private int base;
    private int badSequence = NO_SEQUENCE;
    private long received;
    private long expectedBefore;
    private long receivedBefore;

    private long firstNanos;
    private int transit;
    private boolean transitKnown;
    // Scaled by 16, as in RFC 3550 §A.8.
    private long jitter;

    /** Counts for one SSRC whose timestamps run at this rate. */
    public Reception(int clockRate) {
        this.clockRate = clockRate;
    }

    /** Counts one packet. False when its sequence number is far off and it was not counted. */
    public boolean count(int sequence, int timestamp, long nowNanos) {
        if (!count(sequence)) {
            return false;
        }
        measureJitter(timestamp, nowNanos);
        return true;
    }

    /** The same for a packet whose timestamp does not say when it was made, as of an event. */
    public boolean count(int sequence) {
        if (!started) {
            started = true;
            restart(sequence);
        } else if (!advance(sequence)) {
            return false;
        }
        received++;
        return true;
    }

    /** Packets counted, repeated and late ones among them. */
    public long received() {
        return received;
    }

    /** How many packets should have come. */
    public long expected() {
        return started ? extendedHighest() - base + 1 : 0;
    }

    /** Packets missing; below 0 when more came twice than were lost. */
    public long lost() {
        return expected() - received;
    }

    /** The fraction lost since the last call, in 256ths: for the next report. */
    public int fractionLost() {
        long expectedNow = expected() - expectedBefore;
        long lostNow = expectedNow - (received - receivedBefore);
        expectedBefore = expected();
        receivedBefore = received;
        return expectedNow <= 0 || lostNow <= 0
                ? 0
                : (int) Math.min(255, lostNow * 256 / expectedNow);
    }

    /** The highest sequence number with its cycles. */
    public long extendedHighest() {
        return cycles + highest;
    }

    /** Interarrival jitter in units of the RTP clock. */
    public long jitter() {
        return jitter >> 4;
    }

    /** The same in microseconds. */
    public long jitterMicros() {
        return clockRate == 0 ? 0 : (jitter * 1_000_000 / clockRate) >> 4;
    }

    private boolean advance(int sequence) {
        int ahead = (sequence - highest) & 0xFFFF;
        if (ahead < MAX_DROPOUT) {
            cycles += sequence < highest ? CYCLE : 0;
            highest = sequence;
        } else if (ahead <= CYCLE - MAX_MISORDER) {
            if (sequence != badSequence) {
                badSequence = (sequence + 1) & 0xFFFF;
                return false;
            }
            restart(sequence); // two in a row: the source began anew
        }
        return true;
    }

    private void restart(int sequence) {
        base = sequence;
        highest = sequence;
        cycles = 0;
        badSequence = NO_SEQUENCE;
        received = 0;
        expectedBefore = 0;
        receivedBefore = 0;
    }

    private void measureJitter(int timestamp, long nowNanos) {
        if (!transitKnown) {
            firstNanos = nowNanos;
        }
        long micros = (nowNanos - firstNanos) / 1000;
        int arrival = (int) (micros * clockRate / 1_000_000);
        int now = arrival - timestamp;
        if (transitKnown) {
            long difference = Math.abs((long) (now - transit));
            jitter += difference - ((jitter + 8) >> 4);
        }
        transit = now;
        transitKnown = true;
    }
}
