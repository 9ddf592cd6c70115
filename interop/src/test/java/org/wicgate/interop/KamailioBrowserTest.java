package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wicgate.app.Caller;
import org.wicgate.interop.KamailioBed.Mw;

/** Debian's Kamailio as the core behind Chromium, and behind a WIC with a password of its own. */
@UsesBrowser
class KamailioBrowserTest {
    private static final int AUDIBLE = 500; // of 32767
    private static final int EXPIRES = 20;
    private static final Duration TALK = Duration.ofSeconds(2);

    /** A page tries again after half a minute (RFC 5626 §4.5). */
    private static final Duration AGAIN = Duration.ofSeconds(60);

    private static KamailioBed bed;

    @BeforeAll
    static void start() {
        bed = KamailioBed.registrar("kamailio-browser", Mw.TCP, EXPIRES);
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @AfterEach
    void isClean() {
        bed.isClean();
    }

    /** The page registers by itself again after the core has lost its memory. */
    @Test
    void aPageCallsIsCalledAndOutlivesARestartOfTheCore() {
        try (var chromium = new Chromium("kamailio")) {
            var alice = chromium.open("alice", bed.program().wwsf()).login();
            alice.dial("echo").awaitState("connected");
            alice.hears();
            alice.click("hangup");
            alice.outcome("hung-up");
            isCalled(alice, "called");

            bed.core().kill();
            alice.awaitRegistration("failed");
            bed.program().awaitMetric(0, Patience.USUAL, "wicgate_registered");
            bed.core().restart();
            bed.program().awaitMetric(1, AGAIN, "wicgate_registered");
            alice.awaitRegistration("registered");
            isCalled(alice, "called-again");
            alice.click("logout");
        }
        bed.program().awaitMetric(0, Patience.USUAL, "wicgate_registered");
    }

    private static void isCalled(Page alice, String scenario) {
        try (var carol = bed.carol(scenario)) {
            carol.dial("sip:alice@" + Demo.DOMAIN);
            alice.answer("carol");
            alice.awaitState("connected");
            alice.hears();
            carol.hangUp();
            alice.outcome("hung-up-by-peer");
            assertTrue(carol.loudest() > AUDIBLE, "carol heard " + carol.loudest());
        }
    }

    /** The edge watches what pua_reginfo publishes: always a full state, of version 0. */
    @Test
    void theRegistrarForgetsAUserAndTheEdgeHearsOfIt() {
        long told = said("on behalf of sip:bob@");
        long published = said("reginfo of sip:bob@" + Demo.DOMAIN + ": PUBLISH");
        try (var bob = TextWic.registered(bed.program(), "bob")) {
            Patience.until(
                    Patience.USUAL,
                    () -> "the edge is told of bob\n" + bed.logs(),
                    () ->
                            said("on behalf of sip:bob@") > told
                                    && said("reginfo of sip:bob@" + Demo.DOMAIN + ": PUBLISH")
                                            > published);
            bed.core().forget("bob");
            bed.program().awaitLog("unregistered", "sip:bob@" + Demo.DOMAIN, "network");
            String token = TextWic.token(bed.program(), "bob");
            String refused = bob.invite("bob", "echo", token, TextWic.SDP);
            assertEquals(403, TextWic.status(refused), refused);
            assertEquals(200, TextWic.status(bob.register("bob", token)), bed::logs);
        }
    }

    private static long said(String words) {
        return bed.core().log().lines().filter(line -> line.contains(words)).count();
    }

    /**
     * TS 24.371 §6.1, scenario 1: the registrar challenges, the WIC answers, the edge passes on.
     */
    @Test
    void aPasswordOfTheRegistrarRegistersCallsAndIsCalled() {
        var program = bed.program();
        String impi = "frank@" + Demo.DOMAIN; // in this registrar a user's password is his name
        try (var frank = Caller.digest(program.w2Uri(), program.wwsf(), impi, "frank");
                var bob = Caller.registered(program.wwsf(), "bob")) {
            assertTrue(frank.echo().isGood(), bed::logs);
            var report = bob.call("frank", TALK);
            assertTrue(report.isGood(), () -> report + "\n" + bed.logs());
            assertTrue(frank.ended().isGood(), bed::logs);
        }
        var why =
                assertThrows(
                        RuntimeException.class,
                        () -> Caller.digest(program.w2Uri(), program.wwsf(), impi, "x").close());
        assertEquals("not registered: 401 Unauthorized", why.getMessage());
    }
}
