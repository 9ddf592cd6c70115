package org.wicgate.rtp.srtp;

import java.util.Arrays;

/** AES-CM with HMAC-SHA1, cut to 80 bits for RTCP and to 80 or 32 for RTP (RFC 3711 §4, §5.2). */
final class CounterModeHmac implements Transform {
    private static final int RTCP_TAG = 10;

    private final int rtpTag;
    private final AesCounter aes;
    private final HmacSha1 hmac;
    private long saltHigh;
    private long saltLow;

    CounterModeHmac(byte[] key, byte[] authentication, byte[] salt, int rtpTag) {
        this.rtpTag = rtpTag;
        aes = new AesCounter(key);
        hmac = new HmacSha1(authentication);
        byte[] block = Arrays.copyOf(salt, AesCounter.BLOCK);
        saltHigh = Wire.int64(block, 0);
        saltLow = Wire.int64(block, 8);
        Arrays.fill(block, (byte) 0);
    }

    @Override
    public int sealRtp(byte[] b, int off, int header, int len, long index) {
        crypt(b, off + header, len - header, Wire.int32(b, off + Wire.RTP_SSRC), index);
        hmac.update(b, off, len);
        hmac.finish((int) (index >>> 16));
        hmac.write(b, off + len, rtpTag);
        return len + rtpTag;
    }

    @Override
    public boolean openRtp(byte[] b, int off, int header, int len, long index) {
        hmac.update(b, off, len);
        hmac.finish((int) (index >>> 16));
        if (!hmac.matches(b, off + len, rtpTag)) {
            return false;
        }
        crypt(b, off + header, len - header, Wire.int32(b, off + Wire.RTP_SSRC), index);
        return true;
    }

    @Override
    public int sealRtcp(byte[] b, int off, int len, int index) {
        cryptRtcp(b, off, len, index);
        Wire.putInt32(b, off + len, Wire.ENCRYPTED | index);
        hmac.update(b, off, len + 4);
        hmac.finish();
        hmac.write(b, off + len + 4, RTCP_TAG);
        return len + 4 + RTCP_TAG;
    }

    @Override
    public boolean openRtcp(byte[] b, int off, int len, int index) {
        hmac.update(b, off, len + 4);
        hmac.finish();
        if (!hmac.matches(b, off + len + 4, RTCP_TAG)) {
            return false;
        }
        cryptRtcp(b, off, len, index);
        return true;
    }

    @Override
    public void wipe() {
        aes.wipe();
        hmac.wipe();
        saltHigh = 0;
        saltLow = 0;
    }

    private void cryptRtcp(byte[] b, int off, int len, int index) {
        int header = Wire.RTCP_HEADER;
        crypt(b, off + header, len - header, Wire.int32(b, off + Wire.RTCP_SSRC), index);
    }

    private void crypt(byte[] b, int off, int len, int ssrc, long index) {
        aes.apply(saltHigh ^ (ssrc & 0xFFFFFFFFL), saltLow ^ (index << 16), 0, b, off, len);
    }
}
