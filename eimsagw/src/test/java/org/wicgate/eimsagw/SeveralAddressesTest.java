package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.eimsagw.GatewaySettings.Place;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Candidate;
import org.wicgate.iq.Candidate.Transport;
import org.wicgate.sim.Proves;

/** A gateway that WICs reach by IPv6 and by IPv4, and prefers the former. */
class SeveralAddressesTest {
    private static final Place SIX = new Place(Bench.W3_SIX, Bench.W3_SIX_ADDRESS);
    private static final Place FOUR = new Place(Bench.W3, Bench.W3_ADDRESS);
    private static final List<InetSocketAddress> TCP =
            List.of(Bench.address("2001:db8::1", 443), Bench.address("192.0.2.1", 443));
    private static final InetSocketAddress WIC_SIX = Bench.address("2001:db8:f::7", 40_000);
    private static final InetSocketAddress WIC_FOUR = Bench.address("198.51.100.7", 40_000);

    private final Bench bench = new Bench(w3(true));

    private static GatewaySettings.W3 w3(boolean isLite) {
        return new GatewaySettings.W3(List.of(SIX, FOUR), List.of(), TCP, isLite);
    }

    private static FakeWic six(Bench bench) {
        return bench.component(bench.entropy, WIC_SIX, Bench.W3_SIX, Bench.W3_SIX_ADDRESS);
    }

    private static FakeWic four(Bench bench) {
        return bench.component(bench.entropy, WIC_FOUR, Bench.W3, Bench.W3_ADDRESS);
    }

    @Test
    void allAreCandidatesInTheOrderOfTheSettingsAndTheDefaultIsIpv4() {
        var access = Call.reserve(bench, 1, six(bench)).local.access();
        assertEquals(Bench.W3_ADDRESS, access.address());
        var byPriority =
                access.candidates().stream()
                        .sorted((one, other) -> Long.compare(other.priority(), one.priority()))
                        .toList();
        assertEquals(
                List.of(Bench.W3_SIX_ADDRESS, Bench.W3_ADDRESS, TCP.getFirst(), TCP.getLast()),
                byPriority.stream().map(Candidate::address).toList());
        assertEquals(
                List.of(Transport.UDP, Transport.UDP, Transport.TCP_PASSIVE, Transport.TCP_PASSIVE),
                byPriority.stream().map(Candidate::transport).toList());
        assertEquals(4, byPriority.stream().map(Candidate::foundation).distinct().count());
    }

    @Test
    void theDefaultIsIpv6WhereThereIsNothingElse() {
        var only = new Bench(new GatewaySettings.W3(List.of(SIX), List.of(), List.of()));
        var wic = only.component(only.entropy, WIC_SIX, Bench.W3_SIX, Bench.W3_SIX_ADDRESS);
        assertEquals(Bench.W3_SIX_ADDRESS, Call.reserve(only, 1, wic).local.access().address());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Proves("AGW-29")
    void aWicOfEitherVersionHasMediaOverItsOwn(boolean isLite) {
        var bench = new Bench(w3(isLite));
        var six = Call.reserve(bench, 1, six(bench)).secure(DtlsRole.SERVER);
        var four = Call.reserve(bench, 2, four(bench)).secure(DtlsRole.SERVER);
        assertEquals("[2001:db8:0:0:0:0:0:1]:10000 [2001:db8:f:0:0:0:0:7]:40000", pair(six));
        assertEquals("192.0.2.1:10000 198.51.100.7:40000", pair(four));
        for (var call : List.of(six, four)) {
            assertTrue(call.wic.send(Call.rtp(1, Call.WIC_SSRC)));
            assertEquals(1, bench.takeToCore().size());
            call.fromCore(Call.rtp(1, Call.CORE_SSRC));
            assertEquals(1, call.wic.rtp.size());
            call.release();
        }
        assertTrue(bench.gateway.isEmpty());
    }

    /** RFC 8445 §8.1.1: the controlling agent may choose another pair; what is lite follows. */
    @Test
    void mediaFollowThePairThatIsNominated() {
        var call = Call.reserve(bench, 1, four(bench)).secure(DtlsRole.SERVER);
        var moved = six(bench);
        bench.deliver(Bench.W3_SIX, WIC_SIX, call.nomination());
        assertEquals("[2001:db8:0:0:0:0:0:1]:10000 [2001:db8:f:0:0:0:0:7]:40000", pair(call));
        bench.deliver(Bench.W3_SIX, WIC_SIX, call.wic.protect(Call.rtp(1, Call.WIC_SSRC)));
        assertEquals(1, bench.takeToCore().size());
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        assertEquals(List.of(WIC_SIX), moved.mediaHeardAt);
        assertEquals(List.of(), call.wic.mediaHeardAt);
        call.release();
        assertTrue(bench.gateway.isEmpty());
    }

    /** What was learnt on one socket counts for nothing on another. */
    @Test
    void theSameRemoteAddressOnAnotherSocketIsAStranger() {
        var call = Call.reserve(bench, 1, four(bench)).secure(DtlsRole.SERVER);
        byte[] media = call.wic.protect(Call.rtp(1, Call.WIC_SSRC));
        long before = bench.gateway.counters().strangers();
        bench.deliver(Bench.W3_SIX, WIC_FOUR, media);
        assertEquals(before + 1, bench.gateway.counters().strangers());
        assertEquals(List.of(), bench.takeToCore());
    }

    private static String pair(Call call) {
        return call.counters().pair();
    }
}
