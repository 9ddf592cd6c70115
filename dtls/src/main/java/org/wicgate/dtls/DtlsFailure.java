package org.wicgate.dtls;

/** Why a handshake gave no keys. */
public enum DtlsFailure {
    /** The peer's certificate is not the one signalled (RFC 5763 §5), or it showed none. */
    FINGERPRINT_MISMATCH,
    /** No SRTP protection profile in common (RFC 5764 §4.1.1). */
    NO_PROFILE,
    /** It took too long. */
    TIMEOUT,
    /** The peer sent a fatal alert. */
    PEER_ALERT,
    /** The peer broke the protocol, or has no version, suite or extension in common with us. */
    PROTOCOL
}
