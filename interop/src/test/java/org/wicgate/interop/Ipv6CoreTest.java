package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wicgate.app.Caller;
import org.wicgate.sim.Proves;

/** A core whose media are IPv6, and WICs that have IPv4 alone. */
class Ipv6CoreTest {
    @Test
    @Proves("AGW-29")
    void theGatewayRelaysBetweenTheTwoVersionsOfIp() {
        var six =
                Map.of(
                        "WICGATE_EIMSAGW_CORE_ADDRESS", "::1",
                        "WICGATE_LAB_MEDIA_ADDRESS", "::1");
        try (var program = Program.demo("ipv6-core", six);
                var bob = Caller.registered(program.wwsf(), "bob")) {
            var report = bob.echo();
            assertTrue(report.isGood(), () -> report + "\n" + program.log());
            program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
            assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
        }
    }
}
