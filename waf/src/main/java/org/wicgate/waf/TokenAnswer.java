package org.wicgate.waf;

/** The WAF's answer to a {@link TokenRequest}. */
public sealed interface TokenAnswer {
    /** The token, and what it says. */
    record Issued(String token, TokenClaims claims) implements TokenAnswer {
        /** A token is a secret. */
        @Override
        public String toString() {
            return "Issued[" + claims + "]";
        }
    }

    /** No token. */
    record Refused(Refusal refusal) implements TokenAnswer {}

    /** RFC 6749 §5.2. */
    enum Refusal {
        /** This WWSF is not known here. */
        INVALID_CLIENT,
        /** More was asked than this WWSF may have. */
        INVALID_SCOPE,
        /** The subject has no IMS identity. */
        INVALID_GRANT;

        /** As it goes on the wire. */
        public String code() {
            return switch (this) {
                case INVALID_CLIENT -> "invalid_client";
                case INVALID_SCOPE -> "invalid_scope";
                case INVALID_GRANT -> "invalid_grant";
            };
        }
    }
}
