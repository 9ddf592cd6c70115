package org.wicgate.rtp.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Both transforms against the platform's own GCM, counter mode and Mac, over random packets. */
class TransformTest {
    private final Random random = new Random(8);
    private final byte[] key = bytes(16);

    @Test
    void gcmAgreesWithThePlatform() throws GeneralSecurityException {
        byte[] salt = bytes(12);
        var gcm = new GaloisCounterMode(key, salt);
        for (int i = 0; i < 2000; i++) {
            int len = 12 + random.nextInt(1400);
            int header = 12 + random.nextInt(Math.min(40, len - 11));
            long index = random.nextLong() >>> 16;
            byte[] b = Arrays.copyOf(bytes(len), len + 16);

            byte[] iv =
                    ByteBuffer.allocate(12)
                            .putShort((short) 0)
                            .putInt(Wire.int32(b, 8))
                            .putInt((int) (index >>> 16))
                            .putShort((short) index)
                            .array();
            xor(iv, salt);
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(128, iv));
            cipher.updateAAD(b, 0, header);
            byte[] expected = b.clone();
            cipher.doFinal(b, header, len - header, expected, header);

            gcm.sealRtp(b, 0, header, len, index);
            assertArrayEquals(expected, b, "seed=8, packet " + i);
        }
    }

    @Test
    void counterModeAndHmacAgreeWithThePlatform() throws GeneralSecurityException {
        byte[] salt = bytes(14);
        byte[] authentication = bytes(20);
        var transform = new CounterModeHmac(key, authentication, salt, 10);
        for (int i = 0; i < 2000; i++) {
            int len = 12 + random.nextInt(1400);
            long index = random.nextLong() >>> 16;
            byte[] b = Arrays.copyOf(bytes(len), len + 10);

            byte[] iv =
                    ByteBuffer.allocate(16)
                            .putInt(0)
                            .putInt(Wire.int32(b, 8))
                            .putLong(index << 16)
                            .array();
            xor(iv, salt);
            var cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            byte[] expected = b.clone();
            cipher.doFinal(b, 12, len - 12, expected, 12);
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(authentication, "HmacSHA1"));
            mac.update(expected, 0, len);
            mac.update(ByteBuffer.allocate(4).putInt(0, (int) (index >>> 16)));
            System.arraycopy(mac.doFinal(), 0, expected, len, 10);

            transform.sealRtp(b, 0, 12, len, index);
            assertArrayEquals(expected, b, "seed=8, packet " + i);
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void xor(byte[] target, byte[] with) {
        for (int i = 0; i < with.length; i++) {
            target[i] ^= with[i];
        }
    }
}
