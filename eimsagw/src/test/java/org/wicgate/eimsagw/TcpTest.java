package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wicgate.ice.stun.IntegrityKey;
import org.wicgate.ice.stun.StunClass;
import org.wicgate.ice.stun.StunWriter;
import org.wicgate.ice.stun.TransactionId;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Candidate;
import org.wicgate.iq.Candidate.Transport;
import org.wicgate.iq.Event;

/** A WIC that reaches W3 over TCP connections alone (RFC 6544). */
class TcpTest {
    private static final int ONE = GatewaySettings.FIRST_CONNECTION;
    private static final int OTHER = ONE + 1;
    private static final InetSocketAddress W3_TCP = Bench.address("192.0.2.1", 443);
    private static final InetSocketAddress WIC = Bench.address("198.51.100.1", 50_001);

    private final Bench bench =
            new Bench(
                    new GatewaySettings(
                            new GatewaySettings.W3(Bench.W3_UDP.rtp(), List.of(), List.of(W3_TCP)),
                            CoreSource.SIGNALLED_ADDRESS,
                            10,
                            8,
                            Duration.ZERO),
                    10);
    private final FakeWic wic = bench.component(bench.entropy, WIC, ONE, W3_TCP);
    private final Call call = Call.reserve(bench, 1, wic);

    @Test
    void mediaPassBothWaysOverTheConnectionOfTheFirstAuthenticCheck() {
        call.secure(DtlsRole.SERVER);
        assertEquals(List.of(ONE), bench.admitted);
        assertEquals("192.0.2.1:443 198.51.100.1:50001 tcp", call.counters().pair());

        assertTrue(wic.send(Call.rtp(1, Call.WIC_SSRC)));
        assertEquals(1, bench.takeToCore().size());
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        assertEquals(1, wic.rtp.size());

        call.release();
        assertEquals(List.of(ONE), bench.unused);
        assertTrue(bench.gateway.isEmpty());
    }

    /** RFC 6544 §4.2: UDP is preferred. */
    @Test
    void theCandidateOverTcpComesAfterThatOverUdp() {
        var candidates = call.local.access().candidates();
        assertEquals(
                List.of(Transport.UDP, Transport.TCP_PASSIVE),
                candidates.stream().map(Candidate::transport).toList());
        assertEquals(Bench.W3_ADDRESS, call.local.access().address());
        assertEquals(W3_TCP, candidates.getLast().address());
        assertTrue(candidates.getFirst().priority() > candidates.getLast().priority());
        assertFalse(candidates.getFirst().foundation().equals(candidates.getLast().foundation()));
    }

    @Test
    void onlyACheckThatNamesAStreamBeginsAConnection() {
        var right = check(call.local.access().ufrag(), call.local.access().password());
        var other = check("nobody", call.local.access().password());
        assertTrue(bench.gateway.isNamedBy(right, 0, right.length));
        assertFalse(bench.gateway.isNamedBy(other, 0, other.length));
        assertFalse(bench.gateway.isNamedBy(Call.rtp(1, 1), 0, 172));
        assertFalse(bench.gateway.isNamedBy(new byte[0], 0, 0));
    }

    @Test
    void aCheckWithAWrongPasswordIsAnsweredAndAdmitsNothing() {
        bench.deliver(OTHER, WIC, check(call.local.access().ufrag(), "a guess, and a wrong one"));
        assertEquals(List.of(), bench.admitted);
        assertTrue(bench.events.stream().noneMatch(Event.Noticed.class::isInstance));
    }

    /** The same address over UDP, or over another connection, is somebody else. */
    @Test
    void whatComesAnotherWayFromTheSameAddressIsAStrangers() {
        call.secure(DtlsRole.SERVER);
        byte[] media = wic.protect(Call.rtp(1, Call.WIC_SSRC));
        long before = bench.gateway.counters().strangers();
        bench.deliver(Bench.W3, WIC, media);
        bench.deliver(OTHER, WIC, media);
        assertEquals(before + 2, bench.gateway.counters().strangers());
        assertEquals(List.of(), bench.takeToCore());
        bench.deliver(ONE, WIC, media);
        assertEquals(1, bench.takeToCore().size());
    }

    @Test
    void aConnectionThatIsLostIsReplacedByTheNextThatIsNominated() {
        call.secure(DtlsRole.SERVER);
        bench.gateway.closed(ONE);
        bench.deliver(ONE, WIC, wic.protect(Call.rtp(1, Call.WIC_SSRC)));
        assertEquals(List.of(), bench.takeToCore());

        bench.deliver(OTHER, WIC, call.nomination());
        assertEquals(List.of(ONE, OTHER), bench.admitted);
        bench.deliver(OTHER, WIC, wic.protect(Call.rtp(2, Call.WIC_SSRC)));
        assertEquals(1, bench.takeToCore().size());
        call.release();
        assertEquals(List.of(OTHER), bench.unused);
    }

    private byte[] check(String ufrag, String password) {
        var check =
                new StunWriter()
                        .start(StunClass.REQUEST, TransactionId.create(bench.entropy))
                        .username(ufrag + ":" + wic.transport.credentials().ufrag())
                        .priority(1)
                        .role(true, 5)
                        .integrity(IntegrityKey.of(password))
                        .fingerprint();
        return Arrays.copyOf(check.buffer(), check.length());
    }
}
