package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wicgate.app.Caller;
import org.wicgate.sim.Proves;

/** A real S-CSCF: Kamailio's IMS modules, which ask an HSS over Diameter. */
class ScscfTest {
    private static final Duration TALK = Duration.ofSeconds(2);
    private static final int EXPIRES = 60;

    private static DiameterHss hss;
    private static KamailioBed bed;
    private static Caller bob;

    @BeforeAll
    static void start() {
        hss = new DiameterHss();
        bed = KamailioBed.scscf("scscf", hss, EXPIRES);
        hss.awaitPeer();
        bob = Caller.registered(bed.program().wwsf(), "bob");
    }

    @AfterAll
    static void stop() {
        bob.close();
        bed.close();
        hss.close();
    }

    @AfterEach
    void aNormalCallStillWorks() {
        var report = bob.echo();
        assertTrue(report.isGood(), () -> report + "\n" + bed.logs());
        bed.isClean();
    }

    @Test
    void twoWebUsersCallEachOther() {
        try (var alice = Caller.registered(bed.program().wwsf(), "alice")) {
            assertTrue(hss.assigned().contains("sip:alice@" + Demo.DOMAIN));
            var report = alice.call("bob", TALK);
            assertTrue(report.isGood(), () -> report + "\n" + bed.logs());
            var heard = bob.ended();
            assertTrue(heard.isGood(), () -> heard + "\n" + bed.logs());
        }
    }

    /**
     * To this S-CSCF a new Contact of the same instance is one more binding (RFC 5626 §4.2 is not
     * known to it), and it sends calls to both: the old one must not cost the caller time.
     */
    @Test
    void theOldFlowOfAnInstanceIsAnswered430AtOnce() {
        double before = refused430();
        try (var old = TextWic.registered(bed.program(), "alice");
                var now = TextWic.registered(bed.program(), "alice")) {
            var call = CompletableFuture.supplyAsync(() -> bob.call("alice", TALK));
            String invite = now.message();
            assertTrue(invite.startsWith("INVITE "), invite);
            Patience.until(
                    Patience.USUAL,
                    () -> "430 for the old flow\n" + bed.logs(),
                    () -> refused430() > before);
            now.socket().send(TextWic.wire(TextWic.busy(invite)));
            assertTrue(call.join().status() >= 400);
            assertTrue(old.socket().isOpen());
        }
    }

    /** RFC 3261 §10.2.2: it says yes to {@code Contact: *}, and does nothing. */
    @Test
    void afterStarItsCallsAreAnswered430() {
        double before = refused430();
        try (var alice = TextWic.registered(bed.program(), "alice")) {
            String token = TextWic.token(bed.program(), "alice");
            String star =
                    alice.registration("alice", token)
                            .replaceAll("(?m)^Contact:.*$", "Contact: *")
                            .replace("Expires: 300", "Expires: 0");
            assertEquals(200, TextWic.status(alice.ask(star)));
            var report = bob.call("alice", TALK);
            assertEquals(430, report.status(), () -> report + "\n" + bed.logs());
        }
        assertTrue(refused430() > before); // once for each flow that the S-CSCF remembers
    }

    /**
     * When Cx times out, after four seconds here, it is 500 where the assignment was asked for and,
     * in our configuration, 504 where a challenge was.
     */
    @Test
    void aSilentHssIsHeardAndSaid() {
        String impi = "gail@" + Demo.DOMAIN;
        hss.password(impi, "Gails-word");
        hss.silent(true);
        try (var wic = TextWic.connected(bed.program())) {
            String answer = wic.register("alice", TextWic.token(bed.program(), "alice"));
            assertEquals(500, TextWic.status(answer), answer);
            bed.program().awaitLog("registration refused", "status=\"500\"", "core_refused");
            String silent = wic.ask(withoutProof(wic, "gail"));
            assertEquals(504, TextWic.status(silent), silent);
            bed.program().awaitLog("registration refused", "status=\"504\"", "core_refused");
        } finally {
            hss.silent(false);
        }
    }

