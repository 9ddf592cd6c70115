package org.wicgate.rtp.srtp;

import java.util.Optional;

/**
 * The protection profiles we speak (RFC 5764 §4.1.2, RFC 7714 §14.2). The last one has short tags
 * for RTP and is for peers keyed by SDP alone (RFC 4568 §6.2.2); DTLS never offers it.
 */
public enum SrtpProfile {
    AEAD_AES_128_GCM(0x0007, "SRTP_AEAD_AES_128_GCM", 12, 16, 16),
    AES128_CM_HMAC_SHA1_80(0x0001, "SRTP_AES128_CM_HMAC_SHA1_80", 14, 10, 10),
    AES128_CM_HMAC_SHA1_32(0x0002, "SRTP_AES128_CM_HMAC_SHA1_32", 14, 4, 10);

    /** Bytes of the master key, in every profile here. */
    static final int KEY = 16;

    private final int id;
    private final String ianaName;
    private final int salt;
    private final int tag;
    private final int rtcpTag;

    SrtpProfile(int id, String ianaName, int salt, int tag, int rtcpTag) {
        this.id = id;
        this.ianaName = ianaName;
        this.salt = salt;
        this.tag = tag;
        this.rtcpTag = rtcpTag;
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
        return 2 * keyLength();
    }

    /** Bytes of one master key with its salt behind it (RFC 4568 §6.1). */
    public int keyLength() {
        return KEY + salt;
    }

    /** Bytes by which protection lengthens a packet at most: SRTCP's tag and index. */
    public int overhead() {
        return rtcpTag + 4;
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

    /** Bytes of the tag of an RTP packet. */
    int tag() {
        return tag;
    }

    /** Bytes of the tag of an RTCP packet. */
    int rtcpTag() {
        return rtcpTag;
    }
}
