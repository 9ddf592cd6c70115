package org.wicgate.webrtc;

import org.jspecify.annotations.Nullable;
import org.wicgate.dtls.ProtectionProfile;
import org.wicgate.dtls.Role;
import org.wicgate.dtls.SrtpKeys;
import org.wicgate.rtp.srtp.SrtpProfile;
import org.wicgate.rtp.srtp.SrtpRefusal;
import org.wicgate.rtp.srtp.SrtpSession;

/** The SRTP of a transport, from the keys on; counts what it drops. */
final class Media {
    private static final int NONE = -1;

    private final Drops drops;
    private @Nullable SrtpSession srtp;

    Media(Drops drops) {
        this.drops = drops;
    }

    /** Takes the keys and wipes them. */
    void secured(SrtpKeys keys) {
        srtp =
                SrtpSession.of(
                        profile(keys.profile()), keys.material(), keys.ownRole() == Role.CLIENT);
        drops.cipher = keys.cipher();
        keys.wipe();
    }

    boolean isSecured() {
        return srtp != null;
    }

    void wipe() {
        if (srtp != null) {
            srtp.wipe();
            srtp = null;
        }
    }

    /** The new length, or below 0 when the packet was dropped. */
    int unprotect(byte[] packet, int offset, int length, boolean rtcp) {
        if (srtp == null) {
            drops.early++;
            return NONE;
        }
        int plain =
                rtcp
                        ? srtp.unprotectRtcp(packet, offset, length)
                        : srtp.unprotectRtp(packet, offset, length);
        if (plain < 0) {
            countRefusal(plain);
        } else {
            drops.received++;
        }
        return plain;
    }

    private void countRefusal(int code) {
        switch (SrtpRefusal.of(code)) {
            case REPLAYED -> drops.replayed++;
            case MALFORMED -> drops.malformed++;
            case UNAUTHENTIC -> drops.unauthentic++;
            case TOO_MANY_SSRCS, NO_ROOM, KEY_EXHAUSTED -> drops.exhausted++;
        }
    }

    /** The new length, or below 0 when there is no key or the packet cannot be protected. */
    int protect(byte[] packet, int offset, int length, boolean rtcp) {
        if (srtp == null) {
            return NONE;
        }
        return rtcp
                ? srtp.protectRtcp(packet, offset, length)
                : srtp.protectRtp(packet, offset, length);
    }

    private static SrtpProfile profile(ProtectionProfile negotiated) {
        return switch (negotiated) {
            case SRTP_AEAD_AES_128_GCM -> SrtpProfile.AEAD_AES_128_GCM;
            case SRTP_AES128_CM_HMAC_SHA1_80 -> SrtpProfile.AES128_CM_HMAC_SHA1_80;
        };
    }
}
