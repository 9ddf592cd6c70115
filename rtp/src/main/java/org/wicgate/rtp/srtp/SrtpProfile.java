package org.wicgate.rtp.srtp;

import java.util.Optional;

/**
 * The protection profiles we speak, in our order of preference (RFC 5764 §4.1.2, RFC 7714 §14.2).
 */
public enum SrtpProfile {
    AEAD_AES_128_GCM(0x0007, "SRTP_AEAD_AES_128_GCM", 12, 16),
    AES128_CM_HMAC_SHA1_80(0x0001, "SRTP_AES128_CM_HMAC_SHA1_80", 14, 10);

    /** Bytes of the master key, in every profile here. */
    static final int KEY = 16;

    private final int id;
    private final String ianaName;
    private final int salt;
    private final int tag;

    SrtpProfile(int id, String ianaName, int salt, int tag) {
        this.id = id;
        this.ianaName = ianaName;
        this.salt = salt;
        this.tag = tag;
    }

    /** Its number in the use_srtp extension. */
    public int id() {
        return id;
    }

    /** Its name in the IANA registry. */
    public String ianaName() {
        return ianaName;
    }

    /** Bytes to export from DTLS: two keys and two salts (RFC 5764 §4.2). */
    public int exportedLength() {
        return 2 * (KEY + salt);
    }

    /** Bytes by which protection lengthens a packet at most: SRTCP's tag and index. */
    public int overhead() {
        return tag + 4;
    }

    /** The profile of this number, empty when it is not one of ours. */
    public static Optional<SrtpProfile> of(int id) {
        for (var profile : values()) {
            if (profile.id == id) {
                return Optional.of(profile);
            }
        }
        return Optional.empty();
    }

    int salt() {
        return salt;
    }

    int tag() {
        return tag;
    }
}
