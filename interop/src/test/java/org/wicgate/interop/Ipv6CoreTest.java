package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wicgate.app.Caller;
import org.wicgate.sim.Proves;

/** A core whose media are IPv6, and WICs of which each has one version of IP. */
class Ipv6CoreTest {
    @Test
    @Proves("AGW-29")
    void theGatewayRelaysBetweenTheTwoVersionsOfIp() {
        var ports = Program.Ports.free();
        var six =
                Map.of(
                        "WICGATE_EIMSAGW_W3_LISTEN",
                        "127.0.0.1:" + ports.w3() + ",[::1]:" + ports.w3(),
                        "WICGATE_EIMSAGW_CORE_ADDRESS",
                        "::1",
                        "WICGATE_LAB_MEDIA_ADDRESS",
                        "::1");
        try (var program = Program.demo("ipv6-core", ports, six);
                var bob = Caller.registered(program.wwsf(), "bob");
                var alice =
                        Caller.registered(program.wwsf(), "alice", InetAddress.ofLiteral("::1"))) {
            for (var caller : new Caller[] {bob, alice}) {
                var report = caller.echo();
                assertTrue(report.isGood(), () -> report + "\n" + program.log());
            }
            program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
            assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
        }
    }
}
