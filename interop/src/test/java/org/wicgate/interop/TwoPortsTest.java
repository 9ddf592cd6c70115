package org.wicgate.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A WIC without rtcp-mux in a real call (RFC 5761): RTCP has a port of its own on W3. */
class TwoPortsTest {
    @Test
    void rtcpPassesBesideRtpWhereTheEdgeHasAPortForIt() {
        var ports = Program.Ports.free();
        var settings = Map.of("WICGATE_EIMSAGW_W3_RTCP_PORT", "" + ports.echo());
        try (var program = Program.demo("two-ports", ports, settings)) {
            var command =
                    List.of(
                            "call",
                            "echo",
                            "--wwsf",
                            program.wwsf().toString(),
                            "--no-rtcp-mux",
                            "--duration",
                            "8",
                            "--json");
            try (var call = Program.wicgate("two-ports-call", Map.of(), command)) {
                assertEquals(0, call.exit(Program.START_LIMIT), call::log);
                var report = JsonMapper.builder().build().readTree(call.log());
                assertTrue(report.at("/media/round_trip_ms").asDouble(0) > 0, call::log);
            }
            program.awaitMetric(0, Patience.USUAL, "wicgate_media_contexts");
            assertEquals(0, program.admin().metric("wicgate_bugs_total"), program.log());
        }
    }
}
