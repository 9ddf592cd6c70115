package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wicgate.app.Caller;

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

    /** 500 from the S-CSCF when Cx times out, after six seconds here. */
    @Test
    void aSilentHssIsHeardAndSaid() {
        hss.silent(true);
        try (var wic = TextWic.connected(bed.program())) {
            String answer = wic.register("alice", TextWic.token(bed.program(), "alice"));
            assertEquals(500, TextWic.status(answer), answer);
            bed.program().awaitLog("registration refused", "status=\"500\"", "core_refused");
        } finally {
            hss.silent(false);
        }
    }

    private static double refused430() {
        return bed.program()
                .admin()
                .metric("wicgate_refused_total", "status=\"430\"", "cause=\"flow_gone\"");
    }
}
