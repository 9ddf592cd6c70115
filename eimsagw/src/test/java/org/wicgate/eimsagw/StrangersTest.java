package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.wicgate.ice.stun.IntegrityKey;
import org.wicgate.ice.stun.StunClass;
import org.wicgate.ice.stun.StunWriter;
import org.wicgate.ice.stun.TransactionId;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.iq.Event;
import org.wicgate.iq.Fingerprint;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.sim.Proves;

/** Whoever is not the peer, and whatever is not media. */
class StrangersTest {
    private static final InetSocketAddress STRANGER = Bench.address("203.0.113.66", 6666);

    private final Bench bench = new Bench();

    @Test
    @Proves("SEC-12")
    void checksWithoutCredentialsNeverOpenAPath() {
        var call = Call.reserve(bench, 1);
        call.describe(DtlsRole.SERVER);
        String name = call.local.access().ufrag() + ":" + call.wic.transport.credentials().ufrag();
        for (byte[] check :
                new byte[][] {
                    copy(check(name).useCandidate().fingerprint()),
                    copy(
                            check(name)
                                    .useCandidate()
                                    .integrity(IntegrityKey.of("guess"))
                                    .fingerprint()),
                    copy(check("nobody:me").useCandidate().integrity(IntegrityKey.of("guess"))),
                    copy(check(name).useCandidate()),
                }) {
            bench.deliver(Bench.W3, STRANGER, check);
        }
        bench.deliver(Bench.W3, STRANGER, clientHello());
        bench.deliver(Bench.W3, STRANGER, Call.rtp(1, 3));
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));

        assertTrue(bench.takeEvents().isEmpty(), "neither connected nor secured");
        assertEquals(0, bench.takeToCore().size());
        for (var sent : bench.toNobody) {
            assertTrue(sent.bytes()[0] == 1 && sent.bytes()[1] == 0x11, "only STUN errors");
        }
        call.wic.connect(call.local, DtlsRole.SERVER);
        bench.until("the WIC is not disturbed", call::isSecured);
    }

    @Test
    @Proves({"AGW-22", "AGW-23"})
    void mediaFromAnotherAddressThanTheSelectedIsDroppedAndMovesNothing() {
        var call = Call.open(bench, 1);
        byte[] stolen = call.wic.protect(Call.rtp(1, Call.WIC_SSRC));

        bench.deliver(Bench.W3, STRANGER, stolen);
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));

        assertEquals(0, bench.takeToCore().size());
        assertEquals(1, call.wic.rtp.size(), "still sent to the WIC");
        assertEquals(0, bench.toNobody.size(), "and not to the stranger");
        assertEquals(1, bench.gateway.counters().strangers());
    }

    @Test
    @Proves("AGW-22")
    void onlyTheSignalledHostIsHeardInTheCore() {
        var call = Call.open(bench, 1);

        call.fromCore(STRANGER, Call.rtp(1, 3));
        call.fromCore(call.coreRtp, Call.rtp(1, Call.CORE_SSRC));

        assertEquals(1, call.wic.rtp.size());
        assertEquals(Call.CORE_SSRC, RtpHeader.ssrc(call.wic.rtp.getFirst(), 0));
        assertEquals(1, call.counters().toAccess().dropped(Drop.STRANGER));
    }

    @Test
    void oneOtherPortOfTheSignalledHostIsHeardAndNoThird() {
        var call = Call.open(bench, 1);
        var other = Bench.address(Bench.CORE_HOST, 7000);
        var third = Bench.address(Bench.CORE_HOST, 7002);

        call.fromCore(other, Call.rtp(1, Call.CORE_SSRC));
        call.fromCore(third, Call.rtp(2, Call.CORE_SSRC));
        call.fromCore(call.coreRtp, Call.rtp(3, Call.CORE_SSRC));
        call.wic.send(Call.rtp(1, Call.WIC_SSRC));

        assertEquals(2, call.wic.rtp.size());
        assertEquals(1, call.counters().toAccess().dropped(Drop.STRANGER));
        assertEquals(call.coreRtp, bench.takeToCore().getFirst().to(), "sent where signalled");
    }

    @Test
    void whereOnlyTheSignalledPortIsAllowedNoOtherIsHeard() {
        var strict = bench(CoreSource.SIGNALLED);
        var call = Call.open(strict, 1);

        call.fromCore(Bench.address(Bench.CORE_HOST, 7000), Call.rtp(1, Call.CORE_SSRC));
        assertEquals(0, call.wic.rtp.size());
        call.fromCore(Call.rtp(2, Call.CORE_SSRC));
        assertEquals(1, call.wic.rtp.size());
    }

    /** TS 23.334 §5.4. */
    @Test
    @Proves("AGW-24")
    void latchingTakesTheFirstValidPacketOnlyUntilTheNextCommand() {
        var latching = bench(CoreSource.LATCHED);
        var call = Call.open(latching, 1);
        var nat = Bench.address("203.0.113.1", 5000);

        call.fromCore(STRANGER, new byte[] {1, 2, 3});
        call.fromCore(nat, Call.rtp(1, Call.CORE_SSRC));
        call.fromCore(STRANGER, Call.rtp(2, 3));
        call.fromCore(call.coreRtp, Call.rtp(3, 3));
        call.wic.send(Call.rtp(1, Call.WIC_SSRC));
        assertEquals(1, call.wic.rtp.size());
        assertEquals(nat, latching.takeToCore().getFirst().to());

        call.configure(new AccessRemote.Unset(), call.at(), Gates.OPEN);
        var moved = Bench.address("203.0.113.1", 5002);
        call.fromCore(moved, Call.rtp(4, Call.CORE_SSRC));
        call.fromCore(nat, Call.rtp(5, Call.CORE_SSRC));
        call.wic.send(Call.rtp(2, Call.WIC_SSRC));
        assertEquals(2, call.wic.rtp.size());
        assertEquals(moved, latching.takeToCore().getFirst().to());
    }

    @Test
    @Proves("AGW-13")
    void replayedAndForgedPacketsAreDroppedAndCounted() {
        var call = Call.open(bench, 1);
        byte[] good = call.wic.protect(Call.rtp(1, Call.WIC_SSRC));
        byte[] forged = call.wic.protect(Call.rtp(2, Call.WIC_SSRC));
        forged[50] ^= 1;

        bench.deliver(Bench.W3, call.wic.address(), good);
        bench.deliver(Bench.W3, call.wic.address(), good);
        bench.deliver(Bench.W3, call.wic.address(), forged);
        bench.deliver(Bench.W3, call.wic.address(), Call.rtp(3, Call.WIC_SSRC));

        assertEquals(1, bench.takeToCore().size());
        var toCore = call.counters().toCore();
        assertEquals(1, toCore.packets());
        assertEquals(1, toCore.dropped(Drop.REPLAYED));
        assertEquals(2, toCore.dropped(Drop.UNAUTHENTIC));
    }

    @Test
    @Proves("AGW-09")
    void anotherCertificateThanSignalledIsToldOnceAndNoMediaPasses() {
        int number = 0;
        for (var role : DtlsRole.values()) {
            var call = Call.reserve(bench, ++number);
            var d = call.wic.description(role);
            var wrong =
                    d.fingerprints().stream()
                            .map(f -> new Fingerprint(f.hash(), "00" + f.value().substring(2)))
                            .toList();
            call.configure(
                    new AccessRemote.Described(d.ufrag(), d.password(), wrong, role, true),
                    call.at(),
                    Gates.OPEN);
            call.wic.connect(call.local, role);
            bench.until("lost", () -> lost(call) > 0);
            call.wic.send(Call.rtp(1, Call.WIC_SSRC));
            call.fromCore(Call.rtp(1, Call.CORE_SSRC));
            bench.pass(Duration.ofSeconds(5));

            assertEquals(1, lost(call));
            assertEquals(0, bench.takeToCore().size());
            assertEquals(0, call.wic.rtp.size());
        }
    }

    private long lost(Call call) {
        return bench.events.stream()
                .filter(e ->
                        e instanceof Event.Lost l
                                && l.context().equals(call.id)
                                && l.loss() == Event.Loss.FINGERPRINT_MISMATCH)
                .count();
    }

    /** RFC 7983 §7, RFC 5761 §4: all on one socket, from one address. */
    @Test
    @Proves("AGW-14")
    void stunDtlsRtpAndRtcpAreToldApartByFirstByteAndType() {
        var call = Call.open(bench, 1); // STUN and DTLS found their way already
        byte[] report = {(byte) 0x80, (byte) 201, 0, 1, 1, 1, 1, 1};

        call.wic.send(Call.rtp(1, Call.WIC_SSRC));
        call.wic.sendRtcp(report);
        for (int first = 0; first < 256; first++) {
            boolean known =
                    first <= 3 || (first >= 20 && first <= 63) || (first >= 128 && first < 192);
            if (!known) {
                bench.deliver(Bench.W3, call.wic.address(), new byte[] {(byte) first, 0, 0, 0});
            }
        }

        var sent = bench.takeToCore();
        assertEquals(call.rtpSocket(), sent.get(0).socket());
        assertEquals(call.rtpSocket() + 1, sent.get(1).socket());
        assertEquals(2, sent.size());
        assertEquals(16 + 64 + 64, call.counters().toCore().dropped(Drop.MALFORMED));
        // In the core: RTCP on the RTP port, and RTP on the RTCP port, are not passed.
        call.fromCore(report);
        call.rtcpFromCore(Call.rtp(1, Call.CORE_SSRC));
        assertEquals(0, call.wic.rtp.size() + call.wic.rtcp.size());
        assertEquals(2, call.counters().toAccess().dropped(Drop.MALFORMED));
    }

    /** seed=12 */
    @Test
    void garbageBreaksNothingAndTheNextPacketPasses() {
        var call = Call.open(bench, 1);
        var random = new Random(12);
        byte[][] seeds = {
            call.wic.protect(Call.rtp(1, Call.WIC_SSRC)),
            copy(
                    check(call.local.access().ufrag() + ":x")
                            .integrity(IntegrityKey.of("k"))
                            .fingerprint()),
            clientHello(),
            Call.rtp(7, Call.CORE_SSRC)
        };
        for (int i = 0; i < 20_000; i++) {
            byte[] b = Arrays.copyOf(seeds[random.nextInt(seeds.length)], 1 + random.nextInt(300));
            for (int k = random.nextInt(8); k >= 0; k--) {
                b[random.nextInt(b.length)] = (byte) random.nextInt();
            }
            var from = random.nextBoolean() ? call.wic.address() : STRANGER;
            bench.deliver(Bench.W3, from, b);
            bench.deliver(
                    call.rtpSocket() + random.nextInt(2),
                    random.nextBoolean() ? call.coreRtp : STRANGER,
                    b);
        }
        bench.takeToCore();

        call.wic.send(Call.rtp(1000, Call.WIC_SSRC));
        assertArrayEquals(Call.rtp(1000, Call.WIC_SSRC), bench.takeToCore().getFirst().bytes());
        assertTrue(bench.events.stream().noneMatch(e -> e instanceof Event.Lost));
        var next = Call.open(bench, 2);
        next.wic.send(Call.rtp(1, Call.WIC_SSRC));
        next.fromCore(Call.rtp(1, Call.CORE_SSRC));
        assertEquals(1, bench.takeToCore().size());
        assertEquals(1, next.wic.rtp.size());
    }

    private static Bench bench(CoreSource source) {
        return new Bench(new GatewaySettings(Bench.W3, Bench.W3_ADDRESS, source, 10, 8), 10);
    }

    private StunWriter check(String username) {
        return new StunWriter()
                .start(StunClass.REQUEST, TransactionId.create(bench.entropy))
                .username(username)
                .priority(1)
                .role(true, 5);
    }

    private static byte[] copy(StunWriter written) {
        return Arrays.copyOf(written.buffer(), written.length());
    }

    /** The first bytes of a DTLS handshake record. */
    private static byte[] clientHello() {
        byte[] record = new byte[113];
        record[0] = 22;
        record[1] = (byte) 0xFE;
        record[2] = (byte) 0xFF;
        record[12] = 100;
        record[13] = 1;
        return record;
    }
}
