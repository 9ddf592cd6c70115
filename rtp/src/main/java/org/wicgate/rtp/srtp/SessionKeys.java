package org.wicgate.rtp.srtp;

import java.util.Arrays;

/**
 * Session keys out of a master key (RFC 3711 §4.3, RFC 7714 §11): one keystream for each label, the
 * key derivation rate being 0.
 */
final class SessionKeys {
    private static final int RTP_LABELS = 0;
    private static final int RTCP_LABELS = 3;
    private static final int AUTHENTICATION = 20;

    private SessionKeys() {}

    static Transform rtp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        return transform(profile, masterKey, masterSalt, RTP_LABELS);
    }

    static Transform rtcp(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        return transform(profile, masterKey, masterSalt, RTCP_LABELS);
    }

    private static Transform transform(
            SrtpProfile profile, byte[] masterKey, byte[] masterSalt, int labels) {
        byte[] key = derive(masterKey, masterSalt, labels, SrtpProfile.KEY);
        byte[] authentication = derive(masterKey, masterSalt, labels + 1, AUTHENTICATION);
        byte[] salt = derive(masterKey, masterSalt, labels + 2, profile.salt());
        try {
            return switch (profile) {
                case AEAD_AES_128_GCM -> new GaloisCounterMode(key, salt);
                case AES128_CM_HMAC_SHA1_80, AES128_CM_HMAC_SHA1_32 ->
                        new CounterModeHmac(key, authentication, salt, profile.tag());
            };
        } finally {
            Arrays.fill(key, (byte) 0);
            Arrays.fill(authentication, (byte) 0);
            Arrays.fill(salt, (byte) 0);
        }
    }

    static byte[] derive(byte[] masterKey, byte[] masterSalt, int label, int length) {
        // RFC 7714 §11: a salt of 12 bytes is filled up to 14 on the right.
        byte[] x = Arrays.copyOf(masterSalt, AesCounter.BLOCK);
        x[7] ^= (byte) label;
        var prf = new AesCounter(masterKey);
        byte[] out = new byte[length];
        prf.apply(Wire.int64(x, 0), Wire.int64(x, 8), 0, out, 0, length);
        prf.wipe();
        Arrays.fill(x, (byte) 0);
        return out;
    }
}
