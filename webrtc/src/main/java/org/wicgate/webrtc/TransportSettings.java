package org.wicgate.webrtc;

import java.time.Duration;
import java.util.List;
import org.wicgate.dtls.ProtectionProfile;

/**
 * How long a transport waits, and what it speaks.
 *
 * @param connect from {@link WebRtcTransport#expectPeer} to a selected pair
 * @param consent from the last valid check or answer on the selected pair to its expiry (RFC 7675
 *     §5.1)
 * @param handshake from the first DTLS record to the keys
 * @param profiles for SRTP, best first
 */
public record TransportSettings(
        Duration connect, Duration consent, Duration handshake, List<ProtectionProfile> profiles) {
    /** 30 s each, every profile. */
    public static final TransportSettings DEFAULT =
            new TransportSettings(
                    Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));

    /** With every profile there is. */
    public TransportSettings(Duration connect, Duration consent, Duration handshake) {
        this(connect, consent, handshake, List.of(ProtectionProfile.values()));
    }
}
