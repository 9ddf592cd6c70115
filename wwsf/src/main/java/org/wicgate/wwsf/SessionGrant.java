package org.wicgate.wwsf;

import java.time.Duration;
import java.util.List;

/**
 * Everything a WIC needs to register and call (TS 24.371 Annex A.3.2 step 1, TS 23.228 Annex
 * U.2.1).
 *
 * @param accessToken for {@code Authorization: Bearer}: a secret
 * @param lifetime how long the token lasts from now
 * @param impu the public identity to register
 * @param w2Uris where the eP-CSCF listens for WebSockets; the first is preferred
 */
public record SessionGrant(
        String accessToken,
        Duration lifetime,
        String impu,
        String homeDomain,
        List<String> w2Uris,
        List<IceServer> iceServers) {
    public SessionGrant {
        w2Uris = List.copyOf(w2Uris);
        iceServers = List.copyOf(iceServers);
    }

    @Override
    public String toString() {
        return "SessionGrant[" + impu + ", " + lifetime + "]";
    }
}
