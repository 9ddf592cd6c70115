package org.wicgate.wic;

/** What kind of media a user agent speaks. */
public sealed interface Profile {
    /** ICE and DTLS-SRTP: a WIC (TS 24.371 §7.2). */
    record WebRtc(Transports transports) implements Profile {}

    /** RTP/AVP: a SIP phone. */
    record Plain() implements Profile {}
}
