package org.wicgate.ice.stun;

/** The error answers that a check may get (RFC 8489 §14.8, RFC 8445 §20.4). */
public enum StunError {
    BAD_REQUEST(400, "Bad Request"),
    UNAUTHENTICATED(401, "Unauthenticated"),
    UNKNOWN_ATTRIBUTE(420, "Unknown Attribute"),
    ROLE_CONFLICT(487, "Role Conflict"),
    SERVER_ERROR(500, "Server Error");

    private final int code;
    private final String reason;

    StunError(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /** The number. */
    public int code() {
        return code;
    }

    String reason() {
        return reason;
    }
}
