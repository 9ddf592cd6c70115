package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wicgate.app.Caller;

/**
 * baresip with libsrtp and a WIC, the Java one and Chromium (RFC 4568). With srtp-mand the phone
 * takes and offers nothing but SRTP, and no answer to our offer of it may fall back.
 */
@UsesBrowser
class SdesPhoneTest {
    private static final int AUDIBLE = 500; // of 32767
    private static final Duration TALK = Duration.ofSeconds(3);
    private static final String TO_ACCESS = "direction=\"to_access\"";
    private static final String DROPPED = "wicgate_media_dropped_total";

    private static Program program;
    private static Caller bob;

    @BeforeAll
    static void start() {
        program =
                Program.demo(
                        "sdes",
                        Map.of(
                                "WICGATE_EPCSCF_MEDIA_CORE_SRTP",
                                "offer",
                                "WICGATE_EPCSCF_MEDIA_INSECURE_SDES",
                                "true",
                                "WICGATE_EPCSCF_MEDIA_TRANSCODE",
                                "when_needed"));
        bob = Caller.registered(program.wwsf(), "bob");
    }

    @AfterAll
    static void stop() {
        bob.close();
        program.close();
    }

    private static Phone carol(String scenario, String encryption) {
        return Phone.registered(
                "sdes-" + scenario, program.ports().phone(), ";mediaenc=" + encryption);
    }

    @ParameterizedTest
    @ValueSource(strings = {"srtp-mand", "srtp"})
    void aWicCallsAPhoneWithSrtpAndBothHear(String encryption) {
        try (var carol = carol("called-" + encryption, encryption)) {
            var report = bob.call("carol", TALK);

            assertTrue(report.isGood(), () -> report + "\n" + program.log() + carol.log());
            assertTrue(carol.loudest() > AUDIBLE, "carol heard " + carol.loudest());
        }
    }

    /** Two re-INVITEs with the keys as they were: what came before goes on. */
    @Test
    void aPhoneWithSrtpCallsAWicHoldsAndGoesOn() {
        try (var carol = carol("calls", "srtp-mand")) {
            carol.dial("sip:bob@" + Demo.DOMAIN);
            carol.await("CALL_ESTABLISHED", Patience.USUAL);
            relayed(20);
            double before = refused();
            carol.hold(true);
            carol.hold(false);
            relayed(20);
            assertEquals(before, refused(), program::log);
            carol.hangUp();
            var report = bob.ended();

            assertTrue(report.isGood(), () -> report + "\n" + program.log() + carol.log());
            assertTrue(carol.loudest() > AUDIBLE, "carol heard " + carol.loudest());
            assertEquals(2, keys(carol).size(), "a key of each end, from first to last");
            keys(carol).forEach(key -> assertFalse(program.log().contains(key), "key in the log"));
        }
    }

    @Test
    void aBrowserCallsAPhoneWithSrtpAndBothHear() {
        try (var chromium = new Chromium("sdes-out");
                var carol = carol("browser-calls", "srtp-mand")) {
            var alice = chromium.open("alice", program.wwsf()).login();
            alice.dial("carol").awaitState("connected");
            carol.await("CALL_ESTABLISHED", Patience.USUAL);
            var rtp = alice.hears();
            assertEquals("audio/PCMU", rtp.codecIn(), rtp::toString);
            assertTrue(carol.loudest() > AUDIBLE, "carol heard " + carol.loudest());
            alice.click("hangup");
            alice.outcome("hung-up");
        }
    }

    /** Two kinds of SRTP and two codecs: nothing of one side is as on the other. */
    @Test
    void aPhoneWithSrtpCallsABrowserThatKnowsOpusAlone() {
        try (var chromium = new Chromium("sdes-in");
                var carol = carol("calls-browser", "srtp-mand")) {
            var alice = chromium.openKnowing("audio/opus", "alice", program.wwsf()).login();
            carol.dial("sip:alice@" + Demo.DOMAIN);
            alice.answer("carol");
            alice.awaitState("connected");
            carol.await("CALL_ESTABLISHED", Patience.USUAL);
            var rtp = alice.hears();
            assertEquals("audio/opus", rtp.codecIn(), rtp::toString);
            assertTrue(carol.loudest() > AUDIBLE, "carol heard " + carol.loudest());
            carol.hangUp();
            alice.outcome("hung-up-by-peer");
        }
    }

    /** What the phone sent and got in its session descriptions, which baresip writes down. */
    private static Set<String> keys(Phone carol) {
        return carol.log()
                .lines()
                .filter(line -> line.startsWith("a=crypto:"))
                .map(line -> line.replaceFirst(".*inline:", "").strip())
                .collect(Collectors.toSet());
    }

    /** Waits until so many more packets went each way. */
    private static void relayed(int more) {
        for (String direction : new String[] {"to_core", "to_access"}) {
            double before = packets(direction);
            Patience.until(Patience.USUAL, program::log, () -> packets(direction) >= before + more);
        }
    }

    private static double packets(String direction) {
        return program.admin()
                .metric("wicgate_media_packets_total", "direction=\"" + direction + "\"");
    }

    /** Packets of the phone that were refused; those before DTLS on W3 is done count too. */
    private static double refused() {
        return program.admin().metric(DROPPED, TO_ACCESS, "cause=\"unauthentic\"")
                + program.admin().metric(DROPPED, TO_ACCESS, "cause=\"replayed\"");
    }
}
