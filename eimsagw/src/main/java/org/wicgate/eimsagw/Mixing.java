package org.wicgate.eimsagw;

/**
 * Numbers that look random, out of one that is not guessed twice: for SSRCs and the like, which
 * must differ and need not be secret (RFC 3550 §8.1).
 */
final class Mixing {
    private Mixing() {}

    static long of(long seed) {
        long z = seed * 0x9E3779B97F4A7C15L + 0x6A09E667F3BCC909L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** A seed out of a text. */
    static long of(String text) {
        long seed = 1;
        for (int i = 0; i < text.length(); i++) {
            seed = of(seed ^ text.charAt(i));
        }
        return seed;
    }
}
