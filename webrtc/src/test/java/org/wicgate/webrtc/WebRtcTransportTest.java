package org.wicgate.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.dtls.ProtectionProfile;
import org.wicgate.dtls.Role;
import org.wicgate.ice.Candidate;
import org.wicgate.ice.stun.IntegrityKey;
import org.wicgate.ice.stun.StunClass;
import org.wicgate.ice.stun.StunWriter;
import org.wicgate.ice.stun.TransactionId;
import org.wicgate.sim.Allocation;
import org.wicgate.sim.Links.Wire;
import org.wicgate.sim.Proves;
import org.wicgate.sim.SeededEntropy;
import org.wicgate.webrtc.TransportEvent.Loss;
import org.wicgate.webrtc.TransportNode.Bytes;
import org.wicgate.webrtc.TransportNode.Out;

class WebRtcTransportTest {
    private static byte[] rtp(int sequence) {
        byte[] packet = new byte[172];
        packet[0] = (byte) 0x80;
        packet[2] = (byte) (sequence >> 8);
        packet[3] = (byte) sequence;
        packet[11] = 77;
        Arrays.fill(packet, 12, packet.length, (byte) sequence);
        return packet;
    }

    private static byte[] rtcp() {
        byte[] packet = new byte[8];
        packet[0] = (byte) 0x80;
        packet[1] = (byte) 201;
        packet[3] = 1;
        packet[7] = 77;
        return packet;
    }

    private static void assertMediaFlows(Call call) {
        var before = List.of(count(call.wic), count(call.gateway));
        for (int i = 0; i < 10; i++) {
            call.wic.sendRtp(rtp(100 + i));
            call.gateway.sendRtp(rtp(200 + i));
        }
        call.wic.sendRtcp(rtcp());
        call.gateway.sendRtcp(rtcp());
        call.pass(Duration.ofMillis(100));

        assertTrue(call.gateway.outs.contains(new Out.Rtp(new Bytes(rtp(105)))));
        assertTrue(call.wic.outs.contains(new Out.Rtp(new Bytes(rtp(209)))));
        assertTrue(call.gateway.outs.contains(new Out.Rtcp(new Bytes(rtcp()))));
        assertEquals(before.get(0) + 11, count(call.wic));
        assertEquals(before.get(1) + 11, count(call.gateway));
    }

    private static long count(Call.Side side) {
        return side.transport().counters().received();
    }

    private static Loss loss(Call.Side side) {
        return assertInstanceOf(TransportEvent.Lost.class, side.events.getLast()).loss();
    }

    @Test
    @Proves("WIC-26")
    void aFullAndALiteTransportConnectSecureAndCarryMediaBothWays() throws Exception {
        var call = Call.secured();

        assertEquals(
                List.of(
                        new TransportEvent.Validated(0, Call.WIC),
                        new TransportEvent.Connected(0, Call.WIC),
                        new TransportEvent.Secured(ProtectionProfile.SRTP_AEAD_AES_128_GCM)),
                call.gateway.events);
        assertTrue(call.wic.transport().isReady());
        assertMediaFlows(call);
    }

