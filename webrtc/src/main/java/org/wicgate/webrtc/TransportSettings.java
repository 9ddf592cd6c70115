package org.wicgate.webrtc;

import java.time.Duration;

/**
 * How long a transport waits.
 *
 * @param connect from {@link WebRtcTransport#expectPeer} to a selected pair
 * @param consent from the last valid check or answer on the selected pair to its expiry (RFC 7675
 *     §5.1)
 * @param handshake from the first DTLS record to the keys
 */
public record TransportSettings(Duration connect, Duration consent, Duration handshake) {
    /** 30 s each. */
    public static final TransportSettings DEFAULT =
            new TransportSettings(
                    Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));
}
