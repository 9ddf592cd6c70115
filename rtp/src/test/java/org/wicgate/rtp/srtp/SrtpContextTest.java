package org.wicgate.rtp.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.sim.Allocation;

class SrtpContextTest {
    private static final int SSRC = 0xCAFEBABE;
    private static final int LENGTH = 172;

    private final byte[] packet = new byte[300];

    @ParameterizedTest
    @EnumSource
    void sequenceNumbersRollOver(SrtpProfile profile) {
        var sender = context(profile);
        var receiver = context(profile);
        for (int i = 65_400; i < 65_536 * 2 + 100; i++) {
            int length = sender.protectRtp(rtp(i), 0, LENGTH);
            assertEquals(LENGTH, receiver.unprotectRtp(packet, 0, length), "packet " + i);
        }
        assertArrayEquals(Arrays.copyOf(rtp(65_536 * 2 + 99), LENGTH), packetOf(LENGTH));
    }

    @ParameterizedTest
    @EnumSource
    void lateAndReorderedPacketsPassOnceAcrossTheRollOver(SrtpProfile profile) {
        var sender = context(profile);
        byte[][] sent = new byte[300][];
        for (int i = 0; i < sent.length; i++) {
            int length = sender.protectRtp(rtp(65_400 + i), 0, LENGTH);
            sent[i] = packetOf(length);
        }
        var receiver = context(profile);
        for (int group = 0; group < sent.length; group += 100) {
            for (int i = group + 99; i >= group; i--) {
                assertEquals(LENGTH, receive(receiver, sent[i]), "packet " + i);
                assertEquals(SrtpRefusal.REPLAYED.code(), receive(receiver, sent[i]));
            }
        }
        assertEquals(SrtpRefusal.REPLAYED.code(), receive(receiver, sent[171]), "too old");
    }

    @ParameterizedTest
    @EnumSource
    void aForgeryChangesNeitherThePacketNorTheContext(SrtpProfile profile) {
        var sender = context(profile);
        var receiver = context(profile);
        int length = sender.protectRtp(rtp(1), 0, LENGTH);
        byte[] good = packetOf(length);
        for (int i = 0; i < length; i++) {
            byte[] forged = good.clone();
            forged[i] ^= 0x40;
            byte[] before = forged.clone();
            assertTrue(receiver.unprotectRtp(forged, 0, length) < 0, "byte " + i);
            assertArrayEquals(before, forged);
        }
        assertEquals(LENGTH, receiver.unprotectRtp(good, 0, length));
    }

    @ParameterizedTest
    @EnumSource
    void anotherKeyIsNotAuthentic(SrtpProfile profile) {
        var stranger =
                new SrtpContext(profile, new byte[16], new byte[profile.salt()], SrtpContext.SSRCS);
        int length = stranger.protectRtp(rtp(1), 0, LENGTH);

        assertEquals(
                SrtpRefusal.UNAUTHENTIC.code(), context(profile).unprotectRtp(packet, 0, length));
    }

    @ParameterizedTest
    @EnumSource
    void everyTruncationIsRefused(SrtpProfile profile) {
        var receiver = context(profile);
        byte[] rtp = packetOf(context(profile).protectRtp(rtp(1), 0, LENGTH));
        byte[] rtcp = packetOf(context(profile).protectRtcp(rtcp(), 0, 28));
        for (int cut = 0; cut < rtp.length; cut++) {
            assertTrue(receiver.unprotectRtp(rtp, 0, cut) < 0);
        }
        for (int cut = 0; cut < rtcp.length; cut++) {
            assertTrue(receiver.unprotectRtcp(rtcp, 0, cut) < 0);
        }
    }

