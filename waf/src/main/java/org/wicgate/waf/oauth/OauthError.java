package org.wicgate.waf.oauth;

import java.util.Locale;

/** The error codes of RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5 and RFC 8693 §2.2.2. */
public enum OauthError {
    INVALID_REQUEST(400),
    INVALID_CLIENT(401),
    INVALID_GRANT(400),
    UNAUTHORIZED_CLIENT(400),
    UNSUPPORTED_GRANT_TYPE(400),
    UNSUPPORTED_RESPONSE_TYPE(400),
    INVALID_SCOPE(400),
    INVALID_TARGET(400),
    ACCESS_DENIED(400),
    AUTHORIZATION_PENDING(400),
    SLOW_DOWN(400),
    EXPIRED_TOKEN(400),
    TEMPORARILY_UNAVAILABLE(503);

    private final int status;

    OauthError(int status) {
        this.status = status;
    }

    /** The HTTP status that goes with it in JSON. */
    public int status() {
        return status;
    }

    /** As it goes on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
