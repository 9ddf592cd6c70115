package org.wicgate.rtp.srtp;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA1 (RFC 2104) over the platform's SHA-1. The platform's own Mac allocates its result, and
 * so does cloning a keyed digest; hashing the key blocks anew costs less than that.
 */
final class HmacSha1 {
    private static final int BLOCK = 64;
    private static final int LENGTH = 20;

    private final MessageDigest sha1;
    private final byte[] inner = new byte[BLOCK];
    private final byte[] outer = new byte[BLOCK];
    private final byte[] result = new byte[LENGTH];
    private final byte[] word = new byte[4];
    private boolean started;

    HmacSha1(byte[] key) {
        if (key.length > BLOCK) {
            throw new IllegalArgumentException("key of " + key.length + " bytes");
        }
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
        for (int i = 0; i < BLOCK; i++) {
            byte k = i < key.length ? key[i] : 0;
            inner[i] = (byte) (k ^ 0x36);
            outer[i] = (byte) (k ^ 0x5C);
        }
    }

    void update(byte[] b, int off, int len) {
        if (!started) {
            sha1.update(inner, 0, BLOCK);
            started = true;
        }
        sha1.update(b, off, len);
    }

    /** Takes one more word, and ends. */
    void finish(int lastWord) {
        Wire.putInt32(word, 0, lastWord);
        update(word, 0, 4);
        finish();
    }

    void finish() {
        try {
            sha1.digest(result, 0, LENGTH);
            sha1.update(outer, 0, BLOCK);
            sha1.update(result, 0, LENGTH);
            sha1.digest(result, 0, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-1 has " + LENGTH + " bytes", e);
        }
        started = false;
    }

    /** Writes the first bytes of the result. */
    void write(byte[] target, int off, int len) {
        System.arraycopy(result, 0, target, off, len);
    }

    /** Compares the first bytes of the result, in constant time. */
    boolean matches(byte[] b, int off, int len) {
        int difference = 0;
        for (int i = 0; i < len; i++) {
            difference |= result[i] ^ b[off + i];
        }
        return difference == 0;
    }

    void wipe() {
        Arrays.fill(inner, (byte) 0);
        Arrays.fill(outer, (byte) 0);
        Arrays.fill(result, (byte) 0);
        sha1.reset();
    }
}
