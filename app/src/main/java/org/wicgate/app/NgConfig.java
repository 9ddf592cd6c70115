package org.wicgate.app;

import java.util.List;

/**
 * The eIMS-AGW as an rtpengine.
 *
 * @param listen {@code HOST:PORT} of the ng protocol, UDP; empty for not at all
 * @param peers addresses that may command it: the protocol knows no password
 */
record NgConfig(String listen, List<String> peers) {
    NgConfig {
        listen = Config.or(listen, "");
        peers = peers == null || peers.isEmpty() ? List.of("127.0.0.1", "::1") : List.copyOf(peers);
    }

    boolean isWanted() {
        return !listen.isEmpty();
    }
}
