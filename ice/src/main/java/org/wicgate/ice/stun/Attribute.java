package org.wicgate.ice.stun;

/** Attribute types (RFC 8489 §18.3, RFC 8445 §20.2). */
final class Attribute {
    static final int USERNAME = 0x0006;
    static final int MESSAGE_INTEGRITY = 0x0008;
    static final int ERROR_CODE = 0x0009;
    static final int UNKNOWN_ATTRIBUTES = 0x000A;
    static final int MESSAGE_INTEGRITY_SHA256 = 0x001C;
    static final int XOR_MAPPED_ADDRESS = 0x0020;
    static final int PRIORITY = 0x0024;
    static final int USE_CANDIDATE = 0x0025;
    static final int FINGERPRINT = 0x8028;
    static final int ICE_CONTROLLED = 0x8029;
    static final int ICE_CONTROLLING = 0x802A;

    /** Types below this one must be understood, or the request is refused (RFC 8489 §14). */
    static final int FIRST_OPTIONAL = 0x8000;

    static final int HEADER = 4;

    private Attribute() {}
}
