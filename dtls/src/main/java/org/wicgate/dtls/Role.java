package org.wicgate.dtls;

/** Who sends the ClientHello: the side that is {@code a=setup:active} (RFC 5763 §5). */
public enum Role {
    CLIENT,
    SERVER
}
