package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wicgate.app.Caller;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real calls of the Java WIC, explained by the admin API when they are over. */
class CallTimelineTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void aCallIsExplainedFromItsInviteToItsMedia() {
        try (var program = Program.demo("timeline", Map.of());
                var alice = Caller.registered(program.wwsf(), "alice")) {
            var report = alice.call("echo", Duration.ofSeconds(8));
            assertTrue(report.isGood(), () -> report + "\n" + program.log());
            program.awaitLog("call ended", "cause=\"wic_hung_up\"", "by=\"wic\"", "callee=");

            var calls = JSON.readTree(program.admin().get("/api/v1/calls/recent?identity=ALICE@"));
            assertEquals(1, calls.size(), calls::toString);
            var pass = calls.get(0).path("passes").get(0);
            assertEquals("ended", pass.path("state").asString());
            assertEquals("wic_hung_up", pass.path("cause").asString());
            assertTrue(pass.path("media").get(0).path("to_core").path("packets").asInt() > 10);
            assertEquals("[]", program.admin().get("/api/v1/calls/recent?identity=nobody@"));

            String path = calls.get(0).path("timeline").asString();
            var timeline = JSON.readTree(program.admin().get(path));
            assertInOrder(
                    timeline,
                    "from the WIC: INVITE",
                    "to the eIMS-AGW: reserve",
                    "to the core: INVITE",
                    "from the core: SIP/2.0 200",
                    "to the WIC: SIP/2.0 200",
                    "the first authenticated ICE check came from",
                    "ICE has a pair",
                    "DTLS is done",
                    "went to the core, to 127.0.0.1:",
                    "from the WIC: BYE",
                    "ended: wic_hung_up, by wic",
                    "the eIMS-AGW let go of 1 m-line; m-line 0: ");
            assertInOrder(timeline, "DTLS is done", "the first RTP of the core went to the WIC");
            String text = program.admin().get(path + "?as=text");
            assertTrue(text.contains("the core leg has none"), text);
        }
    }

    @Test
    void nothingIsRecordedWhenItIsOff() {
        try (var program =
                        Program.demo(
                                "no-timeline", Map.of("WICGATE_EPCSCF_TIMELINE_RECORD", "off"));
                var alice = Caller.registered(program.wwsf(), "alice")) {
            assertTrue(alice.call("echo", Duration.ofSeconds(8)).isGood());
            program.awaitLog("call ended");
            assertEquals("[]", program.admin().get("/api/v1/calls/recent"));
        }
    }

    private static void assertInOrder(JsonNode timeline, String... parts) {
        List<String> texts = new ArrayList<>();
        timeline.path("events").forEach(event -> texts.add(event.path("text").asString()));
        int at = 0;
        for (String part : parts) {
            while (at < texts.size() && !texts.get(at).contains(part)) {
                at++;
            }
            assertTrue(at < texts.size(), part + " in\n" + String.join("\n", texts));
        }
    }
}
