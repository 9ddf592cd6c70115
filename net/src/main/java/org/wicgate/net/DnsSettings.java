package org.wicgate.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Whom to ask about names.
 *
 * @param servers in the order to ask them; empty for those of the system
 * @param timeout how long one of them may take
 */
public record DnsSettings(List<InetSocketAddress> servers, Duration timeout) {
    /** The system's servers, 2 s each. */
    public static final DnsSettings SYSTEM = new DnsSettings(List.of(), Duration.ofSeconds(2));

    public DnsSettings {
        servers = List.copyOf(servers);
    }
}
