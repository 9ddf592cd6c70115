package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Chromium that knows no audio but Opus, and baresip that knows none but G.711: the eIMS-AGW brings
 * one into the other (TS 23.334 §5.13). With a full ICE agent, controlled in one call and
 * controlling in the other.
 */
@UsesBrowser
class BrowserTranscodingTest {
    private static final String OPUS = "audio/opus";
    private static final int AUDIBLE = 500; // of 32767

    private static Program program;

    @BeforeAll
    static void start() {
        program =
                Program.demo(
                        "browser-transcoding",
                        Map.of(
                                "WICGATE_EPCSCF_MEDIA_TRANSCODE",
                                "when_needed",
                                "WICGATE_EIMSAGW_W3_ICE",
                                "full"));
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @AfterEach
    void nothingIsLeft() {
        program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
        assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
    }

    private static Phone carol(String scenario) {
        return Phone.registered("transcoding-" + scenario, program.ports().phone());
    }

    private static void bothHear(Page alice, Phone carol) {
        var rtp = alice.hears();
        assertEquals(OPUS, rtp.codecIn(), rtp::toString);
        assertEquals(OPUS, rtp.codecOut(), rtp::toString);
        assertTrue(carol.loudest() > AUDIBLE, "carol heard " + carol.loudest());
    }

    @Test
    void aBrowserCallsAPhoneBothHearAndAKeyIsPressed() {
        try (var chromium = new Chromium("transcoding-out");
                var carol = carol("called")) {
            var alice = chromium.openKnowing(OPUS, "alice", program.wwsf()).login();
            alice.dial("carol").awaitState("connected");
            carol.await("CALL_ESTABLISHED", Patience.USUAL);
            bothHear(alice, carol);
            String invite =
                    alice.sent().stream()
                            .filter(m -> m.startsWith("INVITE "))
                            .findFirst()
                            .orElse("");
            assertTrue(invite.contains(" opus/48000/2") && !invite.contains("PCM"), invite);

            alice.click("keypad");
            alice.click("key-5");
            assertEquals("5", carol.await("CALL_DTMF_START", Patience.USUAL));
            alice.click("hangup");
            alice.outcome("hung-up");
        }
    }

    @Test
    void aPhoneCallsABrowserAndBothHear() {
        try (var chromium = new Chromium("transcoding-in");
                var carol = carol("calls")) {
            var alice = chromium.openKnowing(OPUS, "alice", program.wwsf()).login();
            carol.dial("sip:alice@" + Demo.DOMAIN);
            alice.answer("carol");
            alice.awaitState("connected");
            carol.await("CALL_ESTABLISHED", Patience.USUAL);
            bothHear(alice, carol);
            assertFalse(carol.log().contains("opus"), carol::log);

            carol.hangUp();
            alice.outcome("hung-up-by-peer");
        }
    }
}
