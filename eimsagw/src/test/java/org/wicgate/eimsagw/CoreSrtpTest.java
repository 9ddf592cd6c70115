package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.CoreSecurity;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.iq.SrtpSuite;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.rtp.srtp.SrtpContext;
import org.wicgate.rtp.srtp.SrtpProfile;
import org.wicgate.sim.Allocation;

/** SRTP on both sides: DTLS keys it on W3, SDP in the core (RFC 4568). */
class CoreSrtpTest {
    private static final int PACKETS = 20_000;

    private final Bench bench = new Bench();

    /** The far end: what it sends under its own key, and what it hears under ours. */
    private static final class Phone {
        final SrtpSuite suite;
        final byte[] key;
        final SrtpContext sending;
        final SrtpContext hearing;

        Phone(Call call, SrtpSuite suite, long seed) {
            this.suite = suite;
            key = new byte[suite.keyLength()];
            new Random(seed).nextBytes(key);
            sending = SrtpContext.of(profile(suite), key, new byte[0]);
            hearing = SrtpContext.of(profile(suite), ours(call, suite), new byte[0]);
        }

        CoreSecurity.Sdes security() {
            return new CoreSecurity.Sdes(suite, Base64.getEncoder().encodeToString(key), "");
        }

        CoreRemote.At at(Call call) {
            return new CoreRemote.At(call.coreRtp, call.coreRtcp, security());
        }

        byte[] sends(int sequence) {
            byte[] packet = Arrays.copyOf(Call.rtp(sequence, Call.CORE_SSRC), 172 + Bench.ROOM);
            return Arrays.copyOf(packet, sending.protectRtp(packet, 0, 172));
        }

        /** What was sent to it, opened; the whole packet when it cannot be. */
        byte[] hears(byte[] packet) {
            byte[] copy = packet.clone();
            int length = hearing.unprotectRtp(copy, 0, copy.length);
            return Arrays.copyOf(copy, length < 0 ? copy.length : length);
        }

        static byte[] ours(Call call, SrtpSuite suite) {
            String key = Objects.requireNonNull(call.local.core().keys().get(suite));
            return Base64.getDecoder().decode(key);
        }
    }

    private static SrtpProfile profile(SrtpSuite suite) {
        return switch (suite) {
            case AES_CM_128_HMAC_SHA1_80 -> SrtpProfile.AES128_CM_HMAC_SHA1_80;
            case AES_CM_128_HMAC_SHA1_32 -> SrtpProfile.AES128_CM_HMAC_SHA1_32;
            case AEAD_AES_128_GCM -> SrtpProfile.AEAD_AES_128_GCM;
        };
    }

    private void agree(Call call, CoreRemote core) {
        call.configure(new AccessRemote.Unset(), core, Gates.OPEN);
    }

    @ParameterizedTest
    @EnumSource
    void audioAndReportsAreProtectedOnBothSides(SrtpSuite suite) {
        var call = Call.open(bench, 1);
        var phone = new Phone(call, suite, 1);
        agree(call, phone.at(call));

        call.wic.send(Call.rtp(1, Call.WIC_SSRC));
        call.fromCore(phone.sends(1));
        byte[] sent = bench.takeToCore().getFirst().bytes();

        assertFalse(Arrays.equals(Call.rtp(1, Call.WIC_SSRC), sent), "in the clear");
        assertArrayEquals(Call.rtp(1, Call.WIC_SSRC), phone.hears(sent));
        assertArrayEquals(Call.rtp(1, Call.CORE_SSRC), call.wic.rtp.getFirst());

        byte[] report = {(byte) 0x80, (byte) 201, 0, 1, 1, 2, 3, 4};
        byte[] room = Arrays.copyOf(report, 64);
        call.rtcpFromCore(Arrays.copyOf(room, phone.sending.protectRtcp(room, 0, 8)));
        call.wic.sendRtcp(report);
        byte[] sentReport = bench.takeToCore().getFirst().bytes();

        assertEquals(8, phone.hearing.unprotectRtcp(sentReport, 0, sentReport.length));
        assertArrayEquals(report, Arrays.copyOf(sentReport, 8));
        assertArrayEquals(report, call.wic.rtcp.getFirst());
    }