    /**
     * After a Registration-Termination-Request this S-CSCF tells of a registration that is
     * terminated, without a contact, in a subscription that stays active (TS 24.229 §5.2.5.2).
     */
    @Test
    @Proves("REG-27")
    void theHssTakesARegistrationBackInMidCall() {
        try (var alice = TextWic.registered(bed.program(), "alice")) {
            var core = bed.core();
            Patience.until(
                    Patience.USUAL,
                    () -> "the edge watches alice\n" + bed.logs(),
                    () -> core.log().contains("watches sip:alice@" + Demo.DOMAIN));
            String token = TextWic.token(bed.program(), "alice");
            String answer = alice.invite("alice", "echo", token, TextWic.SDP);
            assertEquals(200, TextWic.status(answer), answer);
            hss.deregister("alice@" + Demo.DOMAIN, "sip:alice@" + Demo.DOMAIN);
            String bye = alice.message();
            assertTrue(bye.startsWith("BYE "), bye);
            bed.program().awaitLog("unregistered", "sip:alice@" + Demo.DOMAIN, "network");
            String refused = alice.invite("alice", "echo", token, TextWic.SDP);
            assertEquals(403, TextWic.status(refused), refused);
            assertEquals(200, TextWic.status(alice.register("alice", token)), bed::logs);
        }
    }

    /** SIP digest through to the S-CSCF, which has the hash from the HSS. */
    @Test
    void aPasswordThatTheHssKnowsRegistersAndCalls() {
        String impi = "dora@" + Demo.DOMAIN;
        hss.password(impi, "Doras-word");
        var program = bed.program();
        try (var dora = Caller.digest(program.w2Uri(), program.wwsf(), impi, "Doras-word")) {
            var report = dora.echo();
            assertTrue(report.isGood(), () -> report + "\n" + bed.logs());
            var called = CompletableFuture.supplyAsync(() -> bob.call("dora", TALK));
            assertTrue(dora.ended().isGood(), bed::logs);
            assertTrue(called.join().isGood(), bed::logs);
        }
        assertThrows(
                RuntimeException.class,
                () -> Caller.digest(program.w2Uri(), program.wwsf(), impi, "another").close());
        program.awaitLog("registration refused", "sip:dora@", "core_refused");
    }

    /**
     * This S-CSCF knows AKAv1-MD5 and AKAv2-MD5, and a WIC may answer neither (TS 33.203 §X.2): the
     * edge stops the challenge, with the keys that are in it.
     */
    @Test
    void aChallengeOfAkaVersionOneStopsAtTheEdge() {
        String impi = "erik@" + Demo.DOMAIN;
        hss.card(impi, filled(0xC4), filled(0xD5));
        try (var erik = TextWic.connected(bed.program())) {
            String answer = erik.ask(withoutProof(erik, "erik"));
            assertEquals(403, TextWic.status(answer), answer);
            bed.program().awaitLog("registration refused", "sip:erik@", "aka_unsafe", "AKAv1");
            for (String key : List.of("c4c4c4", "d5d5d5")) {
                assertFalse((answer + bed.program().log()).contains(key), answer);
            }
        }
    }

    /** The first REGISTER of who has a password or a card (TS 24.229 §5.1.1.2). */
    private static String withoutProof(TextWic wic, String user) {
        String digest =
                "Authorization: Digest username=\"%1$s@%2$s\", realm=\"%2$s\", uri=\"sip:%2$s\", nonce=\"\", response=\"\""
                        .formatted(user, Demo.DOMAIN);
        return wic.registration(user, "").replaceAll("(?m)^Authorization:.*$", digest);
    }

    private static byte[] filled(int octet) {
        byte[] key = new byte[16];
        Arrays.fill(key, (byte) octet);
        return key;
    }

    /** 408 from the S-CSCF after the eight seconds of its fr_timer. */
    @Test
    void anHssThatIsGoneIsHeardAndSaid() {
        hss.away(true);
        try (var wic = TextWic.connected(bed.program())) {
            String answer = wic.register("alice", TextWic.token(bed.program(), "alice"));
            if (TextWic.status(answer)
                    == 500) { // it has not noticed yet, and waited as for a silent one
                answer = wic.register("alice", TextWic.token(bed.program(), "alice"));
            }
            assertEquals(408, TextWic.status(answer), answer);
            bed.program().awaitLog("registration refused", "status=\"408\"", "core_refused");
        } finally {
            hss.away(false);
            hss.awaitPeer();
        }
    }

    private static double refused430() {
        return bed.program()
                .admin()
                .metric("wicgate_refused_total", "status=\"430\"", "cause=\"flow_gone\"");
    }
}
