package org.wicgate.app;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The access side of the eIMS-AGW.
 *
 * @param listen HOST:PORT of the first media worker; each further one has the next port
 * @param advertise the address browsers are told, when it is not the one listened on
 * @param workers media threads
 * @param rtcpPort of the first worker for RTCP of WICs without rtcp-mux; 0 for none
 * @param tcpPort of all workers for ICE over TCP; 0 for none
 * @param ice the agents: {@code lite} or {@code full}
 */
record W3Config(
        String listen,
        @Nullable String advertise,
        int workers,
        int rtcpPort,
        int tcpPort,
        String ice) {
    W3Config {
        listen = Config.or(listen, "");
        workers = workers == 0 ? 1 : workers;
        ice = Config.or(ice, "lite");
    }

    /** With every default. */
    static W3Config usual() {
        return new W3Config("", null, 0, 0, 0, "lite");
    }

    /** Adds what is wrong to {@code faults}. */
    void check(String at, Faults faults) {
        faults.hostPort(at + "listen", listen);
        if (workers < 1 || workers > 64) {
            faults.add(at + "workers", "must be 1 to 64");
        }
        faults.oneOf(at + "ice", ice, Set.of("lite", "full"));
        if (rtcpPort < 0 || rtcpPort + workers > 65_536) {
            faults.add(at + "rtcp_port", "must be 0 (none) or a port for each worker");
        }
        boolean isForbidden = tcpPort < 1_024 && tcpPort != 80 && tcpPort != 443;
        if (tcpPort < 0 || tcpPort > 65_535 || (tcpPort > 0 && isForbidden)) {
            faults.add(
                    at + "tcp_port",
                    "must be 0 (none), 80, 443, or 1024 to 65535: browsers take no other");
        }
    }
}
