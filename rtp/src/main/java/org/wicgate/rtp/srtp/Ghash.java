package org.wicgate.rtp.srtp;

/**
 * GHASH (NIST SP 800-38D §6.4), in constant time: products in GF(2^128) are made of integer
 * multiplications whose operands have holes of three zero bits, so that carries never reach the
 * next bit that counts. No tables, so nothing that a neighbour on the same CPU could watch.
 */
final class Ghash {
    private static final long M0 = 0x1111111111111111L;
    private static final long M1 = M0 << 1;
    private static final long M2 = M0 << 2;
    private static final long M3 = M0 << 3;

    // H and the sum of its halves, and each in reversed bit order, which gives the upper halves.
    private long h0;
    private long h1;
    private long h2;
    private long h0r;
    private long h1r;
    private long h2r;

    private long high;
    private long low;

    Ghash(long hHigh, long hLow) {
        key(hHigh, hLow);
    }

    void reset() {
        high = 0;
        low = 0;
    }

    /** Takes whole blocks, the last one filled up with zeros. */
    void update(byte[] b, int off, int len) {
        int i = 0;
        for (; i + 16 <= len; i += 16) {
            block(Wire.int64(b, off + i), Wire.int64(b, off + i + 8));
        }
        if (i < len) {
            block(rest(b, off + i, Math.min(8, len - i)), rest(b, off + i + 8, len - i - 8));
        }
    }

    /** Takes the last block: the lengths in bytes of additional data and of ciphertext. */
    void lengths(int additional, int ciphertext) {
        block(8L * additional, 8L * ciphertext);
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    void wipe() {
        key(0, 0);
        reset();
    }

    private void key(long hHigh, long hLow) {
        h1 = hHigh;
        h0 = hLow;
        h2 = h0 ^ h1;
        h0r = Long.reverse(h0);
        h1r = Long.reverse(h1);
        h2r = h0r ^ h1r;
    }

    private static long rest(byte[] b, int off, int len) {
        long word = 0;
        for (int i = 0; i < len; i++) {
            word |= (b[off + i] & 0xFFL) << (56 - 8 * i);
        }
        return word;
    }

    /** (state + block) * H: Karatsuba over 64-bit halves, then the reduction. */
    private void block(long blockHigh, long blockLow) {
        long y1 = high ^ blockHigh;
        long y0 = low ^ blockLow;
        long y1r = Long.reverse(y1);
        long y0r = Long.reverse(y0);

        long z0 = multiply(y0, h0);
        long z1 = multiply(y1, h1);
        long z2 = multiply(y0 ^ y1, h2) ^ z0 ^ z1;
        long z0r = multiply(y0r, h0r);
        long z1r = multiply(y1r, h1r);
        long z2r = multiply(y0r ^ y1r, h2r) ^ z0r ^ z1r;

        long v0 = z0;
        long v1 = (Long.reverse(z0r) >>> 1) ^ z2;
        long v2 = z1 ^ (Long.reverse(z2r) >>> 1);
        long v3 = Long.reverse(z1r) >>> 1;
        reduce(v0 << 1, (v1 << 1) | (v0 >>> 63), (v2 << 1) | (v1 >>> 63), (v3 << 1) | (v2 >>> 63));
    }

    /** Modulo x^128 + x^7 + x^2 + x + 1, bits reversed. */
    private void reduce(long v0, long v1, long v2, long v3) {
        long w2 = v2 ^ v0 ^ (v0 >>> 1) ^ (v0 >>> 2) ^ (v0 >>> 7);
        long w1 = v1 ^ (v0 << 63) ^ (v0 << 62) ^ (v0 << 57);
        high = v3 ^ w1 ^ (w1 >>> 1) ^ (w1 >>> 2) ^ (w1 >>> 7);
        low = w2 ^ (w1 << 63) ^ (w1 << 62) ^ (w1 << 57);
    }

    /** The lower 64 bits of the product of two polynomials over GF(2). */
    private static long multiply(long x, long y) {
        long x0 = x & M0;
        long x1 = x & M1;
        long x2 = x & M2;
        long x3 = x & M3;
        long y0 = y & M0;
        long y1 = y & M1;
        long y2 = y & M2;
        long y3 = y & M3;
        long z0 = (x0 * y0) ^ (x1 * y3) ^ (x2 * y2) ^ (x3 * y1);
        long z1 = (x0 * y1) ^ (x1 * y0) ^ (x2 * y3) ^ (x3 * y2);
        long z2 = (x0 * y2) ^ (x1 * y1) ^ (x2 * y0) ^ (x3 * y3);
        long z3 = (x0 * y3) ^ (x1 * y2) ^ (x2 * y1) ^ (x3 * y0);
        return (z0 & M0) | (z1 & M1) | (z2 & M2) | (z3 & M3);
    }
}
