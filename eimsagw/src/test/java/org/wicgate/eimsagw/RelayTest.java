package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.dtls.ProtectionProfile;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.iq.Event;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.rtp.RtpHeader;
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.rtp.rtcp.RtcpPacket.ReceiverReport;
import org.wicgate.sim.Proves;
import org.wicgate.webrtc.TransportSettings;

/** Media through one stream, both ways. */
class RelayTest {
    private final Bench bench = new Bench();

    @ParameterizedTest
    @EnumSource
    @Proves({"AGW-01", "AGW-09"})
    void audioFlowsBothWaysInEitherDtlsRole(DtlsRole role) {
        var call = Call.open(bench, 1, role);

        call.wic.send(Call.rtp(1, Call.WIC_SSRC));
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));

        assertArrayEquals(Call.rtp(1, Call.WIC_SSRC), bench.takeToCore().getFirst().bytes());
        assertArrayEquals(Call.rtp(1, Call.CORE_SSRC), call.wic.rtp.getFirst());
        var events = bench.takeEvents();
        String core = Bench.CORE_HOST + ":20002";
        assertEquals(
                List.of(
                        new Event.Noticed(call.id, 0, Event.Sign.FIRST_CHECK, "198.51.100.1:40001"),
                        new Event.Connected(call.id, 0, "192.0.2.1:10000 198.51.100.1:40001")),
                events.subList(0, 2));
        assertTrue(events.get(2) instanceof Event.Secured, events.toString());
        assertEquals(
                List.of(
                        new Event.Noticed(call.id, 0, Event.Sign.FIRST_TO_CORE, core),
                        new Event.Noticed(call.id, 0, Event.Sign.FIRST_TO_ACCESS, core)),
                events.subList(3, events.size()));
    }

    @ParameterizedTest
    @EnumSource
    @Proves("AGW-11")
    void bothSrtpProfilesCarryAudioAndRtcp(ProtectionProfile profile) {
        var call = Call.open(bench, 1, profile);

        exchange(call, 1);
        report(call);

        assertTrue(bench.events.contains(new Event.Secured(call.id, 0, profile.name())));
        assertEquals(2, bench.takeToCore().size());
        assertEquals(1, call.wic.rtp.size());
        assertEquals(1, call.wic.rtcp.size());
    }

    /** RFC 8445 §8: of two validated pairs, media takes the one that was nominated. */
    @Test
    @Proves("AGW-08")
    void mediaGoesToTheNominatedPairOnly() {
        var first = Call.wicAddress(1);
        var second = Bench.address("198.51.100.200", 41_000);
        var wic = bench.wic(TransportSettings.DEFAULT, second, first);
        var call = Call.reserve(bench, 1, wic).secure(DtlsRole.SERVER);
        var nominated =
                bench.events.stream()
                        .filter(e -> e instanceof Event.Connected)
                        .map(e -> ((Event.Connected) e).pair())
                        .reduce((a, b) -> b)
                        .orElseThrow();
        var target = nominated.endsWith(":41000") ? second : first;
        call.checkFrom(target.equals(first) ? second : first);

        exchange(call, 1);
        report(call);

        assertEquals(List.of(target, target), wic.mediaHeardAt);
    }

    /** A WIC that begins before its answer has come through SIP to us. */
    @Test
    void aWicThatIsQuickerThanItsAnswerIsSecuredOnceTheAnswerIsThere() {
        var call = Call.reserve(bench, 1);
        call.configure(new AccessRemote.Unset(), call.at(), Gates.CLOSED);
        call.wic.connect(call.local, DtlsRole.SERVER);
        bench.pass(Duration.ofSeconds(3));
        exchange(call, 1);
        assertEquals(0, bench.takeToCore().size() + call.wic.rtp.size());

        call.describe(DtlsRole.SERVER);
        bench.until("secured", call::isSecured);
        exchange(call, 2);
        assertEquals(1, bench.takeToCore().size());
        assertEquals(1, call.wic.rtp.size());
    }

    /** TS 23.334 §5.2: each leg sees the gateway's address only. */
    @Test
    @Proves("AGW-21")
    void eachLegSeesTheGatewayOnly() {
        var call = Call.open(bench, 1);
        call.wic.send(Call.rtp(1, Call.WIC_SSRC));

        var sent = bench.takeToCore().getFirst();
        assertEquals(call.rtpSocket(), sent.socket());
        assertEquals(call.coreRtp, sent.to());
        // FakeWic takes packets from the W3 address only, and its transport from the selected pair.
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        assertEquals(1, call.wic.rtp.size());
    }

    @Test
    @Proves("AGW-20")
    void aClosedGateLetsNothingPassInItsDirection() {
        var call = Call.open(bench, 1);
        call.gates(false, false);
        exchange(call, 1);
        assertEquals(0, bench.takeToCore().size());
        assertEquals(0, call.wic.rtp.size());

        call.gates(true, false);
        exchange(call, 2);
        assertEquals(1, bench.takeToCore().size());
        assertEquals(0, call.wic.rtp.size());

        call.gates(false, true);
        exchange(call, 3);
        assertEquals(0, bench.takeToCore().size());
        assertEquals(1, call.wic.rtp.size());

        var counters = call.counters();
        assertEquals(2, counters.toCore().dropped(Drop.GATED));
        assertEquals(2, counters.toAccess().dropped(Drop.GATED));
        assertEquals(1, counters.toCore().packets());
        assertEquals(1, counters.toAccess().packets());
    }

    @Test
    @Proves("AGW-20")
    void gatesAreClosedUntilACommandOpensThem() {
        var call = Call.reserve(bench, 1);
        call.configure(call.wic.description(DtlsRole.SERVER), call.at(), Gates.CLOSED);
        call.wic.connect(call.local, DtlsRole.SERVER);
        bench.until("secured", call::isSecured);

        exchange(call, 1);
        report(call);

        assertEquals(0, bench.takeToCore().size());
        assertEquals(0, call.wic.rtp.size());
        assertEquals(0, call.wic.rtcp.size());
    }

    @Test
    void nothingPassesBeforeIceAndDtls() {
        var call = Call.reserve(bench, 1);
        call.describe(DtlsRole.SERVER);

        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        bench.deliver(Bench.W3, call.wic.address(), Call.rtp(1, Call.WIC_SSRC));

        assertEquals(0, bench.takeToCore().size());
        assertEquals(0, bench.toNobody.size());
        assertEquals(1, call.counters().toAccess().dropped(Drop.EARLY));
        assertEquals(1, bench.gateway.counters().strangers());
    }

    /** RFC 5761: one port on W3, two in the core. */
    @Test
    @Proves("AGW-15")
    void rtcpIsMuxedOnW3AndSeparateInTheCore() {
        var call = Call.open(bench, 1);

        call.wic.sendRtcp(report(Call.WIC_SSRC));
        call.rtcpFromCore(report(Call.CORE_SSRC));

        var sent = bench.takeToCore().getFirst();
        assertEquals(call.rtpSocket() + 1, sent.socket());
        assertEquals(call.coreRtcp, sent.to());
        assertArrayEquals(report(Call.WIC_SSRC), sent.bytes());
        assertArrayEquals(report(Call.CORE_SSRC), call.wic.rtcp.getFirst());
        assertEquals(0, call.wic.rtp.size());
    }

    @Test
    void rtcpPassesWhileEitherGateIsOpen() {
        var call = Call.open(bench, 1);
        call.gates(true, false);
        report(call);
        call.gates(false, true);
        report(call);
        assertEquals(2, bench.takeToCore().size());
        assertEquals(2, call.wic.rtcp.size());

        call.gates(false, false);
        report(call);
        assertEquals(0, bench.takeToCore().size());
        assertEquals(2, call.wic.rtcp.size());
    }

    @Test
    void rtcpIsKeptFromAWicThatDoesNotMux() {
        var call = Call.open(bench, 1);
        var d = call.wic.description(DtlsRole.SERVER);
        call.configure(
                new AccessRemote.Described(
                        d.ufrag(), d.password(), d.fingerprints(), d.role(), false),
                new CoreRemote.Unset(),
                Gates.OPEN);

        call.rtcpFromCore(report(Call.CORE_SSRC));

        assertEquals(0, call.wic.rtcp.size());
        assertEquals(1, call.counters().toAccess().dropped(Drop.GATED));
    }

    /** RFC 4585 §6.3.1: feedback finds its source because SSRCs stay what they are. */
    @Test
    @Proves("AGW-19")
    void pictureLossIndicationReachesTheOtherSide() {
        var call = Call.open(bench, 1);
        byte[] pli = {(byte) 0x81, (byte) 206, 0, 2, 1, 1, 1, 1, 2, 2, 2, 2};
        byte[] fir = {
            (byte) 0x84, (byte) 206, 0, 4, 1, 1, 1, 1, 0, 0, 0, 0, 2, 2, 2, 2, 7, 0, 0, 0
        };

        call.rtcpFromCore(pli);
        call.rtcpFromCore(fir);
        call.wic.sendRtcp(pli);
        call.wic.sendRtcp(fir);

        assertArrayEquals(pli, call.wic.rtcp.get(0));
        assertArrayEquals(fir, call.wic.rtcp.get(1));
        var sent = bench.takeToCore();
        assertArrayEquals(pli, sent.get(0).bytes());
        assertArrayEquals(fir, sent.get(1).bytes());
    }

    /** Telephone-events, comfort noise, video: what is in a packet is nobody's business here. */
    @Test
    @Proves("AGW-17")
    void anyPayloadPassesUntouched() {
        var call = Call.open(bench, 1);
        for (int size : new int[] {12, 16, 1200}) {
            byte[] packet = new byte[size];
            RtpHeader.write(packet, 0, true, 101, size, 9, Call.WIC_SSRC);
            call.wic.send(packet);
            assertArrayEquals(packet, bench.takeToCore().getFirst().bytes());

            RtpHeader.write(packet, 0, true, 101, size, 9, Call.CORE_SSRC);
            call.fromCore(packet);
            assertArrayEquals(packet, call.wic.rtp.getLast());
        }
    }

    @Test
    void aCoreWithoutAddressIsSentNothing() {
        var call = Call.open(bench, 1);
        for (var nowhere :
                List.of(
                        Bench.address("0.0.0.0", 4000),
                        Bench.address("224.0.0.1", 4000),
                        Bench.address(Bench.CORE_HOST, 0))) {
            call.configure(
                    new AccessRemote.Unset(), new CoreRemote.At(nowhere, nowhere), Gates.OPEN);
            call.wic.send(Call.rtp(call.wic.rtp.size() + nowhere.getPort(), Call.WIC_SSRC));
        }

        assertEquals(0, bench.takeToCore().size());
    }

    @Test
    void callsDoNotHearEachOther() {
        var one = Call.open(bench, 1);
        var two = Call.open(bench, 2);

        one.wic.send(Call.rtp(1, Call.WIC_SSRC));
        two.fromCore(Call.rtp(5, Call.CORE_SSRC));

        assertEquals(one.coreRtp, bench.takeToCore().getFirst().to());
        assertEquals(0, one.wic.rtp.size());
        assertEquals(1, two.wic.rtp.size());
    }

    @Test
    void countersSayWhatWasCarriedAndWhen() {
        var call = Call.open(bench, 1);
        for (int i = 0; i < 10; i++) {
            call.wic.send(Call.rtp(i, Call.WIC_SSRC));
        }
        call.wic.sendRtcp(report(Call.WIC_SSRC));
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        long millis = bench.now() / 1_000_000;

        var last = call.release().getFirst();

        assertEquals(11, last.toCore().packets());
        assertEquals(10 * 172 + 8, last.toCore().bytes());
        assertEquals(1, last.toAccess().packets());
        assertEquals(millis, last.toCore().lastMillis());
        assertEquals("192.0.2.1:10000 198.51.100.1:40001", last.pair());
        assertTrue(last.profile().startsWith("SRTP_"), last.profile());
        var sum = bench.gateway.counters();
        assertEquals(last.toCore(), sum.toCore());
        assertEquals(last.toAccess(), sum.toAccess());
        assertTrue(bench.gateway.isEmpty());
    }

    @Test
    void afterReleaseNothingPasses() {
        var call = Call.open(bench, 1);
        call.release();
        bench.takeEvents();

        assertEquals(false, call.wic.send(Call.rtp(9, Call.WIC_SSRC)) && !bench.toCore.isEmpty());
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));

        assertEquals(0, bench.toCore.size());
        assertEquals(0, call.wic.rtp.size());
        assertEquals(1, bench.gateway.counters().unroutable());
        assertEquals(List.of(), bench.takeEvents());
    }

    @Test
    void anIceRestartGivesNewCredentialsAndKeepsTheMediaFlowing() {
        var call = Call.open(bench, 1);
        var before = call.local;
        call.wic.transport.restart(bench.now());
        call.configure(call.wic.description(DtlsRole.SERVER), new CoreRemote.Unset(), Gates.OPEN);
        assertNotEquals(before.access().ufrag(), call.local.access().ufrag());
        assertNotEquals(before.access().password(), call.local.access().password());
        assertEquals(before.access().fingerprint(), call.local.access().fingerprint());
        exchange(call, 1);
        assertEquals(1, bench.takeToCore().size(), "over the old pair");

        call.wic.connect(call.local, DtlsRole.SERVER);
        bench.pass(Duration.ofSeconds(40));
        exchange(call, 2);

        assertEquals(1, bench.takeToCore().size());
        assertEquals(2, call.wic.rtp.size());
        assertTrue(bench.events.stream().noneMatch(e -> e instanceof Event.Lost));
    }

    private static void exchange(Call call, int sequence) {
        call.wic.send(Call.rtp(sequence, Call.WIC_SSRC));
        call.fromCore(Call.rtp(sequence, Call.CORE_SSRC));
    }

    private static void report(Call call) {
        call.wic.sendRtcp(report(Call.WIC_SSRC));
        call.rtcpFromCore(report(Call.CORE_SSRC));
    }

    private static byte[] report(int ssrc) {
        byte[] packet = new byte[8];
        Rtcp.encode(List.of(new ReceiverReport(ssrc, List.of())), packet, 0);
        return packet;
    }
}
