package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.dtls.Role;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Command;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Counters.Drop;
import org.wicgate.iq.Event;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.rtp.rtcp.Rtcp;
import org.wicgate.rtp.rtcp.RtcpPacket.ReceiverReport;
import org.wicgate.sim.Proves;
import org.wicgate.webrtc.TransportEvent;

/** Media plane optimisation: two gateways that leave DTLS and SRTP to the WICs (§5.20.3). */
class TransparentTest {
    private static final byte[] HELLO = {22, -2, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1};
    private static final byte[] DATA = {23, -2, -3, 0, 1, 0, 0, 0, 0, 0, 9, 0, 1, 1};

    private final TwoGateways two = new TwoGateways();
    private final TwoGateways.End alice = two.alice;
    private final TwoGateways.End bob = two.bob;

    private static byte[] report(int ssrc) {
        byte[] buffer = new byte[64];
        int length = Rtcp.encode(List.of(new ReceiverReport(ssrc, List.of())), buffer, 0);
        return Arrays.copyOf(buffer, length);
    }

    private int toCore(TwoGateways.End end, byte[] packet) {
        end.bench.takeToCore();
        end.bench.deliver(Bench.W3, end.wic.address(), packet);
        return end.bench.takeToCore().size();
    }

    private static long media(TwoGateways.End end) {
        return end.counters().toAccess().packets();
    }

    @Test
    @Proves("AGW-32")
    void dtlsSrtpRtcpAndWhatIsWithinDtlsPassAsTheyAre() {
        two.talk();

        alice.wic.send(Call.rtp(1, Call.WIC_SSRC));
        bob.wic.send(Call.rtp(2, Call.CORE_SSRC));
        alice.wic.sendRtcp(report(1));
        bob.wic.sendRtcp(report(2));
        two.cross();

        assertArrayEquals(Call.rtp(1, Call.WIC_SSRC), bob.wic.rtp.getFirst());
        assertArrayEquals(Call.rtp(2, Call.CORE_SSRC), alice.wic.rtp.getFirst());
        assertArrayEquals(report(1), bob.wic.rtcp.getFirst());
        assertArrayEquals(report(2), alice.wic.rtcp.getFirst());
        alice.bench.deliver(Bench.W3, alice.wic.address(), DATA); // SCTP is in such (RFC 8261)
        assertArrayEquals(DATA, alice.bench.takeToCore().getFirst().bytes());
        for (var end : List.of(alice, bob)) {
            assertFalse(end.isSecured(), "no keys of the gateway");
            assertEquals(Counters.END_TO_END, end.counters().profile());
            assertEquals(0, end.counters().toAccess().dropped(Drop.MALFORMED));
            assertTrue(end.counters().toAccess().packets() >= 2, end.counters().toString());
        }
    }

    /** TS 23.334 §6.2.22.3: a ClientHello before the answer is dropped, and sent again. */
    @Test
    @Proves("AGW-32")
    void aClientHelloThatOvertakesTheAnswerIsLostAndSentAgain() {
        var transparent = new Interworking.Transparent();
        bob.configure(alice.local, DtlsRole.CLIENT, transparent, Gates.OPEN);
        bob.wic.connect(bob.local, alice.identity.fingerprint(), Role.CLIENT);
        for (int i = 0; i < 20; i++) {
            two.step();
        }
        assertTrue(bob.counters().toCore().packets() > 0, "ClientHello went to alice's gateway");
        assertTrue(
                alice.counters().toAccess().dropped(Drop.STRANGER) > 0,
                "which does not know bob's yet");

        two.talk();
        alice.wic.send(Call.rtp(1, Call.WIC_SSRC));
        two.cross();
        assertEquals(1, bob.wic.rtp.size());
    }

    /** What came early must not disturb an answer that turns out to be ordinary. */
    @Test
    void anAnswerThatIsOrdinaryAfterAllIsInterworked() {
        bob.configure(alice.local, DtlsRole.CLIENT, new Interworking.Transparent(), Gates.OPEN);
        bob.wic.connect(bob.local, alice.identity.fingerprint(), Role.CLIENT);
        for (int i = 0; i < 5; i++) {
            two.step();
        }
        alice.configure(bob.local, DtlsRole.SERVER, new Interworking.Relayed(), Gates.OPEN);
        alice.wic.connect(alice.local, DtlsRole.SERVER);
        two.until(
                "keys with the gateway", () -> alice.isSecured() && alice.wic.transport.isReady());
        two.until(
                "DTLS out of the core, which is no RTP",
                () -> alice.counters().toAccess().dropped(Drop.MALFORMED) > 0);

        alice.bench.takeToCore();
        alice.wic.send(Call.rtp(1, Call.WIC_SSRC));
        assertArrayEquals(Call.rtp(1, Call.WIC_SSRC), alice.bench.takeToCore().getLast().bytes());
    }

    /** The certificate is checked by the WICs, whoever is between (RFC 5763 §5). */
    @Test
    void aWicRefusesACertificateThatItsDescriptionDidNotName() {
        two.agree(Gates.OPEN, Gates.OPEN);
        bob.wic.connect(bob.local, bob.identity.fingerprint(), Role.CLIENT);
        two.until(
                "bob refuses alice",
                () -> bob.wic.events.stream().anyMatch(e -> e instanceof TransportEvent.Lost));
        assertFalse(bob.wic.transport.isReady());
    }

