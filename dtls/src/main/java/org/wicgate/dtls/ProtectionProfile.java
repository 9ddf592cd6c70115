package org.wicgate.dtls;

import org.jspecify.annotations.Nullable;

/** The SRTP protection profiles that are offered and accepted, best first (RFC 5764 §4.1.2). */
public enum ProtectionProfile {
    /** RFC 7714 §14.2. */
    SRTP_AEAD_AES_128_GCM(0x0007, 16, 12),
    /** RFC 5764 §4.1.2. */
    SRTP_AES128_CM_HMAC_SHA1_80(0x0001, 16, 14);

    private final int number;
    private final int keyLength;
    private final int saltLength;

    ProtectionProfile(int number, int keyLength, int saltLength) {
        this.number = number;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
    }

    /** Its number in the use_srtp extension. */
    public int number() {
        return number;
    }

    /** Bytes of a master key. */
    public int keyLength() {
        return keyLength;
    }

    /** Bytes of a master salt. */
    public int saltLength() {
        return saltLength;
    }

    static @Nullable ProtectionProfile of(int number) {
        for (var profile : values()) {
            if (profile.number == number) {
                return profile;
            }
        }
        return null;
    }
}
