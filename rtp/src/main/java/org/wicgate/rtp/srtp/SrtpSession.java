package org.wicgate.rtp.srtp;

import java.util.Arrays;

/**
 * Both directions of SRTP as one DTLS association keys them (RFC 5764 §4.2). The functions are
 * those of {@link SrtpContext}.
 */
public final class SrtpSession {
    private final SrtpProfile profile;
    private final SrtpContext outbound;
    private final SrtpContext inbound;

    private SrtpSession(SrtpProfile profile, SrtpContext outbound, SrtpContext inbound) {
        this.profile = profile;
        this.outbound = outbound;
        this.inbound = inbound;
    }

    /**
     * Takes what the exporter {@code EXTRACTOR-dtls_srtp} gave, {@link SrtpProfile#exportedLength}
     * bytes: client key, server key, client salt, server salt. Wipes {@code exported}.
     *
     * @param isClient whether we were the client of the DTLS handshake
     */
    public static SrtpSession of(SrtpProfile profile, byte[] exported, boolean isClient) {
        if (exported.length != profile.exportedLength()) {
            throw new IllegalArgumentException(profile + " from " + exported.length + " bytes");
        }
        var client = context(profile, exported, 0);
        var server = context(profile, exported, 1);
        Arrays.fill(exported, (byte) 0);
        return isClient
                ? new SrtpSession(profile, client, server)
                : new SrtpSession(profile, server, client);
    }

    private static SrtpContext context(SrtpProfile profile, byte[] exported, int side) {
        int saltAt = 2 * SrtpProfile.KEY + side * profile.salt();
        byte[] key =
                Arrays.copyOfRange(exported, side * SrtpProfile.KEY, (side + 1) * SrtpProfile.KEY);
        byte[] salt = Arrays.copyOfRange(exported, saltAt, saltAt + profile.salt());
        var context = new SrtpContext(profile, key, salt, SrtpContext.SSRCS);
        Arrays.fill(key, (byte) 0);
        Arrays.fill(salt, (byte) 0);
        return context;
    }

    public SrtpProfile profile() {
        return profile;
    }

    public int protectRtp(byte[] b, int off, int len) {
        return outbound.protectRtp(b, off, len);
    }

    public int protectRtcp(byte[] b, int off, int len) {
        return outbound.protectRtcp(b, off, len);
    }

    public int unprotectRtp(byte[] b, int off, int len) {
        return inbound.unprotectRtp(b, off, len);
    }

    public int unprotectRtcp(byte[] b, int off, int len) {
        return inbound.unprotectRtcp(b, off, len);
    }

    /** Overwrites the keys of both directions. */
    public void wipe() {
        outbound.wipe();
        inbound.wipe();
    }
}
