package org.wicgate.rtp.srtp;

/** Which of the last 128 indices were seen (RFC 3711 §3.3.2 asks for 64 at least). */
final class ReplayWindow {
    static final int SIZE = 128;

    private long top = -1;
    // Bit i of recent: top - i was seen; of older: top - 64 - i.
    private long recent;
    private long older;

    /** The highest index seen; -1 for none. */
    long top() {
        return top;
    }

    boolean isFresh(long index) {
        if (index < 0) {
            return false;
        }
        long age = top - index;
        if (age < 0) {
            return true;
        }
        if (age >= SIZE) {
            return false;
        }
        return age < 64 ? ((recent >>> age) & 1) == 0 : ((older >>> (age - 64)) & 1) == 0;
    }

    void accept(long index) {
        long age = top - index;
        if (age < 0) {
            advance(-age);
            top = index;
            recent |= 1;
        } else if (age < 64) {
            recent |= 1L << age;
        } else {
            older |= 1L << (age - 64);
        }
    }

    private void advance(long by) {
        if (by >= SIZE) {
            recent = 0;
            older = 0;
        } else if (by >= 64) {
            older = recent << (by - 64);
            recent = 0;
        } else {
            older = (older << by) | (recent >>> (64 - by));
            recent <<= by;
        }
    }
}
