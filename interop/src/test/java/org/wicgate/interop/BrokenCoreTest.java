package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wicgate.app.Caller;
import org.wicgate.interop.FakeCore.Mood;

/** A core that is silent, and one that answers garbage; when it is well again, calls work. */
class BrokenCoreTest {
    /** Timers B and F of RFC 3261 are 32 s. */
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    private static FakeCore core;
    private static Program program;
    private static Caller bob;

    @BeforeAll
    static void start() {
        core = new FakeCore();
        program = Program.demo("broken-core", Map.of(), "--core", core.uri());
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
        core.mood(Mood.GOOD);
        var report = bob.echo();
        assertTrue(report.isGood(), () -> report + "\n" + program.log());
        program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
        assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
    }

    @Test
    void aSilentCoreIs504ForRegistrationAndCallAfter32Seconds() {
        String token = TextWic.token(program, "alice");
        try (var caller = TextWic.registered(program, "alice");
                var newcomer = TextWic.connected(program)) {
            core.mood(Mood.SILENT);
            long invites = core.heard("INVITE");
            long registers = core.heard("REGISTER");
            caller.socket().patience(TIMEOUT);
            newcomer.socket().patience(TIMEOUT);
            var registered = CompletableFuture.supplyAsync(() -> newcomer.register("alice", token));
            String called = caller.invite("alice", "echo", token, TextWic.SDP);
            assertEquals(504, TextWic.status(called), called);
            assertEquals(504, TextWic.status(registered.join()), registered.join());
            // Asked again as RFC 3261 §17.1 says, and not more often.
            assertTrue(core.heard("INVITE") - invites <= 7, "INVITEs");
            assertTrue(core.heard("REGISTER") - registers <= 11, "REGISTERs");
        }
        program.awaitLog("registration refused", "status=\"504\"", "cause=\"core_silent\"");
        program.awaitLog("request refused", "status=\"504\"", "cause=\"core_silent\"");
        assertEquals(2, program.admin().metric("wicgate_refused_total", "cause=\"core_silent\""));
    }

    /** RFC 3261 §18.4: ICMP ends the wait of 32 s; the peers' patience is 10 s. */
    @Test
    void aDeadCoreIs504AtOnceAndTheLogNamesIt() {
        String token = TextWic.token(program, "alice");
        try (var caller = TextWic.registered(program, "alice");
                var newcomer = TextWic.connected(program)) {
            core.die();
            long begin = System.nanoTime();
            String registered = newcomer.register("alice", token);
            assertEquals(504, TextWic.status(registered), registered);
            String called = caller.invite("alice", "echo", token, TextWic.SDP);
            assertEquals(504, TextWic.status(called), called);
            var waited = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(waited.compareTo(Duration.ofSeconds(16)) < 0, waited::toString);
        } finally {
            core.rise();
        }
        String address = core.uri().replace("sip:", "/");
        program.awaitLog("cannot send to " + address + " over UDP", "port unreachable");
        program.awaitLog("registration refused", "status=\"504\"", "cause=\"core_unreachable\"");
        program.awaitLog("request refused", "status=\"504\"", "cause=\"core_unreachable\"");
    }

    @Test
    void garbageOfTheCoreIsPassedOverAndTheRightAnswerTaken() {
        core.mood(Mood.GARBAGE);
        try (var wic = TextWic.connected(program)) {
            String token = TextWic.token(program, "alice");
            String answer = wic.register("alice", token);
            assertEquals(200, TextWic.status(answer), answer);
            String invite = wic.invitation("alice", "echo", token, TextWic.SDP);
            answer = wic.ask(invite);
            assertEquals(200, TextWic.status(answer), answer);
            wic.acknowledge(invite, answer);
            answer = wic.bye(invite, answer, token);
            assertEquals(200, TextWic.status(answer), answer);
        }
        program.awaitLog("not SIP from", "over UDP");
        assertTrue(program.admin().metric("wicgate_mw_malformed_total") >= 8, program.log());
    }

    @Test
    void anAnswerWithoutSdpIs502ForTheWicAndByeForTheCore() {
        try (var wic = TextWic.registered(program, "alice")) {
            core.mood(Mood.GARBAGE_SDP);
            int byes = core.requests("BYE").size();
            String token = TextWic.token(program, "alice");
            String answer = wic.invite("alice", "echo", token, TextWic.SDP);
            assertEquals(502, TextWic.status(answer), answer);
            core.await("ACK", 0, Patience.USUAL);
            core.await("BYE", byes, Patience.USUAL);
        }
        program.awaitLog("call ended", "cause=\"media_failed\"");
    }
}
