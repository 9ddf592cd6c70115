package org.wicgate.rtp.srtp;

import java.util.Arrays;

/**
 * AEAD_AES_128_GCM with its 16-byte tag (RFC 7714 §8, §9). Put together from AES and {@link Ghash}:
 * the platform's GCM allocates a kilobyte for each packet and throws an exception at each forgery.
 */
final class GaloisCounterMode implements Transform {
    private static final int TAG = 16;
    private static final int TAG_COUNTER = 1;
    private static final int FIRST_COUNTER = 2;

    private final AesCounter aes;
    private final Ghash ghash;
    private final byte[] additional = new byte[Wire.RTCP_HEADER + 4];
    private long saltHigh;
    private long saltLow;
    private long tagHigh;
    private long tagLow;

    GaloisCounterMode(byte[] key, byte[] salt) {
        aes = new AesCounter(key);
        ghash = new Ghash(aes.blockHigh(0, 0, 0), aes.blockLow());
        byte[] block = Arrays.copyOf(salt, AesCounter.BLOCK);
        saltHigh = Wire.int64(block, 0);
        saltLow = Wire.int64(block, 8);
        Arrays.fill(block, (byte) 0);
    }

    @Override
    public int sealRtp(byte[] b, int off, int header, int len, long index) {
        int ssrc = Wire.int32(b, off + Wire.RTP_SSRC);
        crypt(b, off + header, len - header, ssrc, index);
        authenticate(b, off, header, b, off + header, len - header, ssrc, index);
        writeTag(b, off + len);
        return len + TAG;
    }

    @Override
    public boolean openRtp(byte[] b, int off, int header, int len, long index) {
        int ssrc = Wire.int32(b, off + Wire.RTP_SSRC);
        authenticate(b, off, header, b, off + header, len - header, ssrc, index);
        if (!tagMatches(b, off + len)) {
            return false;
        }
        crypt(b, off + header, len - header, ssrc, index);
        return true;
    }

    @Override
    public int sealRtcp(byte[] b, int off, int len, int index) {
        int ssrc = Wire.int32(b, off + Wire.RTCP_SSRC);
        crypt(b, off + Wire.RTCP_HEADER, len - Wire.RTCP_HEADER, ssrc, index);
        authenticateRtcp(b, off, len, ssrc, index);
        writeTag(b, off + len);
        Wire.putInt32(b, off + len + TAG, Wire.ENCRYPTED | index);
        return len + TAG + 4;
    }

    @Override
    public boolean openRtcp(byte[] b, int off, int len, int index) {
        int ssrc = Wire.int32(b, off + Wire.RTCP_SSRC);
        authenticateRtcp(b, off, len, ssrc, index);
        if (!tagMatches(b, off + len)) {
            return false;
        }
        crypt(b, off + Wire.RTCP_HEADER, len - Wire.RTCP_HEADER, ssrc, index);
        return true;
    }

    @Override
    public void wipe() {
        aes.wipe();
        ghash.wipe();
        saltHigh = 0;
        saltLow = 0;
    }

    /**
     * RFC 7714 §9.2: the index stands between the encrypted part and its end, yet counts as header.
     */
    private void authenticateRtcp(byte[] b, int off, int len, int ssrc, int index) {
        System.arraycopy(b, off, additional, 0, Wire.RTCP_HEADER);
        Wire.putInt32(additional, Wire.RTCP_HEADER, Wire.ENCRYPTED | index);
        int header = Wire.RTCP_HEADER;
        authenticate(additional, 0, additional.length, b, off + header, len - header, ssrc, index);
    }

    private void authenticate(
            byte[] header,
            int headerOff,
            int headerLen,
            byte[] b,
            int off,
            int len,
            int ssrc,
            long index) {
        ghash.reset();
        ghash.update(header, headerOff, headerLen);
        ghash.update(b, off, len);
        ghash.lengths(headerLen, len);
        tagHigh = ghash.high() ^ aes.blockHigh(ivHigh(ssrc, index), ivLow(index), TAG_COUNTER);
        tagLow = ghash.low() ^ aes.blockLow();
    }

    private void crypt(byte[] b, int off, int len, int ssrc, long index) {
        aes.apply(ivHigh(ssrc, index), ivLow(index), FIRST_COUNTER, b, off, len);
    }

    // RFC 7714 §8.1: two zero bytes, SSRC, ROC, SEQ; §9.1 with the 31-bit index is the same sum.
    private long ivHigh(int ssrc, long index) {
        return saltHigh ^ ((ssrc & 0xFFFFFFFFL) << 16) ^ (index >>> 32);
    }

    private long ivLow(long index) {
        return saltLow ^ (index << 32);
    }

    private void writeTag(byte[] b, int off) {
        Wire.putInt64(b, off, tagHigh);
        Wire.putInt64(b, off + 8, tagLow);
    }

    private boolean tagMatches(byte[] b, int off) {
        return ((Wire.int64(b, off) ^ tagHigh) | (Wire.int64(b, off + 8) ^ tagLow)) == 0;
    }
}
