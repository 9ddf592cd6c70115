package org.wicgate.rtp.srtp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.wicgate.rtp.RtpHeader;

/**
 * SRTP under one master key, in one direction (RFC 3711 §3.2): protects what we send, or unprotects
 * what a peer sent, in place. Each function returns the new length, or the {@link SrtpRefusal#code}
 * below 0 of a packet refused, which is then as it was, an MKI apart. Allocates for a new SSRC
 * only.
 */
public final class SrtpContext {
    /**
     * How many SSRCs one key may serve, as a default. A call begins with two or four; each transfer
     * and announcement in the core brings another.
     */
    public static final int SSRCS = 256;

    private static final long LAST_INDEX = (1L << 48) - 1;
    private static final long LAST_RTCP_INDEX = Integer.MAX_VALUE;
    private static final SrtpStream[] NONE = {};

    private final SrtpProfile profile;
    private final Transform rtp;
    private final Transform rtcp;
    private final int maxSsrcs;
    private final Mki mki;
    private SrtpStream[] streams = NONE;
    private @Nullable SrtpStream latest;
    private boolean wiped;

    /** A context under a master key; the caller wipes its own copy of key and salt. */
    public SrtpContext(SrtpProfile profile, byte[] masterKey, byte[] masterSalt, int maxSsrcs) {
        this(profile, masterKey, masterSalt, maxSsrcs, Mki.NONE);
    }

    private SrtpContext(
            SrtpProfile profile, byte[] masterKey, byte[] masterSalt, int maxSsrcs, Mki mki) {
        if (masterKey.length != SrtpProfile.KEY || masterSalt.length != profile.salt()) {
            throw new IllegalArgumentException(
                    profile + " with key " + masterKey.length + ", salt " + masterSalt.length);
        }
        this.profile = profile;
        this.rtp = SessionKeys.rtp(profile, masterKey, masterSalt);
        this.rtcp = SessionKeys.rtcp(profile, masterKey, masterSalt);
        this.maxSsrcs = maxSsrcs;
        this.mki = mki;
    }

    /**
     * A context under a master key as SDP gives it (RFC 4568 §6.1).
     *
     * @param keyAndSalt {@link SrtpProfile#keyLength} bytes; the caller wipes its own copy
     * @param mki what every packet of the peer names the key by (RFC 3711 §3.1); empty for nothing.
     *     For a peer's packets only: what we protect never has one
     */
    public static SrtpContext of(SrtpProfile profile, byte[] keyAndSalt, byte[] mki) {
        if (keyAndSalt.length != profile.keyLength()) {
            throw new IllegalArgumentException(profile + " with " + keyAndSalt.length + " bytes");
        }
        byte[] key = Arrays.copyOf(keyAndSalt, SrtpProfile.KEY);
        byte[] salt = Arrays.copyOfRange(keyAndSalt, SrtpProfile.KEY, keyAndSalt.length);
        var context = new SrtpContext(profile, key, salt, SSRCS, new Mki(profile, mki));
        Arrays.fill(key, (byte) 0);
        Arrays.fill(salt, (byte) 0);
        return context;
    }

    /**
     * Protects an RTP packet. A sequence number already sent, or older than the window, is refused:
     * two packets under one index would give away the keystream (RFC 3711 §9.1).
     */
    public int protectRtp(byte[] b, int off, int len) {
        int header = RtpHeader.length(b, off, len);
        if (header < 0) {
            return SrtpRefusal.MALFORMED.code();
        }
        if (off + len + profile.tag() > b.length) {
            return SrtpRefusal.NO_ROOM.code();
        }
        var stream = findOrAdd(RtpHeader.ssrc(b, off));
        if (stream == null) {
            return SrtpRefusal.TOO_MANY_SSRCS.code();
        }
        long index = stream.index(RtpHeader.sequence(b, off));
        if (!stream.rtp.isFresh(index)) {
            return SrtpRefusal.REPLAYED.code();
        }
        if (wiped || index > LAST_INDEX) {
            return SrtpRefusal.KEY_EXHAUSTED.code();
        }
        stream.rtp.accept(index);
        return rtp.sealRtp(b, off, header, len, index);
    }

    /** Checks and decrypts an SRTP packet. */
    public int unprotectRtp(byte[] b, int off, int len) {
        int named = mki.takenOut(b, off, len, profile.tag());
        return named < 0 ? SrtpRefusal.UNAUTHENTIC.code() : openRtp(b, off, named);
    }