    @Test
    void closedGatesLetHandshakesThroughAndNoMedia() {
        two.agree(Gates.CLOSED, Gates.CLOSED);
        two.until("keys", () -> alice.wic.transport.isReady() && bob.wic.transport.isReady());
        long before = media(bob);

        alice.wic.send(Call.rtp(1, Call.WIC_SSRC));
        alice.wic.sendRtcp(report(1));
        alice.bench.deliver(Bench.W3, alice.wic.address(), DATA);
        two.cross();
        assertEquals(0, bob.wic.rtp.size() + bob.wic.rtcp.size());
        assertEquals(before, media(bob));
        assertEquals(3, alice.counters().toCore().dropped(Drop.GATED));

        alice.configure(
                bob.local, DtlsRole.SERVER, new Interworking.Unset(), new Gates(true, false));
        bob.configure(
                alice.local, DtlsRole.CLIENT, new Interworking.Unset(), new Gates(false, true));
        alice.wic.send(Call.rtp(2, Call.WIC_SSRC));
        bob.wic.send(Call.rtp(3, Call.CORE_SSRC));
        bob.wic.sendRtcp(report(2));
        two.cross();
        assertEquals(1, bob.wic.rtp.size());
        assertEquals(0, alice.wic.rtp.size());
        assertEquals(1, alice.wic.rtcp.size(), "RTCP passes while either gate is open");
    }

    @Test
    void handshakesThroughAClosedGateAreFew() {
        two.talk();
        alice.configure(bob.local, DtlsRole.SERVER, new Interworking.Unset(), Gates.CLOSED);
        alice.bench.pass(Duration.ofSeconds(2));
        alice.bench.takeToCore();
        for (int i = 0; i < 3 * PassThrough.HANDSHAKES; i++) {
            alice.bench.deliver(Bench.W3, alice.wic.address(), HELLO);
        }
        assertEquals(PassThrough.HANDSHAKES, alice.bench.takeToCore().size());
        alice.bench.pass(Duration.ofSeconds(1));
        assertEquals(1, toCore(alice, HELLO));
    }

    @Test
    void nothingElsePassesAndNothingFromStrangers() {
        two.talk();
        byte[] rtp = Call.rtp(1, Call.WIC_SSRC);
        byte[] longer = Arrays.copyOf(rtp, PassThrough.LONGEST + 1);
        assertEquals(0, toCore(alice, longer));
        assertEquals(0, toCore(alice, new byte[] {(byte) 0x80, 0, 0, 1}), "no whole RTP header");
        assertEquals(0, toCore(alice, new byte[] {(byte) 0x80, (byte) 200, 0, 1}));
        assertEquals(0, toCore(alice, new byte[] {100, 0, 0, 1}), "nothing known");
        assertEquals(1, toCore(alice, Arrays.copyOf(rtp, PassThrough.LONGEST)));
        assertEquals(4, alice.counters().toCore().dropped(Drop.MALFORMED));

        long before = media(bob);
        var known = alice.local.core().rtp();
        var strange = Bench.address("10.6.6.6", known.getPort());
        bob.bench.deliver(bob.socket(), strange, rtp);
        assertEquals(1, bob.counters().toAccess().dropped(Drop.STRANGER));
        bob.bench.deliver(bob.socket(), known, new byte[] {0, 1, 0, 0, 1, 1, 1, 1}); // STUN
        bob.bench.deliver(bob.socket(), known, longer);
        bob.bench.deliver(bob.socket() + 1, alice.local.core().rtcp(), report(1));
        assertEquals(3, bob.counters().toAccess().dropped(Drop.MALFORMED));
        assertEquals(before, media(bob));
    }

    /** An announcement of the core in mid-call, and back. */
    @Test
    void theWayMayChangeDuringTheCall() {
        two.talk();
        alice.configure(bob.local, DtlsRole.SERVER, new Interworking.Relayed(), Gates.OPEN);
        assertEquals("", alice.counters().profile());
        alice.wic.connectAnew(alice.local, DtlsRole.SERVER);
        alice.bench.until("keys of the gateway", alice::isSecured);
        alice.bench.until("and of alice", alice.wic.transport::isReady);
        alice.bench.takeToCore();
        alice.wic.send(Call.rtp(1, Call.WIC_SSRC));
        assertArrayEquals(Call.rtp(1, Call.WIC_SSRC), alice.bench.takeToCore().getLast().bytes());

        alice.configure(bob.local, DtlsRole.SERVER, new Interworking.Transparent(), Gates.OPEN);
        alice.wic.send(Call.rtp(2, Call.WIC_SSRC));
        byte[] through = alice.bench.takeToCore().getLast().bytes();
        assertTrue(through.length > Call.rtp(2, Call.WIC_SSRC).length, "it is protected still");
        assertEquals(Counters.END_TO_END, alice.counters().profile());
    }

    @Test
    void aWicThatVanishesIsMissedAndAllIsFreed() {
        two.talk();
        alice.bench.remove(alice.wic);
        alice.bench.pass(Duration.ofMinutes(1));
        var lost = (Event.Lost) alice.bench.takeEvents().getLast();
        assertEquals(Event.Loss.CONSENT_EXPIRED, lost.loss());

        alice.bench.ask(new Command.Release(lost.context()));
        assertTrue(alice.bench.gateway.isEmpty());
        assertEquals(0, alice.bench.portsTaken());
    }
}
