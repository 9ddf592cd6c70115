package org.wicgate.net;

import java.time.Duration;
import org.wicgate.sip.Limits;

/**
 * What SIP over UDP and TCP may use.
 *
 * @param limits of one message
 * @param connections accepted over TCP; one more is closed at once
 * @param queuedBytes that wait for one peer that does not read, before its connection is closed
 * @param connect how long a TCP connection may take to come about
 * @param stall how long a message may stay unfinished on a stream
 */
public record SipSettings(
        Limits limits, int connections, int queuedBytes, Duration connect, Duration stall) {
    /** For a trusted network: a core that does not answer is known after 4 s. */
    public static final SipSettings DEFAULT =
            new SipSettings(
                    Limits.DEFAULT,
                    10_000,
                    4 * 1024 * 1024,
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(30));
}
