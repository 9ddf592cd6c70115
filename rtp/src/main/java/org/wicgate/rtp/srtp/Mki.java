package org.wicgate.rtp.srtp;

/**
 * The name that a peer's packets give their master key (RFC 3711 §3.1): in front of the tag of
 * HMAC, behind everything with AES-GCM (RFC 7714 §8.2), and never authenticated.
 */
final class Mki {
    static final Mki NONE = new Mki(SrtpProfile.AES128_CM_HMAC_SHA1_80, new byte[0]);

    private final byte[] name;
    private final boolean isLast;

    Mki(SrtpProfile profile, byte[] name) {
        this.name = name.clone();
        this.isLast = profile == SrtpProfile.AEAD_AES_128_GCM;
    }

    /** Takes it out of a packet with a tag so long; the new length, or -1 for another name. */
    int takenOut(byte[] b, int off, int len, int tag) {
        if (name.length == 0) {
            return len;
        }
        int behind = isLast ? 0 : tag;
        int at = len - behind - name.length;
        if (at < 0) {
            return -1;
        }
        for (int i = 0; i < name.length; i++) {
            if (b[off + at + i] != name[i]) {
                return -1;
            }
        }
        System.arraycopy(b, off + at + name.length, b, off + at, behind);
        return len - name.length;
    }
}
