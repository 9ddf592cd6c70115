package org.wicgate.eimsagw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.wicgate.dtls.Identities;
import org.wicgate.dtls.Identity;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.AccessRemote.DtlsRole;
import org.wicgate.iq.Fingerprint;
import org.wicgate.iq.Local;
import org.wicgate.iq.Stream.Gates;
import org.wicgate.sim.SeededEntropy;

/** A gateway that presents another certificate each hour. */
class CertificatesTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Bench bench = new Bench();
    private final SeededEntropy entropy = new SeededEntropy(21);
    private final Identities<Identity> identities =
            new Identities<>(now -> Identity.create(entropy, now), HOUR, now());

    private Instant now() {
        return Instant.ofEpochSecond(0, bench.now());
    }

    CertificatesTest() {
        bench.identity = identities::present;
    }

    private static Fingerprint fingerprint(Local local) {
        return local.access().fingerprint();
    }

    private void pass(Duration time) {
        bench.pass(time);
        identities.turn(now());
    }

    private static void assertTalks(Bench bench, Call call, int sequence) {
        bench.takeToCore();
        int before = call.wic.rtp.size();
        assertTrue(call.wic.send(Call.rtp(sequence, Call.WIC_SSRC)));
        assertEquals(1, bench.takeToCore().size());
        call.fromCore(Call.rtp(sequence, Call.CORE_SSRC));
        assertEquals(before + 1, call.wic.rtp.size());
    }

    /** Each WIC takes no certificate but the one it was told of. */
    @Test
    void newCallsHaveTheNextCertificateAndThoseThatRunKeepTheirs() {
        var before = Call.open(bench, 1);
        var first = fingerprint(before.local);
        pass(HOUR.minusSeconds(1));
        assertEquals(first, fingerprint(Call.open(bench, 2, DtlsRole.CLIENT).local));

        pass(Duration.ofSeconds(1));
        var after = Call.open(bench, 3, DtlsRole.CLIENT);
        assertNotEquals(first, fingerprint(after.local));
        assertTalks(bench, before, 1);
        assertTalks(bench, after, 1);
        var asBefore = new AccessRemote.Unset();
        assertEquals(first, fingerprint(before.configure(asBefore, before.at(), Gates.OPEN)));
        assertTalks(bench, before, 2);
    }

    /** RFC 8842 §5.5: another association may have another certificate; its description says so. */
    @Test
    void anotherAssociationOfARunningCallHasTheNextCertificate() {
        var call = Call.open(bench, 1);
        var first = fingerprint(call.local);
        pass(HOUR);
        var said = call.wic.description(DtlsRole.SERVER);
        var anew =
                new AccessRemote.Described(
                        said.ufrag(),
                        said.password(),
                        said.fingerprints(),
                        DtlsRole.SERVER,
                        true,
                        "another");
        var local = call.configure(anew, call.at(), Gates.OPEN);
        assertNotEquals(first, fingerprint(local));
        bench.takeEvents();
        call.wic.connectAnew(local, DtlsRole.SERVER);
        bench.until("secured", call::isSecured);
        assertTalks(bench, call, 1);
    }

    @Test
    void oneCertificateMayStayForEver() {
        var one = new Identities<>(now -> Identity.create(entropy, now), Duration.ZERO, now());
        var first = one.present();
        assertEquals(Instant.MAX, one.deadline());
        one.turn(now().plus(HOUR.multipliedBy(1_000)));
        assertSame(first, one.present());
    }

    @Test
    void theNextIsDueAnIntervalAfterTheOneBefore() {
        assertEquals(now().plus(HOUR), identities.deadline());
        var late = now().plus(HOUR).plusSeconds(7);
        assertTrue(identities.turn(late));
        assertEquals(late.plus(HOUR), identities.deadline());
    }
}
