package org.wicgate.rtp.srtp;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;

/**
 * AES in counter mode (RFC 3711 §4.1.1). The platform's counter mode wants a new parameter object
 * for each packet; its ECB mode does not, and encrypts the counters just as fast.
 *
 * <p>The counter has 16 bits: 1 MB for each packet, more than UDP carries.
 */
final class AesCounter {
    static final int BLOCK = 16;

    private static final int CHUNK = 32 * BLOCK;

    private final Cipher ecb;
    private final byte[] counters = new byte[CHUNK];
    private final byte[] keystream = new byte[CHUNK];

    AesCounter(byte[] key) {
        try {
            ecb = Cipher.getInstance("AES/ECB/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES", e);
        }
        rekey(key);
    }

    /**
     * Applies the keystream to data in place.
     *
     * @param ivHigh the first 8 bytes of the counter block
     * @param ivLow the last 8, with 16 zero bits at the end
     * @param counter of the first block
     */
    void apply(long ivHigh, long ivLow, int counter, byte[] data, int off, int len) {
        for (int done = 0; done < len; done += CHUNK) {
            int part = Math.min(CHUNK, len - done);
            encryptCounters(ivHigh, ivLow, counter + done / BLOCK, part);
            xor(data, off + done, part);
        }
    }

    /** The first 8 bytes of one block of keystream; {@link #blockLow} has the rest. */
    long blockHigh(long ivHigh, long ivLow, int counter) {
        encryptCounters(ivHigh, ivLow, counter, BLOCK);
        return Wire.int64(keystream, 0);
    }

    long blockLow() {
        return Wire.int64(keystream, 8);
    }

    void wipe() {
        rekey(new byte[SrtpProfile.KEY]);
        Arrays.fill(keystream, (byte) 0);
    }

    private void encryptCounters(long ivHigh, long ivLow, int counter, int len) {
        int blocks = (len + BLOCK - 1) / BLOCK;
        for (int i = 0; i < blocks; i++) {
            Wire.putInt64(counters, i * BLOCK, ivHigh);
            Wire.putInt64(counters, i * BLOCK + 8, ivLow ^ ((counter + i) & 0xFFFF));
        }
        try {
            ecb.update(counters, 0, blocks * BLOCK, keystream, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("keystream of " + len, e);
        }
    }

    private void xor(byte[] data, int off, int len) {
        int i = 0;
        for (; i + 8 <= len; i += 8) {
            Wire.putInt64(data, off + i, Wire.int64(data, off + i) ^ Wire.int64(keystream, i));
        }
        for (; i < len; i++) {
            data[off + i] ^= keystream[i];
        }
    }

    private void rekey(byte[] bytes) {
        var key = new AesKey(bytes);
        try {
            ecb.init(Cipher.ENCRYPT_MODE, key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java takes a 16-byte AES key", e);
        } finally {
            key.destroy();
        }
    }
}
