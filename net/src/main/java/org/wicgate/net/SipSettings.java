package org.wicgate.net;

import java.time.Duration;
import org.wicgate.sip.Limits;

/**
 * What SIP over UDP, TCP and TLS may use.
 *
 * @param limits of one message
 * @param connections accepted over TCP; one more is closed at once
 * @param queuedBytes that wait for one peer that does not read, before its connection is closed
 * @param connect how long a TCP connection may take to come about, and a TLS handshake
 * @param stall how long a message may stay unfinished on a stream
 * @param keepAlive after which silence we show and ask for life on a connection that we opened (RFC
 *     5626 §4.4.1); zero for never
 * @param pong how long the answer to that may take
 */
public record SipSettings(
        Limits limits,
        int connections,
        int queuedBytes,
        Duration connect,
        Duration stall,
        Duration keepAlive,
        Duration pong) {
    /** For a trusted network: a core that does not answer is known after 4 s. */
    public static final SipSettings DEFAULT =
            new SipSettings(
                    Limits.DEFAULT,
                    10_000,
                    4 * 1024 * 1024,
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(10));
}
