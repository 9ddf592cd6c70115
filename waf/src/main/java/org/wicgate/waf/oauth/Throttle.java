package org.wicgate.waf.oauth;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;

/** How often one address may do in vain what costs us, or guess what it should not know. */
public interface Throttle {
    /** How long this address has to wait; zero when it need not. */
    Duration waitFor(InetAddress from, Instant now);

    /** Counts against the address. */
    void charge(InetAddress from, Instant now);
}
