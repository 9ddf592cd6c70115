package org.wicgate.waf;

import java.time.Instant;
import java.util.List;

/**
 * What a token says (TS 33.203 Annex X.3 names the contents, the profile is decision 0600).
 *
 * @param issuer the WAF ({@code iss})
 * @param audience who may accept it ({@code aud}): the home domain of the eP-CSCF
 * @param subject the web identity or pool member ({@code sub})
 * @param expiry until when, exclusive ({@code exp})
 * @param notBefore from when ({@code nbf})
 * @param issuedAt ({@code iat})
 * @param id unique to this token ({@code jti})
 * @param session the login that it was issued in ({@code sid}); empty for none
 * @param scope what for ({@code scope})
 * @param wwsf the WWSF that asked for it ({@code client_id} and {@code azp})
 * @param identity {@code ims_impi} and {@code ims_impu}
 * @param origins the web origins that may use it (claim "origin"); none named means any
 */
public record TokenClaims(
        String issuer,
        List<String> audience,
        String subject,
        Instant expiry,
        Instant notBefore,
        Instant issuedAt,
        String id,
        String session,
        List<String> scope,
        String wwsf,
        ImsIdentity identity,
        List<String> origins) {
    public TokenClaims {
        audience = List.copyOf(audience);
        scope = List.copyOf(scope);
        origins = List.copyOf(origins);
    }

    /** Whether the token speaks for this public identity. */
    public boolean covers(String impu) {
        return identity.impus().contains(impu);
    }
}
