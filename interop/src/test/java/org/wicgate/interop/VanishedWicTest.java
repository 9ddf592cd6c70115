package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wicgate.app.Caller;

/** A WIC that vanishes in mid-call: BYE with a Reason at the far end, media freed exactly once. */
class VanishedWicTest {
    private static final Duration AFTER_LOSS = Duration.ofSeconds(5);

    /** A Ping each second, ten seconds for the Pong. */
    private static final Duration SILENCE = Duration.ofSeconds(12);

    private static FakeCore core;
    private static Program program;
    private static Caller bob;

    @BeforeAll
    static void start() {
        core = new FakeCore();
        var often = Map.of("WICGATE_EPCSCF_W2_PING_SECONDS", "1");
        program = Program.demo("vanished-wic", often, "--core", core.uri());
        bob = Caller.registered(program.wwsf(), "bob");
    }

    @AfterAll
    static void stop() {
        bob.close();
        program.close();
        core.close();
    }

    @AfterEach
    void aNormalCallStillWorks() {
        var report = bob.echo();
        assertTrue(report.isGood(), () -> report + "\n" + program.log());
        program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
        assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
    }

    @Test
    void aResetConnectionIsByeWithinFiveSeconds() {
        int byes = core.requests("BYE").size();
        var wic = talking();
        wic.socket().reset();
        ended(byes, AFTER_LOSS);
    }

    @Test
    void aKilledProcessIsByeWithinFiveSeconds() {
        int byes = core.requests("BYE").size();
        double before = relayed();
        var command = List.of("call", "echo", "--wwsf", program.wwsf() + "", "--duration", "60");
        try (var wic = Program.wicgate("killed-wic", Map.of(), command)) {
            Patience.until(
                    Program.START_LIMIT,
                    () -> "media flows\n" + wic.log() + program.log(),
                    () -> relayed() > before + 20);
            Program.signal("KILL", wic.process());
            ended(byes, AFTER_LOSS);
        }
    }

    @Test
    void aHalfOpenConnectionIsFoundByItsPingsAndThenByeWithinFiveSeconds() {
        int byes = core.requests("BYE").size();
        try (var wic = talking()) {
            assertTrue(wic.socket().isOpen()); // and neither reads nor writes from now on
            ended(byes, SILENCE.plus(AFTER_LOSS));
        }
        program.awaitLog("cut off: 1006 no answer to a Ping");
        double silent = program.admin().metric("wicgate_w2_cut_off_total", "no_pong");
        assertEquals(1, silent, program.log());
    }

    private TextWic talking() {
        var wic = TextWic.registered(program, "alice");
        String token = TextWic.token(program, "alice");
        String invite = wic.invitation("alice", "echo", token, TextWic.SDP);
        String answer = wic.ask(invite);
        assertEquals(200, TextWic.status(answer), answer);
        wic.acknowledge(invite, answer);
        program.awaitMetric(1, Patience.USUAL, "wicgate_media_contexts");
        return wic;
    }

    private void ended(int byes, Duration limit) {
        String bye = core.await("BYE", byes, limit);
        assertTrue(TextWic.line(bye, "Reason:").startsWith("SIP;cause=503"), bye);
        program.awaitMetric(0, AFTER_LOSS, "wicgate_media_contexts");
        program.awaitMetric(0, AFTER_LOSS, "wicgate_calls");
        program.awaitLog("call ended", "cause=\"connection_lost\"");
        assertEquals(byes + 1, core.requests("BYE").size());
    }

    private static double relayed() {
        return program.admin().metric("wicgate_media_packets_total", "direction=\"to_core\"");
    }
}
