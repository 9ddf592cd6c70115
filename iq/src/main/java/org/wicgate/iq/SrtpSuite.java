package org.wicgate.iq;

/** How SRTP in the core is protected, by its name in SDP (RFC 4568 §6.2, RFC 7714 §14.1). */
public enum SrtpSuite {
    AES_CM_128_HMAC_SHA1_80(30),
    AES_CM_128_HMAC_SHA1_32(30),
    AEAD_AES_128_GCM(28);

    private final int keyLength;

    SrtpSuite(int keyLength) {
        this.keyLength = keyLength;
    }

    /** Bytes of the master key with its salt behind it. */
    public int keyLength() {
        return keyLength;
    }
}