    private int openRtp(byte[] b, int off, int len) {
        int plain = len - profile.tag();
        int header = RtpHeader.protectedLength(b, off, plain);
        if (header < 0) {
            return SrtpRefusal.MALFORMED.code();
        }
        int ssrc = RtpHeader.ssrc(b, off);
        int sequence = RtpHeader.sequence(b, off);
        var stream = find(ssrc);
        long index = stream == null ? sequence : stream.index(sequence);
        if (stream != null && !stream.rtp.isFresh(index)) {
            return SrtpRefusal.REPLAYED.code();
        }
        if (wiped || !rtp.openRtp(b, off, header, plain, index)) {
            return SrtpRefusal.UNAUTHENTIC.code();
        }
        stream = stream == null ? add(ssrc) : stream;
        if (stream == null) {
            return SrtpRefusal.TOO_MANY_SSRCS.code();
        }
        stream.rtp.accept(index);
        return plain;
    }

    /** Protects an RTCP compound packet. */
    public int protectRtcp(byte[] b, int off, int len) {
        if (!isRtcp(b, off, len)) {
            return SrtpRefusal.MALFORMED.code();
        }
        if (off + len + profile.overhead() > b.length) {
            return SrtpRefusal.NO_ROOM.code();
        }
        var stream = findOrAdd(Wire.int32(b, off + Wire.RTCP_SSRC));
        if (stream == null) {
            return SrtpRefusal.TOO_MANY_SSRCS.code();
        }
        long index = stream.rtcp.top() + 1;
        if (wiped || index > LAST_RTCP_INDEX) {
            return SrtpRefusal.KEY_EXHAUSTED.code();
        }
        stream.rtcp.accept(index);
        return rtcp.sealRtcp(b, off, len, (int) index);
    }

    /** Checks and decrypts an SRTCP packet. One that says it is not encrypted is refused. */
    public int unprotectRtcp(byte[] b, int off, int len) {
        int named = mki.takenOut(b, off, len, profile.rtcpTag());
        return named < 0 ? SrtpRefusal.UNAUTHENTIC.code() : openRtcp(b, off, named);
    }

    private int openRtcp(byte[] b, int off, int len) {
        int plain = len - profile.overhead();
        if (!isRtcp(b, off, plain)) {
            return SrtpRefusal.MALFORMED.code();
        }
        int word = Wire.int32(b, off + indexAt(len));
        if ((word & Wire.ENCRYPTED) == 0) {
            return SrtpRefusal.MALFORMED.code();
        }
        int index = word & Integer.MAX_VALUE;
        int ssrc = Wire.int32(b, off + Wire.RTCP_SSRC);
        var stream = find(ssrc);
        if (stream != null && !stream.rtcp.isFresh(index)) {
            return SrtpRefusal.REPLAYED.code();
        }
        if (wiped || !rtcp.openRtcp(b, off, plain, index)) {
            return SrtpRefusal.UNAUTHENTIC.code();
        }
        stream = stream == null ? add(ssrc) : stream;
        if (stream == null) {
            return SrtpRefusal.TOO_MANY_SSRCS.code();
        }
        stream.rtcp.accept(index);
        return plain;
    }

    /** Overwrites the keys; every packet is refused from now on. */
    public void wipe() {
        wiped = true;
        rtp.wipe();
        rtcp.wipe();
        streams = NONE;
        latest = null;
    }

    /** RFC 3711 §3.4 puts the index before the tag, RFC 7714 §9.3 after it. */
    private int indexAt(int len) {
        return switch (profile) {
            case AEAD_AES_128_GCM -> len - 4;
            case AES128_CM_HMAC_SHA1_80, AES128_CM_HMAC_SHA1_32 -> len - 4 - profile.rtcpTag();
        };
    }

    private static boolean isRtcp(byte[] b, int off, int len) {
        return len >= Wire.RTCP_HEADER && (b[off] & 0xC0) == 0x80;
    }

    private @Nullable SrtpStream findOrAdd(int ssrc) {
        var stream = find(ssrc);
        return stream == null ? add(ssrc) : stream;
    }

    private @Nullable SrtpStream find(int ssrc) {
        if (latest != null && latest.ssrc == ssrc) {
            return latest;
        }
        for (var stream : streams) {
            if (stream.ssrc == ssrc) {
                latest = stream;
                return stream;
            }
        }
        return null;
    }

    /** An SSRC is never forgotten: its replay window would be, and its packets would pass again. */
    private @Nullable SrtpStream add(int ssrc) {
        if (streams.length >= maxSsrcs) {
            return null;
        }
        var stream = new SrtpStream(ssrc);
        streams = Arrays.copyOf(streams, streams.length + 1);
        streams[streams.length - 1] = stream;
        return stream;
    }
}
