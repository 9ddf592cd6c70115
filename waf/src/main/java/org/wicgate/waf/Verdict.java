package org.wicgate.waf;

/** What there is to say about a token; neither case holds the token itself. */
public sealed interface Verdict {
    /** Signed by the WAF, for us, now. */
    record Valid(TokenClaims claims) implements Verdict {}

    /** Not to be accepted. */
    record Invalid(Reason reason) implements Verdict {}

    /** Nobody can tell: there are no keys to verify with. */
    record Unknown() implements Verdict {}

    /** Why a token is refused; safe to log and to count by. */
    enum Reason {
        /** Not three base64url parts with JSON in two of them, or a claim of the wrong type. */
        MALFORMED,
        /** Longer than any token of ours. */
        TOO_LARGE,
        /** Signed with another algorithm than RS256, or not at all (RFC 8725 §3.1). */
        ALG_REFUSED,
        /** A JWT made for something else (RFC 8725 §3.11). */
        WRONG_TYPE,
        /** Signed with a key that the WAF does not publish; perhaps fetch its keys again. */
        UNKNOWN_KEY,
        /** The signature does not match. */
        BAD_SIGNATURE,
        /** Properly signed, but a claim that we need is missing. */
        MISSING_CLAIM,
        /** From another WAF. */
        WRONG_ISSUER,
        /** For another eP-CSCF. */
        WRONG_AUDIENCE,
        /** Not valid yet, by more than the clock skew. */
        NOT_YET,
        /** Not valid any more. */
        EXPIRED,
        /** Its user has logged out, or it was given up (RFC 7009). */
        REVOKED
    }
}
