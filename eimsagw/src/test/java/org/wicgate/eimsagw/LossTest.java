package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Event;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.sim.Proves;
import org.wicgate.webrtc.TransportSettings;

/** How the access side ends, and what the eP-CSCF is told. */
class LossTest {
    private final Bench bench = new Bench();

    @Test
    @Proves({"AGW-04", "AGW-06"})
    void aCallLastsAsLongAsTheWicAsksForConsent() {
        var call = Call.open(bench, 1);
        bench.takeEvents();

        bench.pass(Duration.ofMinutes(20));

        assertEquals(List.of(), bench.takeEvents());
        assertTrue(call.wic.send(Call.rtp(1, Call.WIC_SSRC)), "the WIC has consent");
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        assertEquals(1, call.wic.rtp.size());
        assertEquals(0, call.wic.requestsHeard, "no check of our own");
    }

    @Test
    void thirtySecondsOfSilenceStopMediaAndAreToldOnce() {
        var call = Call.open(bench, 1);
        bench.takeEvents();
        bench.remove(call.wic);

        bench.pass(Duration.ofSeconds(24));
        assertEquals(List.of(), bench.takeEvents());
        bench.pass(Duration.ofSeconds(7));
        var lost = (Event.Lost) bench.takeEvents().getFirst();
        assertEquals(Event.Loss.CONSENT_EXPIRED, lost.loss());
        assertEquals(call.id, lost.context());

        bench.toNobody.clear();
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        bench.pass(Duration.ofMinutes(5));
        assertEquals(0, bench.toNobody.size());
        assertEquals(List.of(), bench.takeEvents());
        assertEquals(Map.of(Event.Loss.CONSENT_EXPIRED, 1L), bench.gateway.counters().lost());
    }

    @Test
    void aWicThatNeverComesIsToldOnce() {
        var call = Call.reserve(bench, 1);
        bench.pass(Duration.ofMinutes(5));
        assertEquals(List.of(), bench.takeEvents(), "ringing takes its time");

        call.describe(DtlsRole.SERVER);
        bench.remove(call.wic);
        bench.pass(Duration.ofMinutes(5));

        var lost = (Event.Lost) bench.takeEvents().getFirst();
        assertEquals(Event.Loss.ICE_TIMEOUT, lost.loss());
        assertEquals(1, bench.gateway.counters().lost().get(Event.Loss.ICE_TIMEOUT));
    }

    /** A WIC that hangs up says good-bye on W3 at once; its BYE on W2 may come a little later. */
    @Test
    void aClosedAssociationIsToldOnceAndOnlyWhenNoReleaseFollows() {
        var call = Call.open(bench, 1);
        bench.takeEvents();

        long closed = bench.now();
        call.wic.transport.close();
        bench.until("told", () -> !bench.events.isEmpty());
        assertTrue(bench.now() - closed >= StreamRelay.GOODBYE_NANOS);
        bench.pass(Duration.ofMinutes(2));

        assertEquals(1, bench.events.size());
        var lost = (Event.Lost) bench.events.getFirst();
        assertEquals(Event.Loss.DTLS_FAILED, lost.loss());
    }

    /** RFC 8842 §4: the certificate is the same, the transport and its keys are others. */
    @Test
    void anotherAssociationOfTheSameCertificateTakesThePlaceOfTheFirst() {
        var call = Call.open(bench, 1);
        var before = call.local;
        var again = bench.wic(TransportSettings.DEFAULT, Bench.address("198.51.100.77", 41_000));
        var d = again.description(DtlsRole.SERVER);
        var other =
                new AccessRemote.Described(
                        d.ufrag(), d.password(), d.fingerprints(), d.role(), true, "#1");
        var after = call.configure(other, new CoreRemote.Unset(), Gates.OPEN);
        assertNotEquals(before.access().ufrag(), after.access().ufrag());
        assertEquals(before.core().rtp(), after.core().rtp());
        again.connect(after, DtlsRole.SERVER);
        bench.until("secured", () -> again.transport.isReady() && secured() == 2);

        again.send(Call.rtp(1, Call.WIC_SSRC));
        assertEquals(1, bench.takeToCore().size());
        call.wic.send(Call.rtp(2, Call.WIC_SSRC));
        assertEquals(0, bench.takeToCore().size());
        call.fromCore(Call.rtp(1, Call.CORE_SSRC));
        assertEquals(1, again.rtp.size());
        assertEquals(0, call.wic.rtp.size());
        assertEquals(
                before.core().rtp(), call.configure(other, call.at(), Gates.OPEN).core().rtp());
        assertEquals(
                after.access().ufrag(), call.local.access().ufrag(), "the same again is no change");
    }

    private long secured() {
        return bench.events.stream().filter(Event.Secured.class::isInstance).count();
    }

    @Test
    void aLostContextIsReleasedLikeAnyOther() {
        var call = Call.open(bench, 1);
        bench.remove(call.wic);
        bench.pass(Duration.ofMinutes(1));

        assertEquals(1, call.release().size());

        assertEquals(0, bench.portsTaken());
        assertTrue(bench.gateway.isEmpty());
        assertFalse(bench.gateway.counters().contexts() > 0);
    }
}
