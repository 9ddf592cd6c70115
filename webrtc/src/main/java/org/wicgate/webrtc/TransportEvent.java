package org.wicgate.webrtc;

import java.net.InetSocketAddress;
import org.wicgate.dtls.ProtectionProfile;
import org.wicgate.ice.Candidate;

/** What a transport tells its owner. */
public sealed interface TransportEvent {
    /**
     * The first authenticated check came from this address: packets from it belong to this
     * transport. At most {@link WebRtcTransport#MAX_PATHS} at a time.
     */
    record Validated(int socket, InetSocketAddress remote) implements TransportEvent {}

    /** This address was given up for a newer one. */
    record Forgotten(int socket, InetSocketAddress remote) implements TransportEvent {}

    /** A peer-reflexive candidate was learnt (RFC 8445 §7.3.1.3); full agents only. */
    record PeerReflexive(Candidate candidate) implements TransportEvent {}

    /** A pair is selected, for the first time or instead of an earlier one. */
    record Connected(int socket, InetSocketAddress remote) implements TransportEvent {}

    /** The handshake is done, a fingerprint matched, media may flow. */
    record Secured(ProtectionProfile profile) implements TransportEvent {}

    /** Nothing is sent any more. Told once, or once more after an ICE restart. */
    record Lost(Loss loss, String why) implements TransportEvent {}

    /** Why a transport is lost. */
    enum Loss {
        /** No authenticated check or answer for the consent time (RFC 7675 §5.1). */
        CONSENT_EXPIRED,
        /** No pair was selected in the time allowed. */
        ICE_TIMEOUT,
        /** The peer's certificate is not the one signalled (RFC 5763 §5). */
        FINGERPRINT_MISMATCH,
        /** The handshake failed otherwise. */
        DTLS_FAILED,
        /** The peer closed the association (RFC 5246 §7.2.1). */
        DTLS_CLOSED
    }
}
