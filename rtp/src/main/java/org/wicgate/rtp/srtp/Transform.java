package org.wicgate.rtp.srtp;

/**
 * A cryptographic transform under the session keys of SRTP or of SRTCP (RFC 3711 §4 and §5). Knows
 * nothing of indices seen or of SSRCs. Opening a packet that is not authentic leaves it as it was.
 */
sealed interface Transform permits CounterModeHmac, GaloisCounterMode {
    /** Encrypts behind the header and appends the tag; returns the new length. */
    int sealRtp(byte[] b, int off, int header, int len, long index);

    /** Checks and decrypts; {@code len} without the tag. */
    boolean openRtp(byte[] b, int off, int header, int len, long index);

    /** Encrypts behind the first 8 bytes and appends tag and index; returns the new length. */
    int sealRtcp(byte[] b, int off, int len, int index);

    /** Checks and decrypts; {@code len} without tag and index. */
    boolean openRtcp(byte[] b, int off, int len, int index);

    /** Overwrites the keys. */
    void wipe();
}
