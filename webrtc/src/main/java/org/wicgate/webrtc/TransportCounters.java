package org.wicgate.webrtc;

/**
 * What a transport carried and dropped so far.
 *
 * @param received media packets given to the sink
 * @param sent media packets protected and sent
 * @param unauthentic dropped: SRTP authentication failed
 * @param replayed dropped: the SRTP replay window has seen it, or it is too old
 * @param stranger dropped: DTLS or media from an address that ICE has not validated
 * @param malformed dropped: not STUN, DTLS, RTP or RTCP, or not well formed
 * @param early dropped: media before the keys were there
 * @param unsent not sent: no pair, no keys, or no consent
 * @param refusedChecks STUN requests answered with an error, or not answered
 * @param unheardRecords DTLS records dropped because the association could not take more
 * @param exhausted dropped: SRTP could not take it, for too many sources or a key that is used up
 * @param cipher the suite of the last DTLS handshake, by its IANA name; empty before it
 */
public record TransportCounters(
        long received,
        long sent,
        long unauthentic,
        long replayed,
        long stranger,
        long malformed,
        long early,
        long unsent,
        long refusedChecks,
        long unheardRecords,
        long exhausted,
        String cipher) {}
