package org.wicgate.eimsagw;

import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.iq.CoreSecurity;
import org.wicgate.iq.SrtpSuite;
import org.wicgate.rtp.srtp.SrtpContext;
import org.wicgate.rtp.srtp.SrtpProfile;

/**
 * The SRTP of a core termination, keyed by SDP (RFC 4568). Our key of a suite is one for the life
 * of the stream, and so is what it has protected: no re-offer makes it begin anew, which would use
 * its keystream twice (RFC 4568 §8.2).
 */
final class CoreSrtp {
    private final Map<SrtpSuite, byte[]> keys = new EnumMap<>(SrtpSuite.class);
    private final Map<SrtpSuite, SrtpContext> outbound = new EnumMap<>(SrtpSuite.class);
    private CoreSecurity agreed = new CoreSecurity.None();
    private @Nullable SrtpContext sending;
    private @Nullable SrtpContext receiving;

    CoreSrtp(Entropy entropy) {
        for (var suite : SrtpSuite.values()) {
            byte[] key = new byte[suite.keyLength()];
            entropy.secret(key);
            keys.put(suite, key);
        }
    }

    /** Our keys, in base64. */
    Map<SrtpSuite, String> keys() {
        var out = new EnumMap<SrtpSuite, String>(SrtpSuite.class);
        keys.forEach((suite, key) -> out.put(suite, Base64.getEncoder().encodeToString(key)));
        return out;
    }

    /** What was agreed on; when it is what it was, nothing changes. */
    void agree(CoreSecurity now) {
        if (now.equals(agreed)) {
            return;
        }
        if (receiving != null) {
            receiving.wipe();
        }
        switch (now) {
            case CoreSecurity.None _ -> {
                sending = null;
                receiving = null;
            }
            case CoreSecurity.Sdes sdes -> {
                sending = outbound.computeIfAbsent(sdes.suite(), this::sender);
                receiving = receiver(sdes);
            }
        }
        agreed = now;
    }

    /** The new length, or an {@link org.wicgate.rtp.srtp.SrtpRefusal} below 0. */
    int protect(boolean isRtp, byte[] packet, int off, int len) {
        if (sending == null) {
            return len;
        }
        return isRtp ? sending.protectRtp(packet, off, len) : sending.protectRtcp(packet, off, len);
    }

    /** The new length, or an {@link org.wicgate.rtp.srtp.SrtpRefusal} below 0. */
    int unprotect(boolean isRtp, byte[] packet, int off, int len) {
        if (receiving == null) {
            return len;
        }
        return isRtp
                ? receiving.unprotectRtp(packet, off, len)
                : receiving.unprotectRtcp(packet, off, len);
    }

    void wipe() {
        agree(new CoreSecurity.None());
        outbound.values().forEach(SrtpContext::wipe);
        keys.values().forEach(key -> Arrays.fill(key, (byte) 0));
    }

    private SrtpContext sender(SrtpSuite suite) {
        byte[] key = keys.get(suite);
        if (key == null) {
            throw new IllegalStateException("no key of " + suite);
        }
        return SrtpContext.of(profile(suite), key, new byte[0]);
    }

    private static SrtpContext receiver(CoreSecurity.Sdes sdes) {
        byte[] key = Base64.getDecoder().decode(sdes.key());
        byte[] mki = HexFormat.of().parseHex(sdes.mki());
        var context = SrtpContext.of(profile(sdes.suite()), key, mki);
        Arrays.fill(key, (byte) 0);
        return context;
    }

    private static SrtpProfile profile(SrtpSuite suite) {
        return switch (suite) {
            case AES_CM_128_HMAC_SHA1_80 -> SrtpProfile.AES128_CM_HMAC_SHA1_80;
            case AES_CM_128_HMAC_SHA1_32 -> SrtpProfile.AES128_CM_HMAC_SHA1_32;
            case AEAD_AES_128_GCM -> SrtpProfile.AEAD_AES_128_GCM;
        };
    }
}