    /** seed=4 */
    @ParameterizedTest
    @EnumSource
    void mutatedPacketsNeverPass(SrtpProfile profile) {
        var random = new Random(4);
        var receiver = context(profile);
        byte[] good = packetOf(context(profile).protectRtp(rtp(7), 0, LENGTH));
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = Arrays.copyOf(good, good.length + 20);
            int at = random.nextInt(good.length);
            mutant[at] ^= (byte) (1 + random.nextInt(255));
            int length = random.nextInt(10) == 0 ? random.nextInt(mutant.length) : good.length;
            assertTrue(receiver.unprotectRtp(mutant, 0, length) < 0);
            assertTrue(receiver.unprotectRtcp(mutant, 0, length) < 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void rtcpPassesOnce(SrtpProfile profile) {
        var sender = context(profile);
        var receiver = context(profile);
        for (int i = 0; i < 1000; i++) {
            int length = sender.protectRtcp(rtcp(), 0, 28);
            assertEquals(28 + profile.overhead(), length);
            byte[] again = packetOf(length);
            assertEquals(28, receiver.unprotectRtcp(packet, 0, length));
            assertArrayEquals(Arrays.copyOf(rtcp(), 28), packetOf(28));
            assertEquals(SrtpRefusal.REPLAYED.code(), receiver.unprotectRtcp(again, 0, length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anRtpPacketIsNotTakenForRtcp(SrtpProfile profile) {
        int length = context(profile).protectRtcp(rtcp(), 0, 28);

        assertTrue(context(profile).unprotectRtp(packet, 0, length) < 0);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsProtectedTwiceUnderOneIndex(SrtpProfile profile) {
        var sender = context(profile);
        sender.protectRtp(rtp(500), 0, LENGTH);

        assertEquals(SrtpRefusal.REPLAYED.code(), sender.protectRtp(rtp(500), 0, LENGTH));
        assertEquals(SrtpRefusal.REPLAYED.code(), sender.protectRtp(rtp(300), 0, LENGTH));
        assertTrue(sender.protectRtp(rtp(499), 0, LENGTH) > LENGTH, "late but not sent yet");
    }

    @ParameterizedTest
    @EnumSource
    void aFullContextRefusesOneMoreSsrcAndServesTheOthers(SrtpProfile profile) {
        var sender = context(profile);
        for (int i = 0; i < SrtpContext.SSRCS; i++) {
            RtpHeader.write(rtp(1), 0, false, 0, 1, 0, i);
            assertTrue(sender.protectRtp(packet, 0, LENGTH) > 0);
        }
        assertEquals(SrtpRefusal.TOO_MANY_SSRCS.code(), sender.protectRtp(rtp(1), 0, LENGTH));
        RtpHeader.write(rtp(2), 0, false, 0, 2, 0, 5);
        assertTrue(sender.protectRtp(packet, 0, LENGTH) > 0);
    }

    @ParameterizedTest
    @EnumSource
    void withoutRoomNothingIsProtected(SrtpProfile profile) {
        byte[] tight = Arrays.copyOf(rtp(1), LENGTH + profile.tag() - 1);

        assertEquals(SrtpRefusal.NO_ROOM.code(), context(profile).protectRtp(tight, 0, LENGTH));
    }

    @ParameterizedTest
    @EnumSource
    void aWipedContextRefusesEverything(SrtpProfile profile) {
        var sender = context(profile);
        var receiver = context(profile);
        int length = sender.protectRtp(rtp(1), 0, LENGTH);
        sender.wipe();
        receiver.wipe();

        assertEquals(SrtpRefusal.UNAUTHENTIC.code(), receiver.unprotectRtp(packet, 0, length));
        assertEquals(SrtpRefusal.KEY_EXHAUSTED.code(), sender.protectRtp(rtp(2), 0, LENGTH));
        assertEquals(SrtpRefusal.KEY_EXHAUSTED.code(), sender.protectRtcp(rtcp(), 0, 28));
    }

    @ParameterizedTest
    @EnumSource
    void bothEndsOfAnAssociationUnderstandEachOther(SrtpProfile profile) {
        byte[] exported = new byte[profile.exportedLength()];
        new Random(5).nextBytes(exported);
        byte[] copy = exported.clone();
        var client = SrtpSession.of(profile, exported, true);
        var server = SrtpSession.of(profile, copy, false);

        assertArrayEquals(new byte[exported.length], exported, "wiped");
        assertEquals(LENGTH, server.unprotectRtp(packet, 0, client.protectRtp(rtp(1), 0, LENGTH)));
        assertEquals(LENGTH, client.unprotectRtp(packet, 0, server.protectRtp(rtp(1), 0, LENGTH)));
        assertTrue(
                client.unprotectRtp(packet, 0, client.protectRtp(rtp(2), 0, LENGTH)) < 0,
                "one's own packet sent back");
    }

    @ParameterizedTest
    @EnumSource
    void aPacketCostsNoAllocation(SrtpProfile profile) {
        var sender = context(profile);
        var receiver = context(profile);
        relay(sender, receiver, 0, 5_000);

        long allocated = Allocation.during(() -> relay(sender, receiver, 5_000, 25_000));

        // The smallest object has 16 bytes; what is below one for each packet is the counter's.
        assertTrue(allocated < 20_000, allocated + " bytes for 20000 packets");
    }

    /** RFC 3711 §3.1, RFC 7714 §8.2: before the tag of HMAC, behind that of GCM. */
    @ParameterizedTest
    @EnumSource
    void aPeersNameForItsKeyIsTakenOutAndAnotherNameRefused(SrtpProfile profile) {
        byte[] master = new byte[profile.keyLength()];
        new Random(9).nextBytes(master);
        byte[] mki = {0, 0, 7, 1};
        var sender = SrtpContext.of(profile, master, new byte[0]);
        var receiver = SrtpContext.of(profile, master, mki);
        byte[] plain = rtp(1).clone();
        byte[] sent = named(rtp(1), sender.protectRtp(packet, 0, LENGTH), profile, true, mki);
        byte[] report = rtcp().clone();
        byte[] sentReport = named(rtcp(), sender.protectRtcp(packet, 0, 28), profile, false, mki);
        byte[] other = sent.clone();
        int nameAt = sent.length - 4 - (profile == GCM ? 0 : profile.tag());
        other[nameAt + 2] ^= 1;

        assertEquals(SrtpRefusal.UNAUTHENTIC.code(), receiver.unprotectRtp(other, 0, other.length));
        assertEquals(SrtpRefusal.UNAUTHENTIC.code(), receiver.unprotectRtp(other, 0, 3));
        assertEquals(LENGTH, receiver.unprotectRtp(sent, 0, sent.length));
        assertArrayEquals(Arrays.copyOf(plain, LENGTH), Arrays.copyOf(sent, LENGTH));
        assertEquals(28, receiver.unprotectRtcp(sentReport, 0, sentReport.length));
        assertArrayEquals(Arrays.copyOf(report, 28), Arrays.copyOf(sentReport, 28));
    }

    private static final SrtpProfile GCM = SrtpProfile.AEAD_AES_128_GCM;

    /** A protected packet with an MKI where it belongs. */
    private static byte[] named(
            byte[] b, int length, SrtpProfile profile, boolean isRtp, byte[] mki) {
        int behind = profile == GCM ? 0 : isRtp ? profile.tag() : profile.rtcpTag();
        byte[] out = Arrays.copyOf(b, length + mki.length);
        int at = length - behind;
        System.arraycopy(b, at, out, at + mki.length, behind);
        System.arraycopy(mki, 0, out, at, mki.length);
        return out;
    }

    private void relay(SrtpContext sender, SrtpContext receiver, int from, int to) {
        for (int i = from; i < to; i++) {
            RtpHeader.write(packet, 0, false, 0, i, 0, SSRC);
            int length = sender.protectRtp(packet, 0, LENGTH);
            if (receiver.unprotectRtp(packet, 0, length) != LENGTH) {
                throw new AssertionError("packet " + i);
            }
            packet[LENGTH - 1] ^= 1;
            packet[1] = 0;
            if (i % 4 == 0 && receiver.unprotectRtp(packet, 0, LENGTH) >= 0) {
                throw new AssertionError("forgery " + i);
            }
        }
    }

    private static int receive(SrtpContext receiver, byte[] sent) {
        return receiver.unprotectRtp(sent.clone(), 0, sent.length);
    }

    private static SrtpContext context(SrtpProfile profile) {
        byte[] key = new byte[16];
        byte[] salt = new byte[profile.salt()];
        new Random(6).nextBytes(key);
        new Random(7).nextBytes(salt);
        return new SrtpContext(profile, key, salt, SrtpContext.SSRCS);
    }

    private byte[] rtp(int sequence) {
        RtpHeader.write(packet, 0, false, 0, sequence, sequence * 160, SSRC);
        new Random(sequence).nextBytes(payload);
        System.arraycopy(payload, 0, packet, 12, payload.length);
        return packet;
    }

    private final byte[] payload = new byte[LENGTH - 12];

    private byte[] rtcp() {
        Arrays.fill(packet, (byte) 0x5A);
        packet[0] = (byte) 0x80;
        packet[1] = (byte) 200;
        packet[2] = 0;
        packet[3] = 6;
        return packet;
    }

    private byte[] packetOf(int length) {
        return Arrays.copyOf(packet, length);
    }
}
