package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wicgate.app.Caller;
import org.wicgate.interop.KamailioBed.Mw;
import org.wicgate.net.CredentialWatch;
import org.wicgate.wic.CallReport;

/**
 * Debian's Kamailio as registrar and S-CSCF, which takes the edge's word for its users because of
 * its address, and challenges everybody else.
 */
class KamailioTest {
    private static final int AUDIBLE = 500; // of 32767
    private static final int EXPIRES = 20;
    private static final Duration TALK = Duration.ofSeconds(2);
    private static final Duration LONG_TALK = Duration.ofSeconds(8);

    /** Longer than it takes to see that a certificate has changed. */
    private static final Duration RENEWAL = CredentialWatch.USUAL.multipliedBy(3);

    /** Long enough for a WIC to be refused twice on a busy machine and to go on trying. */
    private static final int LONG_EXPIRES = 60;

    /** A WIC refreshes after half of what is granted, or tries again a quarter of it later. */
    private static final Duration REFRESH = Duration.ofSeconds(2 * LONG_EXPIRES);

    @ParameterizedTest
    @EnumSource
    void aWebUserIsTrustedCallsIsCalledAndLeaves(Mw mw) {
        try (var bed = KamailioBed.registrar("kamailio", mw, EXPIRES)) {
            try (var alice = Caller.registered(bed.program().wwsf(), "alice")) {
                good(alice.echo(), bed);
                try (var carol = bed.carol("called")) {
                    good(alice.call("carol", TALK), bed);
                    assertTrue(carol.loudest() > AUDIBLE, "carol heard " + carol.loudest());
                }
                try (var carol = bed.carol("calls")) {
                    callsAndHears(carol, alice, bed);
                }
            }
            try (var carol = bed.carol("too-late")) {
                hearsNoAlice(carol); // who deregistered
            }
            bed.isClean();
        }
    }

    /** TCP tells at once what UDP tells after half a minute (that one is in BrokenCoreTest). */
    @Test
    void aCoreThatIsGoneIsHeardAtOnceOverTcp() {
        try (var bed = KamailioBed.registrar("kamailio-gone", Mw.TCP, LONG_EXPIRES);
                var alice = Caller.registered(bed.program().wwsf(), "alice")) {
            var call = CompletableFuture.supplyAsync(() -> alice.call("echo", LONG_TALK));
            bed.program().awaitMetric(1, Patience.USUAL, "wicgate_media_contexts");
            Patience.pause(TALK);
            bed.core().kill();
            good(call.join(), bed);
            bed.isClean();
            var refused = alice.call("echo", TALK);
            assertEquals(504, refused.status(), () -> refused + "\n" + bed.logs());
            bed.program().awaitLog("request refused", "status=\"504\"", "core_unreachable");
            bed.core().restart();
            alice.registeredAgain(REFRESH);
            good(alice.echo(), bed);
            bed.isClean();
        }
    }

    /** Whoever renews certificates as an ACME client does need not stop us. */
    @Test
    void aRenewedCertificateIsShownFromTheNextConnectionOnAndDisturbsNoCall() {
        try (var bed = KamailioBed.registrar("kamailio-renewed", Mw.TLS, EXPIRES);
                var alice = Caller.registered(bed.program().wwsf(), "alice")) {
            var call = CompletableFuture.supplyAsync(() -> alice.call("echo", RENEWAL));
            bed.program().awaitMetric(1, Patience.USUAL, "wicgate_media_contexts");
            bed.certificates().renew();
            bed.program().awaitLog("is shown from now on");
            good(call.join(), bed);
            bed.certificates().forgetTheOld();
            bed.core().kill();
            bed.core().restart();
            alice.registeredAgain(REFRESH);
            good(alice.echo(), bed);
            bed.isClean();
        }
    }

    private static void callsAndHears(Phone carol, Caller alice, KamailioBed bed) {
        carol.dial("sip:alice@" + Demo.DOMAIN);
        carol.await("CALL_ESTABLISHED", Patience.USUAL);
        Patience.pause(TALK);
        carol.hangUp();
        good(alice.ended(), bed);
        assertTrue(carol.loudest() > AUDIBLE, "carol heard " + carol.loudest());
    }

    private static void hearsNoAlice(Phone carol) {
        carol.dial("sip:alice@" + Demo.DOMAIN);
        String why = carol.await("CALL_CLOSED", Patience.USUAL);
        assertTrue(why.contains("480"), why);
    }

    private static void good(CallReport report, KamailioBed bed) {
        assertTrue(report.isGood(), () -> report + "\n" + bed.logs());
    }
}
