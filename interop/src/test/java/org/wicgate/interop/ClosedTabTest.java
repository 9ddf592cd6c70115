package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A browser that disappears in mid-call, as the far end sees it on the wire. */
@UsesDemo
class ClosedTabTest {
    @Test
    void theFarEndGetsByeWithAReason() {
        Path folder = Peer.TARGET.resolve("sipp");
        Path scenario =
                Peer.ROOT.resolve("interop/src/test/resources/sipp/carol_calls_and_gets_bye.xml");
        try (var chromium = new Chromium("sipp")) {
            var alice = chromium.open("alice").login();
            var command =
                    List.of(
                            "sipp",
                            "127.0.0.1:5080",
                            "-sf",
                            scenario.toString(),
                            "-s",
                            Demo.DOMAIN,
                            "-i",
                            "127.0.0.1",
                            "-p",
                            "5074",
                            "-mp",
                            "41200",
                            "-m",
                            "1",
                            "-nostdin",
                            "-trace_err",
                            "-trace_msg",
                            "-timeout",
                            "40s",
                            "-timeout_error");
            try (var sipp = Peer.start("sipp", "sip-tester", folder, command)) {
                alice.answer("carol");
                alice.awaitState("connected");
                alice.closeTab();
                assertEquals(0, sipp.exit(Duration.ofSeconds(5)), sipp::log);
            }
        }
    }
}
