package org.wicgate.wic;

/** The timers of a user agent. */
enum Timer {
    /** The registration is refreshed. */
    REFRESH,
    /** A new token should have come. */
    TOKEN,
    /** All should have been over. */
    STOP,
    /** The call has lasted long enough. */
    TALK,
    /** Nobody answers. */
    NO_ANSWER,
    /** A call to us is answered. */
    PICK_UP,
    /** A 2xx is sent again (RFC 3261 §13.3.1.4). */
    RESEND,
    /** A 2xx was never acknowledged. */
    NO_ACK
}
