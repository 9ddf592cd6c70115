package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Random;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.srtp.crypto.JitsiOpenSslProvider;
import org.jitsi.utils.ByteArrayBuffer;
import org.jitsi.utils.logging2.LoggerImpl;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.rtp.srtp.SrtpContext;
import org.wicgate.rtp.srtp.SrtpProfile;

/**
 * What somebody else's SRTP, that of Jitsi over OpenSSL's libcrypto, makes of ours, and ours of it:
 * other code, other ciphers, the same packets to the bit.
 */
class JitsiSrtpTest {
    private static final int SSRC = 0xCAFEBABE;
    private static final int LENGTH = 172;
    private static final int REPORT = 28;

    /** From before the first roll-over of the sequence number to behind it. */
    private static final int FIRST = 65_000;

    private static final int LAST = 66_500;

    private final byte[] key = new byte[16];

    @BeforeAll
    static void libcryptoIsThere() {
        assertTrue(JitsiOpenSslProvider.isLoaded(), "jitsi-srtp found no libcrypto");
        Aes.setFactoryClassName("org.jitsi.srtp.crypto.Aes$OpenSSLCipherFactory");
    }

    @ParameterizedTest
    @EnumSource
    void theyReadWhatWeProtect(SrtpProfile profile) throws Exception {
        byte[] salt = secrets(profile);
        var ours = new SrtpContext(profile, key, salt, SrtpContext.SSRCS);
        var factory = factory(false, profile, salt);
        var theirs = factory.deriveContext(SSRC, 0);
        var reports = factory.deriveControlContext(SSRC);
        for (int i = FIRST; i < LAST; i++) {
            var packet = new Packet(rtp(i), LENGTH);
            packet.setLength(ours.protectRtp(packet.getBuffer(), 0, LENGTH));
            assertEquals(SrtpErrorStatus.OK, theirs.reverseTransformPacket(packet, false));
            assertArrayEquals(Arrays.copyOf(rtp(i), LENGTH), packet.bytes(), "packet " + i);
        }
        for (int i = 0; i < 100; i++) {
            var packet = new Packet(rtcp(), REPORT);
            packet.setLength(ours.protectRtcp(packet.getBuffer(), 0, REPORT));
            assertEquals(SrtpErrorStatus.OK, reports.reverseTransformPacket(packet));
            assertArrayEquals(Arrays.copyOf(rtcp(), REPORT), packet.bytes(), "report " + i);
        }
    }

    @ParameterizedTest
    @EnumSource
    void weReadWhatTheyProtectAndItIsWhatWeWouldHaveSent(SrtpProfile profile) throws Exception {
        byte[] salt = secrets(profile);
        var ours = new SrtpContext(profile, key, salt, SrtpContext.SSRCS);
        var twin = new SrtpContext(profile, key, salt, SrtpContext.SSRCS);
        var factory = factory(true, profile, salt);
        var theirs = factory.deriveContext(SSRC, 0);
        var reports = factory.deriveControlContext(SSRC);
        for (int i = FIRST; i < LAST; i++) {
            var packet = new Packet(rtp(i), LENGTH);
            assertEquals(SrtpErrorStatus.OK, theirs.transformPacket(packet));
            byte[] same = rtp(i);
            int length = twin.protectRtp(same, 0, LENGTH);
            assertArrayEquals(Arrays.copyOf(same, length), packet.bytes(), "packet " + i);
            assertEquals(LENGTH, ours.unprotectRtp(packet.getBuffer(), 0, packet.getLength()));
        }
        for (int i = 0; i < 100; i++) {
            var packet = new Packet(rtcp(), REPORT);
            assertEquals(SrtpErrorStatus.OK, reports.transformPacket(packet));
            int length = ours.unprotectRtcp(packet.getBuffer(), 0, packet.getLength());
            assertEquals(REPORT, length, "report " + i);
            packet.setLength(length);
            assertArrayEquals(Arrays.copyOf(rtcp(), REPORT), packet.bytes());
        }
    }

    private byte[] secrets(SrtpProfile profile) {
        var random = new Random(7);
        random.nextBytes(key);
        byte[] salt = new byte[profile.keyLength() - key.length];
        random.nextBytes(salt);
        return salt;
    }

    private SrtpContextFactory factory(boolean sends, SrtpProfile profile, byte[] salt)
            throws GeneralSecurityException {
        return new SrtpContextFactory(
                sends,
                key.clone(),
                salt.clone(),
                policy(profile, false),
                policy(profile, true),
                new LoggerImpl("jitsi-srtp"));
    }

    private static SrtpPolicy policy(SrtpProfile profile, boolean isRtcp) {
        return switch (profile) {
            case AEAD_AES_128_GCM ->
                    new SrtpPolicy(
                            SrtpPolicy.AESGCM_ENCRYPTION,
                            16,
                            SrtpPolicy.NULL_AUTHENTICATION,
                            0,
                            16,
                            12);
            case AES128_CM_HMAC_SHA1_80 -> counterMode(10);
            case AES128_CM_HMAC_SHA1_32 -> counterMode(isRtcp ? 10 : 4);
        };
    }

    private static SrtpPolicy counterMode(int tag) {
        return new SrtpPolicy(
                SrtpPolicy.AESCM_ENCRYPTION, 16, SrtpPolicy.HMACSHA1_AUTHENTICATION, 20, tag, 14);
    }

    /** With room for what protection adds. */
    private static byte[] rtp(int index) {
        byte[] packet = new byte[300];
        RtpHeader.write(packet, 0, false, 0, index, index * 160, SSRC);
        Arrays.fill(packet, 12, LENGTH, (byte) index);
        return packet;
    }

    private static byte[] rtcp() {
        byte[] packet = new byte[100];
        packet[0] = (byte) 0x80;
        packet[1] = (byte) 200;
        packet[3] = REPORT / 4 - 1;
        for (int i = 0; i < 4; i++) {
            packet[4 + i] = (byte) (SSRC >>> (24 - 8 * i));
        }
        return packet;
    }

    /** A packet as they take it. */
    private static final class Packet implements ByteArrayBuffer {
        private final byte[] buffer;
        private int length;

        Packet(byte[] buffer, int length) {
            this.buffer = buffer;
            this.length = length;
        }

        byte[] bytes() {
            return Arrays.copyOf(buffer, length);
        }

        @Override
        public byte[] getBuffer() {
            return buffer;
        }

        @Override
        public int getOffset() {
            return 0;
        }

        @Override
        public int getLength() {
            return length;
        }

        @Override
        public void setLength(int length) {
            this.length = length;
        }

        @Override
        public void setOffset(int offset) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isInvalid() {
            return false;
        }

        @Override
        public void readRegionToBuff(int from, int count, byte[] to) {
            System.arraycopy(buffer, from, to, 0, count);
        }

        @Override
        public void grow(int by) {
            if (length + by > buffer.length) {
                throw new IllegalStateException("no room for " + by + " bytes more");
            }
        }

        @Override
        public void append(byte[] data, int count) {
            System.arraycopy(data, 0, buffer, length, count);
            length += count;
        }

        @Override
        public void shrink(int by) {
            length -= by;
        }
    }
}
