package org.wicgate.rtp.srtp;

/**
 * Why a packet was not protected or unprotected. {@link SrtpContext} returns the negative {@link
 * #code} in place of a length, so that refusing a packet costs no exception.
 */
public enum SrtpRefusal {
    /** Not RTP or RTCP, or too short to have been protected. */
    MALFORMED(-1),
    /** The authentication tag does not fit: forged, damaged, or under another key. */
    UNAUTHENTIC(-2),
    /** Its index was seen, or is older than the replay window (RFC 3711 §3.3.2). */
    REPLAYED(-3),
    /** A new SSRC, when the context has its full number of them. */
    TOO_MANY_SSRCS(-4),
    /** No room behind the packet for what protection appends. */
    NO_ROOM(-5),
    /** The key has protected as much as it may (RFC 3711 §9.2), or it was wiped. */
    KEY_EXHAUSTED(-6);

    private static final SrtpRefusal[] ALL = values();

    private final int code;

    SrtpRefusal(int code) {
        this.code = code;
    }

    /** Below 0. */
    public int code() {
        return code;
    }

    /** The refusal of a result below 0. */
    public static SrtpRefusal of(int code) {
        for (var refusal : ALL) {
            if (refusal.code == code) {
                return refusal;
            }
        }
        throw new IllegalArgumentException("no refusal has the code " + code);
    }
}