    @ParameterizedTest
    @EnumSource
    @Proves({"AGW-11", "AGW-09"})
    void bothProfilesAndBothDtlsRolesWork(ProtectionProfile profile) throws Exception {
        for (var ofWic : Role.values()) {
            var call = new Call(3, Call.only(profile), TransportSettings.DEFAULT);
            call.describe(
                    ofWic, Call.GATEWAY_IDENTITY.fingerprint(), Call.WIC_IDENTITY.fingerprint());
            call.until(() -> call.wic.isSecured() && call.gateway.isSecured());

            assertEquals(new TransportEvent.Secured(profile), call.gateway.events.getLast());
            assertMediaFlows(call);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void lossDelayAndDuplicatesOnlyDelayTheTransport(long seed) throws Exception {
        var call = new Call(seed, TransportSettings.DEFAULT, TransportSettings.DEFAULT);
        call.wire = new Wire(0.1, 0.1, Duration.ofMillis(1), Duration.ofMillis(30));
        call.describe(
                Role.CLIENT, Call.GATEWAY_IDENTITY.fingerprint(), Call.WIC_IDENTITY.fingerprint());
        call.until(() -> call.wic.isSecured() && call.gateway.isSecured());
        call.wire = Wire.PERFECT;

        assertMediaFlows(call);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Proves("AGW-09")
    void aWrongFingerprintIsToldAndNoMediaFlows(boolean gatewaysIsWrong) throws Exception {
        var call = new Call(1, TransportSettings.DEFAULT, TransportSettings.DEFAULT);
        var wrong = Call.identity(99).fingerprint();
        call.describe(
                Role.CLIENT,
                gatewaysIsWrong ? wrong : Call.GATEWAY_IDENTITY.fingerprint(),
                gatewaysIsWrong ? Call.WIC_IDENTITY.fingerprint() : wrong);
        call.until(() -> call.wic.isLost() && call.gateway.isLost());

        assertEquals(Loss.FINGERPRINT_MISMATCH, loss(gatewaysIsWrong ? call.wic : call.gateway));
        assertEquals(Loss.DTLS_FAILED, loss(gatewaysIsWrong ? call.gateway : call.wic));
        assertFalse(call.wic.transport().sendRtp(new byte[200], 0, 100, call.now()));
        call.gateway.give(rtp(1), Call.WIC);
        assertEquals(0, count(call.gateway));
    }

    @Test
    @Proves({"SEC-12", "AGW-22", "AGW-23"})
    void aStrangerIsNeitherHeardNorSentTo() throws Exception {
        var call = Call.secured();
        int sentBefore = sendsTo(call, call.gateway);
        for (int i = 0; i < 20; i++) {
            call.gateway.give(rtp(i), Call.STRANGER);
            call.gateway.give(new byte[] {22, -2, -3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, Call.STRANGER);
        }
        assertEquals(40, call.gateway.transport().counters().stranger());
        assertEquals(sentBefore, sendsTo(call, call.gateway));
        call.gateway.give(check(call, "not the password of the gateway"), Call.STRANGER);

        assertEquals(1, call.gateway.transport().counters().refusedChecks());
        assertEquals(sentBefore + 1, sendsTo(call, call.gateway)); // the 401
        call.gateway.give(rtp(77), Call.STRANGER);
        assertEquals(41, call.gateway.transport().counters().stranger());
        assertMediaFlows(call);
        assertEquals(sentBefore + 1, sendsTo(call, call.gateway));
    }

    private static int sendsTo(Call call, Call.Side side) {
        assertTrue(call.now() > 0);
        return (int)
                side.outs.stream()
                        .filter(o -> o instanceof Out.Send(_, var to) && to.equals(Call.STRANGER))
                        .count();
    }

    private static byte[] check(Call call, String password) {
        var own = call.gateway.transport().credentials();
        var writer = new StunWriter();
        writer.start(StunClass.REQUEST, TransactionId.create(new SeededEntropy(5)))
                .username(own.ufrag() + ":" + call.wic.transport().credentials().ufrag())
                .useCandidate()
                .integrity(IntegrityKey.of(password))
                .fingerprint();
        return Arrays.copyOf(writer.buffer(), writer.length());
    }

    @Test
    @Proves("AGW-13")
    void replayedAndForgedMediaIsDroppedAndCounted() throws Exception {
        var call = Call.secured();
        assertMediaFlows(call);
        var packets =
                call.wic.outs.stream()
                        .filter(o -> o instanceof Out.Send(var b, _) && b.copy()[0] < 0)
                        .map(o -> ((Out.Send) o).bytes().copy())
                        .toList();
        long heard = count(call.gateway);
        for (byte[] packet : packets) {
            call.gateway.give(packet, Call.WIC);
            call.gateway.give(forged(packet), Call.WIC);
        }

        assertEquals(heard, count(call.gateway));
        assertEquals(11, packets.size());
        assertEquals(11, call.gateway.transport().counters().replayed());
        assertEquals(11, call.gateway.transport().counters().unauthentic());
    }

    /** The same packet under an index that was not seen: the sequence number, or SRTCP's index. */
    private static byte[] forged(byte[] packet) {
        byte[] forged = packet.clone();
        boolean rtcp = PacketKind.of(packet, 0, packet.length) == PacketKind.RTCP;
        forged[rtcp ? packet.length - 1 : 3] ^= 0x40;
        return forged;
    }

    @ParameterizedTest
    @EnumSource
    void noMediaPacketAllocates(ProtectionProfile profile) throws Exception {
        var call = new Call(1, Call.only(profile), TransportSettings.DEFAULT);
        call.describe(
                Role.CLIENT, Call.GATEWAY_IDENTITY.fingerprint(), Call.WIC_IDENTITY.fingerprint());
        call.until(() -> call.wic.isSecured() && call.gateway.isSecured());
        call.wic.node().beQuiet();
        call.gateway.node().beQuiet();
        byte[] packet = Arrays.copyOf(rtp(0), 172 + WebRtcTransport.MAX_OVERHEAD);
        long now = call.now();
        relay(call, packet, 1, 5_000, now); // what is made once

        long bytes = Allocation.during(() -> relay(call, packet, 5_001, 15_000, now));
        assertEquals(15_000, count(call.gateway));
        assertTrue(bytes < 10_000, bytes + " bytes for 10000 packets");
    }

    private static void relay(Call call, byte[] packet, int first, int last, long now) {
        var from = call.wic.transport();
        var to = call.gateway.transport();
        for (int sequence = first; sequence <= last; sequence++) {
            packet[0] = (byte) 0x80;
            packet[2] = (byte) (sequence >> 8);
            packet[3] = (byte) sequence;
            from.sendRtp(packet, 0, 172, now);
            to.receive(packet, 0, call.wic.node().lastLength(), 0, Call.WIC, now);
        }
    }

    /** Mutations of everything that was ever sent to the gateway, from the WIC and from others. */
    @Test
    void noMutationOfWhatWasSentThrowsOrEndsTheCall() throws Exception {
        var call = Call.secured();
        assertMediaFlows(call);
        var sent =
                call.wic.outs.stream()
                        .filter(Out.Send.class::isInstance)
                        .map(o -> ((Out.Send) o).bytes())
                        .toList();
        long seed = 42;
        var random = new Random(seed);
        call.gateway.node().beQuiet();
        for (int round = 0; round < 20_000; round++) {
            byte[] packet = sent.get(random.nextInt(sent.size())).copy();
            for (int i = random.nextInt(4); i >= 0; i--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(3) == 0 ? random.nextInt(packet.length) : packet.length;
            var from = random.nextInt(4) == 0 ? Call.STRANGER : Call.WIC;
            call.gateway.transport().receive(packet, 0, length, 0, from, call.now());
        }
        call.gateway.node().beLoud();

        assertFalse(call.gateway.isLost(), "seed=" + seed);
        call.wic.sendRtp(rtp(9_000));
        call.pass(Duration.ofMillis(50));
        assertTrue(call.gateway.outs.contains(new Out.Rtp(new Bytes(rtp(9_000)))), "seed=" + seed);
    }

    @Test
    @Proves("AGW-14")
    void eachKindOfPacketIsKnownByItsFirstBytes() {
        for (int first = 0; first < 256; first++) {
            byte[] packet = {(byte) first, (byte) 200, 0, 0};
            var expected =
                    first < 4
                            ? PacketKind.STUN
                            : first >= 20 && first < 64
                                    ? PacketKind.DTLS
                                    : first >= 128 && first < 192
                                            ? PacketKind.RTCP
                                            : PacketKind.OTHER;
            assertEquals(expected, PacketKind.of(packet, 0, 4), "" + first);
        }
        for (int second = 0; second < 256; second++) {
            boolean rtcp = second >= 192 && second <= 223;
            byte[] packet = {(byte) 0x80, (byte) second};
            assertEquals(
                    rtcp ? PacketKind.RTCP : PacketKind.RTP,
                    PacketKind.of(packet, 0, 2),
                    "" + second);
        }
        assertEquals(PacketKind.OTHER, PacketKind.of(new byte[1], 0, 1));
        assertEquals(PacketKind.OTHER, PacketKind.of(new byte[0], 0, 0));
    }

    @Test
    void mediaBeforeTheKeysIsDroppedAndCounted() {
        var call = Call.start();
        call.pass(Duration.ofMillis(200)); // ICE is there; nobody runs what the handshake posts
        call.gateway.give(rtp(1), Call.WIC);
        call.wic.sendRtp(rtp(2));

        assertEquals(1, call.gateway.transport().counters().early());
        assertEquals(1, call.wic.transport().counters().unsent());
        assertFalse(call.gateway.transport().isReady());
    }

    @Test
    @Proves({"WIC-25", "SEC-12"})
    void whenThePeerFallsSilentConsentExpiresAndNothingIsSentAnyMore() throws Exception {
        var call = Call.secured();
        call.pass(Duration.ofMinutes(10));
        assertFalse(call.wic.isLost());
        assertFalse(call.gateway.isLost());
        call.cut = true;
        call.pass(Duration.ofSeconds(31));

        assertEquals(Loss.CONSENT_EXPIRED, loss(call.wic));
        assertEquals(Loss.CONSENT_EXPIRED, loss(call.gateway));
        assertFalse(call.wic.transport().isReady());
        int outs = call.wic.outs.size();
        call.wic.sendRtp(rtp(5));
        call.pass(Duration.ofMinutes(2));
        assertEquals(outs, call.wic.outs.size());
    }

    @Test
    void aPeerThatNeverComesIsToldOnce() {
        var call = new Call(1, TransportSettings.DEFAULT, TransportSettings.DEFAULT);
        call.cut = true;
        call.describe(
                Role.CLIENT, Call.GATEWAY_IDENTITY.fingerprint(), Call.WIC_IDENTITY.fingerprint());
        call.pass(Duration.ofMinutes(2));

        assertEquals(
                List.of(new TransportEvent.Lost(Loss.ICE_TIMEOUT, "no pair selected in time")),
                call.gateway.events);
        assertEquals(Loss.ICE_TIMEOUT, loss(call.wic));
    }

    @Test
    void anIceRestartKeepsTheKeysAndTheMedia() throws Exception {
        var call = Call.secured();
        var old = call.gateway.transport().credentials();
        call.wic.act(() -> call.wic.transport().restart(call.now()));
        call.gateway.act(() -> call.gateway.transport().restart(call.now()));
        assertMediaFlows(call);
        call.describe(
                Role.CLIENT, Call.GATEWAY_IDENTITY.fingerprint(), Call.WIC_IDENTITY.fingerprint());
        call.pass(Duration.ofMinutes(3));

        assertNotEquals(old, call.gateway.transport().credentials());
        assertFalse(call.wic.isLost());
        assertFalse(call.gateway.isLost());
        for (int i = 0; i < 5; i++) {
            call.wic.sendRtp(rtp(300 + i));
        }
        call.pass(Duration.ofMillis(50));
        assertTrue(call.gateway.outs.contains(new Out.Rtp(new Bytes(rtp(304)))));
    }

    @Test
    void closingTellsThePeerAndSendsNothingAfterwards() throws Exception {
        var call = Call.secured();
        call.wic.act(call.wic.transport()::close);
        call.until(call.gateway::isLost);

        assertEquals(Loss.DTLS_CLOSED, loss(call.gateway));
        assertFalse(call.wic.transport().isReady());
        assertEquals(Long.MAX_VALUE, call.wic.transport().deadline());
        assertFalse(call.wic.isLost());
    }

    /** Whatever is in the making would come to the next call between the same two ports. */
    @Test
    void whoClosesInMidHandshakeSaysNothingMore() throws Exception {
        var call = Call.start();
        call.until(() -> records(call.gateway) > 0);
        call.cut = true; // or the handshake would be done before both are closed
        call.wic.act(call.wic.transport()::close);
        call.gateway.act(call.gateway.transport()::close);
        long before = records(call.wic) + records(call.gateway);
        call.handshakesEnd();
        call.pass(Duration.ofSeconds(5));
        assertFalse(call.wic.isSecured() || call.gateway.isSecured());
        assertEquals(before, records(call.wic) + records(call.gateway));
    }

    private static long records(Call.Side side) {
        return side.outs.stream()
                .filter(out -> out instanceof Out.Send(var bytes, var _) && isRecord(bytes.copy()))
                .count();
    }

    private static boolean isRecord(byte[] packet) {
        return PacketKind.of(packet, 0, packet.length) == PacketKind.DTLS;
    }

    /** A ClientHello may overtake the answer that says who it should come from. */
    @Test
    void aHandshakeThatBeginsBeforeTheDescriptionIsHeldAndGoesOn() throws Exception {
        var call = new Call(1, TransportSettings.DEFAULT, TransportSettings.DEFAULT);
        var gateway = call.gateway.transport();
        call.wic
                .transport()
                .remote(
                        new Remote(
                                gateway.credentials(),
                                List.of(Candidate.host(Call.GATEWAY, 65535)),
                                List.of(Call.GATEWAY_IDENTITY.fingerprint()),
                                Role.CLIENT),
                        call.now());
        call.until(() ->
                call.wic.outs.stream()
                        .anyMatch(o -> o instanceof Out.Send(var b, _) && b.copy()[0] == 22));
        assertFalse(call.gateway.isSecured());
        call.gateway.act(() ->
                gateway.remote(
                        new Remote(
                                call.wic.transport().credentials(),
                                List.of(),
                                List.of(Call.WIC_IDENTITY.fingerprint()),
                                Role.SERVER),
                        call.now()));
        call.until(() -> call.wic.isSecured() && call.gateway.isSecured());

        assertMediaFlows(call);
    }

    @Test
    void theTransportOfAFirstCheckIsFoundByItsUserFragment() {
        var call = Call.start();
        byte[] check = check(call, "whatever");

        assertEquals(
                call.gateway.transport().credentials().ufrag(), Ufrag.in(check, 0, check.length));
        assertNull(Ufrag.in(check, 0, 30));
        assertNull(Ufrag.in(rtp(1), 0, 172));
        assertNull(Ufrag.in(new byte[0], 0, 0));
    }
}
