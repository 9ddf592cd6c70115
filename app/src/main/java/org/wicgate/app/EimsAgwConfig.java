package org.wicgate.app;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.eimsagw.GatewaySettings;

/**
 * The eIMS-AGW.
 *
 * @param maxCalls media contexts at once
 * @param silenceSeconds without RTP where some should come, before that is told; 0 for ever
 * @param gatherMicros how long a packet may wait for others where many come; 0 not to wait
 * @param ng who else may command it
 * @param limits for who asks for more than his share
 */
record EimsAgwConfig(
        W3Config w3,
        Core core,
        int maxCalls,
        @Nullable Integer silenceSeconds,
        @Nullable Integer gatherMicros,
        NgConfig ng,
        LimitsConfig limits) {
    private static final Duration LONGEST_GATHER = Duration.ofMillis(5);

    EimsAgwConfig {
        w3 = w3 == null ? W3Config.usual() : w3;
        core = core == null ? new Core("", "30000-39999") : core;
        maxCalls = maxCalls == 0 ? 5_000 : maxCalls;
        ng = ng == null ? new NgConfig("", List.of()) : ng;
        limits = limits == null ? LimitsConfig.usual() : limits;
    }

    Duration silence() {
        return silenceSeconds == null
                ? GatewaySettings.SILENCE
                : Duration.ofSeconds(silenceSeconds);
    }

    Duration gather() {
        return Duration.of(gatherMicros == null ? 100 : gatherMicros, ChronoUnit.MICROS);
    }

    /** Adds what is wrong to {@code faults}. */
    void check(String at, Faults faults) {
        w3.check(at + "w3.", faults);
        limits.check(at + "limits.", faults);
        if (core.address().isBlank()) {
            faults.add(at + "core.address", "is missing: the address the core sends media to");
        }
        faults.ports(at + "core.ports", core.ports());
        if (ng.isWanted()) {
            faults.hostPort(at + "ng.listen", ng.listen());
        }
        for (String peer : ng.peers()) {
            if (HostPort.ofDnsServer(peer) == null) {
                faults.add(at + "ng.peers", "\"" + peer + "\" is not an IP address");
            }
        }
        faults.atLeast(0, at + "silence_seconds", (int) silence().toSeconds());
        faults.atLeast(0, at + "gather_micros", (int) (gather().toNanos() / 1_000));
        if (gather().compareTo(LONGEST_GATHER) > 0) {
            faults.add(
                    at + "gather_micros",
                    "is above " + LONGEST_GATHER.toMillis() * 1_000 + ": that is heard");
        }
    }

    /** The core side: one address and a range {@code FIRST-LAST} of ports. */
    record Core(String address, String ports) {
        Core {
            address = Config.or(address, "");
            ports = Config.or(ports, "30000-39999");
        }
    }
}