    @Test
    void whatIsPlainForgedOrRepeatedDoesNotPass() {
        var call = Call.open(bench, 1);
        var phone = new Phone(call, SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        agree(call, phone.at(call));
        byte[] good = phone.sends(1);
        byte[] forged = phone.sends(2);
        forged[20] ^= 1;

        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        call.fromCore(forged);
        call.fromCore(good);
        call.fromCore(good);

        assertEquals(1, call.wic.rtp.size());
        var counted = call.counters().toAccess();
        assertEquals(2, counted.dropped(Drop.UNAUTHENTIC));
        assertEquals(1, counted.dropped(Drop.REPLAYED));
    }

    /** RFC 4568 §8.2: the roll-over counter goes on, and no index is used twice under a key. */
    @Test
    void aRepeatedAgreementNeitherResetsTheRollOverNorTheReplayWindow() {
        var call = Call.open(bench, 1);
        var phone = new Phone(call, SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        agree(call, phone.at(call));
        for (int i = 65_000; i < 65_600; i += 100) {
            call.wic.send(Call.rtp(i & 0xFFFF, Call.WIC_SSRC));
            call.fromCore(phone.sends(i & 0xFFFF));
            bench.takeToCore().forEach(sent -> phone.hears(sent.bytes()));
        }
        byte[] old = phone.sends(100);
        call.fromCore(old);
        var before = call.local.core().keys();

        agree(call, phone.at(call));
        call.wic.send(Call.rtp(200, Call.WIC_SSRC));
        call.fromCore(old);
        call.fromCore(phone.sends(201));

        assertEquals(before, call.local.core().keys());
        byte[] sent = bench.takeToCore().getFirst().bytes();
        assertArrayEquals(Call.rtp(200, Call.WIC_SSRC), phone.hears(sent));
        assertArrayEquals(Call.rtp(201, Call.CORE_SSRC), call.wic.rtp.getLast());
        assertEquals(1, call.counters().toAccess().dropped(Drop.REPLAYED));
        assertEquals(0, call.counters().toAccess().dropped(Drop.UNAUTHENTIC));
    }

    /** A far end with a new key is understood from then on; our own direction goes on. */
    @Test
    void anotherKeyOfTheFarEndLeavesOursAsItIs() {
        var call = Call.open(bench, 1);
        var phone = new Phone(call, SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        agree(call, phone.at(call));
        call.wic.send(Call.rtp(1, Call.WIC_SSRC));
        var other = new Phone(call, SrtpSuite.AES_CM_128_HMAC_SHA1_80, 2);
        agree(call, other.at(call));

        call.wic.send(Call.rtp(2, Call.WIC_SSRC));
        call.wic.send(Call.rtp(2, Call.WIC_SSRC));
        call.fromCore(phone.sends(1));
        call.fromCore(other.sends(2));

        var sent = bench.takeToCore();
        assertEquals(2, sent.size(), "the index of a packet that was sent is not used again");
        assertArrayEquals(Call.rtp(1, Call.WIC_SSRC), phone.hears(sent.getFirst().bytes()));
        assertArrayEquals(Call.rtp(2, Call.WIC_SSRC), other.hears(sent.getLast().bytes()));
        assertEquals(1, call.wic.rtp.size());
    }

    /** A transfer to a far end without SRTP, and back: nothing is said twice under one index. */
    @Test
    void aSuiteThatComesBackGoesOnWhereItWas() {
        var call = Call.open(bench, 1);
        var phone = new Phone(call, SrtpSuite.AES_CM_128_HMAC_SHA1_32, 1);
        agree(call, phone.at(call));
        call.wic.send(Call.rtp(1, Call.WIC_SSRC));
        agree(call, call.at());
        call.wic.send(Call.rtp(2, Call.WIC_SSRC));
        agree(call, phone.at(call));
        call.wic.send(Call.rtp(3, Call.WIC_SSRC));

        var sent = bench.takeToCore();
        assertArrayEquals(Call.rtp(1, Call.WIC_SSRC), phone.hears(sent.get(0).bytes()));
        assertArrayEquals(Call.rtp(2, Call.WIC_SSRC), sent.get(1).bytes());
        assertArrayEquals(Call.rtp(3, Call.WIC_SSRC), phone.hears(sent.get(2).bytes()));
    }

    @Test
    void keysAreOfTheirSuiteAndOfNobodyElse() {
        var one = Call.reserve(bench, 1).local.core().keys();
        var two = Call.reserve(bench, 2).local.core().keys();
        var all = new HashSet<>(one.values());
        all.addAll(two.values());

        assertEquals(6, all.size());
        for (var suite : SrtpSuite.values()) {
            String key = Objects.requireNonNull(one.get(suite));
            assertEquals(suite.keyLength(), Base64.getDecoder().decode(key).length);
            assertEquals(profile(suite).keyLength(), suite.keyLength());
        }
    }

    @Test
    void noKeyIsInAText() {
        var call = Call.reserve(bench, 1);
        var phone = new Phone(call, SrtpSuite.AEAD_AES_128_GCM, 1);
        String text = call.local + " " + phone.at(call);

        assertFalse(text.contains(phone.security().key()), text);
        assertNotEquals(0, call.local.core().keys().size());
        call.local.core().keys().values().forEach(key -> assertFalse(text.contains(key), text));
    }

    @ParameterizedTest
    @EnumSource
    void aProtectedPacketOfTheCoreCostsNoAllocation(SrtpSuite suite) {
        var call = Call.open(bench, 1);
        var phone = new Phone(call, suite, 1);
        agree(call, phone.at(call));
        byte[][] packets = new byte[2 * PACKETS][];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = phone.sends(i);
        }
        long[] sent = {0};
        bench.counting(() -> sent[0]++);
        byte[] buffer = new byte[2048];
        toAccess(call, packets, buffer, 0, PACKETS);

        long bytes = Allocation.during(() -> toAccess(call, packets, buffer, PACKETS, 2 * PACKETS));

        assertEquals(2 * PACKETS, sent[0]);
        assertTrue(bytes < PACKETS, bytes + " bytes for " + PACKETS + " packets");
    }

    @Test
    void aPacketForAProtectedCoreCostsNoAllocation() {
        var call = Call.open(bench, 1);
        agree(call, new Phone(call, SrtpSuite.AEAD_AES_128_GCM, 1).at(call));
        byte[][] packets = new byte[2 * PACKETS][];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = call.wic.protect(Call.rtp(i, Call.WIC_SSRC));
        }
        long[] sent = {0};
        bench.counting(() -> sent[0]++);
        byte[] buffer = new byte[2048];
        toCore(call, packets, buffer, 0, PACKETS);

        long bytes = Allocation.during(() -> toCore(call, packets, buffer, PACKETS, 2 * PACKETS));

        assertEquals(2 * PACKETS, sent[0]);
        assertTrue(bytes < PACKETS, bytes + " bytes for " + PACKETS + " packets");
    }

    private void toAccess(Call call, byte[][] packets, byte[] buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            System.arraycopy(packets[i], 0, buffer, 0, packets[i].length);
            bench.gateway.receive(
                    call.rtpSocket(), buffer, 0, packets[i].length, call.coreRtp, bench.now() + i);
        }
    }

    private void toCore(Call call, byte[][] packets, byte[] buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            System.arraycopy(packets[i], 0, buffer, 0, packets[i].length);
            bench.gateway.receive(
                    Bench.W3, buffer, 0, packets[i].length, call.wic.address(), bench.now() + i);
        }
    }

    @Test
    void aGoneStreamHasNoKeysLeft() {
        var call = Call.open(bench, 1);
        agree(call, new Phone(call, SrtpSuite.AEAD_AES_128_GCM, 1).at(call));
        call.release();
        assertEquals(List.of(), bench.takeToCore());
        assertTrue(bench.gateway.isEmpty());
    }
}
