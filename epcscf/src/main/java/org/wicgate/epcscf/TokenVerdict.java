package org.wicgate.epcscf;

import java.time.Instant;
import java.util.List;

/** What who can verify a token says about it (TS 33.203 Annex X.3, RFC 8898 §2.2). */
public sealed interface TokenVerdict {
    /** The token is good. */
    record Valid(Claims claims) implements TokenVerdict {}

    /** It is not. */
    record Invalid(Reason reason) implements TokenVerdict {}

    /** Nobody could tell: the WAF does not answer. */
    record Unknown() implements TokenVerdict {}

    /**
     * What a good token says.
     *
     * @param impi the private identity
     * @param impus the public identities it speaks for
     * @param wwsf who asked for it
     * @param subject the web identity
     * @param origins web origins that may use it; none named means any that the WWSF may
     * @param expiry until when, exclusive, on the clock that gives the machine its time
     * @param id the token's own, unique
     * @param session the login that it came from, empty for none
     * @param lent whether its identity is out of the WWSF's pool (TS 24.371 §6.1, scenario 3)
     */
    record Claims(
            String impi,
            List<String> impus,
            String wwsf,
            String subject,
            List<String> origins,
            Instant expiry,
            String id,
            String session,
            boolean lent) {
        /** A user's own identity, the token unnamed. */
        public Claims(
                String impi,
                List<String> impus,
                String wwsf,
                String subject,
                List<String> origins,
                Instant expiry) {
            this(impi, impus, wwsf, subject, origins, expiry, "", "", false);
        }

        public Claims {
            impus = List.copyOf(impus);
            origins = List.copyOf(origins);
        }
    }

    /** Why a token is not good; safe to log. */
    enum Reason {
        MALFORMED,
        TOO_LARGE,
        ALGORITHM,
        SIGNATURE,
        ISSUER,
        AUDIENCE,
        CLAIMS,
        NOT_YET,
        EXPIRED,
        REVOKED
    }
}
