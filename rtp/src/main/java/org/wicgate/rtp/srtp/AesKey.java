package org.wicgate.rtp.srtp;

import java.util.Arrays;
import javax.crypto.SecretKey;

/** An AES key that can be wiped, which the platform's SecretKeySpec cannot. */
final class AesKey implements SecretKey {
    private static final long serialVersionUID = 1;

    // Not for serialisation: SecretKey only inherits that.
    private final transient byte[] bytes;

    AesKey(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    @Override
    public String getAlgorithm() {
        return "AES";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    @Override
    public void destroy() {
        Arrays.fill(bytes, (byte) 0);
    }
}
