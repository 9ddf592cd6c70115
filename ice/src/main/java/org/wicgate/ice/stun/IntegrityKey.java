package org.wicgate.ice.stun;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * A password made ready for MESSAGE-INTEGRITY (RFC 8489 §14.5): prepared once, used for every check
 * of a session. For one thread.
 */
public final class IntegrityKey {
    static final int SIZE = 20;

    private static final String ALGORITHM = "HmacSHA1";
    private static final int MAC_OFFSET_IN_ATTRIBUTE = Attribute.HEADER;

    private final Mac mac;
    private final byte[] start = new byte[4];
    private final byte[] computed = new byte[SIZE];

    private IntegrityKey(byte[] key) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            // HMAC pads keys with zeros, so one zero is the empty key, which JCE would refuse
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** The key of a short-term credential (RFC 8489 §9.1.1). */
    public static IntegrityKey of(String password) {
        return of(password.getBytes(StandardCharsets.UTF_8));
    }

    static IntegrityKey of(byte[] key) {
        return new IntegrityKey(key);
    }

    /** Computes the code of a message whose MESSAGE-INTEGRITY begins at {@code end}. */
    void sign(byte[] message, int offset, int end, byte[] out, int outOffset) {
        // RFC 8489 §14.5: the length in the header "MUST then be set to point to the length of the
        // message up to, and including, the MESSAGE-INTEGRITY attribute itself"
        System.arraycopy(message, offset, start, 0, start.length);
        Bytes.putInt16(
                start, 2, end + MAC_OFFSET_IN_ATTRIBUTE + SIZE - offset - StunMessage.HEADER);
        mac.update(start);
        mac.update(message, offset + start.length, end - offset - start.length);
        try {
            mac.doFinal(out, outOffset);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("no room for " + ALGORITHM, e);
        }
    }

    /** Whether the code in the MESSAGE-INTEGRITY that begins at {@code end} is the right one. */
    boolean matches(byte[] message, int offset, int end) {
        sign(message, offset, end, computed, 0);
        int at = end + MAC_OFFSET_IN_ATTRIBUTE;
        return MessageDigest.isEqual(computed, Arrays.copyOfRange(message, at, at + SIZE));
    }
}
