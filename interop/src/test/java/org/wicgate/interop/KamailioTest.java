package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.app.Caller;
import org.wicgate.interop.KamailioBed.Mw;

/**
 * Debian's Kamailio as registrar and S-CSCF, which takes the edge's word for its users because of
 * its address, and challenges everybody else.
 */
class KamailioTest {
    private static final int AUDIBLE = 500; // of 32767
    private static final int EXPIRES = 20;
    private static final Duration TALK = Duration.ofSeconds(2);

    @ParameterizedTest
    @EnumSource
    void aWebUserIsTrustedCallsAndIsCalled(Mw mw) {
        try (var bed = new KamailioBed("kamailio", mw, EXPIRES);
                var alice = Caller.registered(bed.program().wwsf(), "alice")) {
            var report = alice.echo();
            assertTrue(report.isGood(), () -> report + "\n" + bed.logs());

            try (var carol = bed.carol("called")) {
                var called = alice.call("carol", TALK);
                assertTrue(called.isGood(), () -> called + "\n" + bed.logs());
                assertTrue(carol.loudest() > AUDIBLE, "carol heard " + carol.loudest());
            }
            try (var carol = bed.carol("calls")) {
                carol.dial("sip:alice@" + Demo.DOMAIN);
                carol.await("CALL_ESTABLISHED", Patience.USUAL);
                Patience.pause(TALK);
                carol.hangUp();
                var was = alice.ended();
                assertTrue(was.isGood(), () -> was + "\n" + bed.logs());
                assertTrue(carol.loudest() > AUDIBLE, "carol heard " + carol.loudest());
            }
            bed.isClean();
        }
    }
}
