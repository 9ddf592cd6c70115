package org.wicgate.app;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The access side of the eIMS-AGW.
 *
 * @param listen HOST:PORT of the first media worker, in the order of preference; each further
 *     worker has the next port
 * @param advertise the address browsers are told of each of them; none when they are told those
 *     listened on
 * @param workers media threads
 * @param rtcpPort of the first worker for RTCP of WICs without rtcp-mux; 0 for none
 * @param tcpPort of all workers for ICE over TCP; 0 for none
 * @param ice the agents: {@code lite} or {@code full}
 * @param certificateHours how long calls begin with the same DTLS certificate; 0 for always
 */
record W3Config(
        List<String> listen,
        List<String> advertise,
        int workers,
        int rtcpPort,
        int tcpPort,
        String ice,
        @Nullable Integer certificateHours) {
    private static final int MOST = 8;
    private static final int HOURS_OF_A_CERTIFICATE = 8_000;

    W3Config {
        listen = Config.orEmpty(listen);
        advertise = Config.orEmpty(advertise);
        workers = workers == 0 ? 1 : workers;
        ice = Config.or(ice, "lite");
    }

    /** With every default. */
    static W3Config usual() {
        return new W3Config(List.of(), List.of(), 0, 0, 0, "lite", null);
    }

    /** How long calls begin with the same certificate; zero for always. */
    Duration certificateLife() {
        return Duration.ofHours(certificateHours == null ? 24 : certificateHours);
    }

    /** Adds what is wrong to {@code faults}. */
    void check(String at, Faults faults) {
        listens(at + "listen", faults);
        advertises(at + "advertise", faults);
        if (workers < 1 || workers > 64) {
            faults.add(at + "workers", "must be 1 to 64");
        }
        faults.oneOf(at + "ice", ice, Set.of("lite", "full"));
        if (rtcpPort < 0 || rtcpPort + workers > 65_536) {
            faults.add(at + "rtcp_port", "must be 0 (none) or a port for each worker");
        }
        long hours = certificateLife().toHours();
        if (hours < 0 || hours > HOURS_OF_A_CERTIFICATE) {
            faults.add(
                    at + "certificate_hours",
                    "must be 0 (one for always) to " + HOURS_OF_A_CERTIFICATE + ", within a year");
        }
        boolean isForbidden = tcpPort < 1_024 && tcpPort != 80 && tcpPort != 443;
        if (tcpPort < 0 || tcpPort > 65_535 || (tcpPort > 0 && isForbidden)) {
            faults.add(
                    at + "tcp_port",
                    "must be 0 (none), 80, 443, or 1024 to 65535: browsers take no other");
        }
    }

    private void listens(String at, Faults faults) {
        if (listen.isEmpty()) {
            faults.hostPort(at, "");
        }
        listen.forEach(each -> faults.hostPort(at, each));
        var hosts = new HashSet<String>();
        for (String each : listen) {
            var place = HostPort.parse(each);
            if (place != null && !hosts.add(place.host())) {
                faults.add(at, place.host() + " stands there twice: a host has one port");
            }
        }
        if (listen.size() > MOST) {
            faults.add(at, "has more than " + MOST + " addresses: browsers try each");
        }
    }

    private void advertises(String at, Faults faults) {
        if (!advertise.isEmpty() && advertise.size() != listen.size()) {
            faults.add(
                    at,
                    "needs an address for each of listen, in the same order; where there is no NAT,"
                            + " the one listened on again");
            return;
        }
        for (int i = 0; i < advertise.size(); i++) {
            var listened = HostPort.parse(listen.get(i));
            if (listened != null && isSix(listened.host()) != isSix(advertise.get(i))) {
                faults.add(
                        at,
                        "\""
                                + advertise.get(i)
                                + "\" is of another IP version than "
                                + listen.get(i));
            }
        }
    }

    private static boolean isSix(String host) {
        return host.indexOf(':') >= 0;
    }
}
