package org.wicgate.webrtc;

import java.util.List;
import org.wicgate.dtls.Fingerprint;
import org.wicgate.dtls.Role;
import org.wicgate.ice.Candidate;
import org.wicgate.ice.Credentials;

/**
 * What the peer's session description says about its end of the transport.
 *
 * @param credentials its ice-ufrag and ice-pwd
 * @param candidates where it may be reached; empty is fine for a lite agent, which never asks
 * @param fingerprints of its certificate; any match is enough (RFC 8122 §5)
 * @param ownRole the part that we play in the DTLS handshake
 */
public record Remote(
        Credentials credentials,
        List<Candidate> candidates,
        List<Fingerprint> fingerprints,
        Role ownRole) {}
