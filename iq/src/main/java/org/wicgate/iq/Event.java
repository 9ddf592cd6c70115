package org.wicgate.iq;

import java.time.Duration;
import java.util.List;

/** What the eIMS-AGW answers, and what it notifies by itself (TS 23.334 §8). */
public sealed interface Event {
    /** The context it is about. */
    ContextId context();

    /** Answer to {@link Command.Reserve}. */
    record Reserved(ContextId context, List<Local> streams) implements Event {}

    /** Answer to {@link Command.Configure}: the streams it named, as they are now. */
    record Configured(ContextId context, List<Local> streams) implements Event {}

    /** Answer to {@link Command.Audit}. */
    record Audited(ContextId context, List<Counters> streams) implements Event {}

    /**
     * Answer to {@link Command.Release}, with the last counters; without one, of a context whose
     * {@link Heartbeat} nobody answered.
     */
    record Released(ContextId context, List<Counters> streams) implements Event {}

    /** A command that could not be carried out; the context is as it was before. */
    record Refused(ContextId context, Cause cause, String why) implements Event {}

    /** ICE has a selected pair: the WIC is heard and may be sent to. */
    record Connected(ContextId context, int stream, String pair) implements Event {}

    /** DTLS is done, the fingerprint matched, SRTP flows with this profile (IANA name). */
    record Secured(ContextId context, int stream, String profile) implements Event {}

    /**
     * A stream came a step further; told once for each sign, and again after the WIC's certificate
     * changed.
     *
     * @param address whose doing it was, or where it goes, {@code ADDRESS:PORT}
     */
    record Noticed(ContextId context, int stream, Sign sign, String address) implements Event {}

    /**
     * No RTP came that way for so long, though its gate is open and the WIC is there (TS 23.334
     * §5.10). Told once for each stream and way.
     */
    record Silent(ContextId context, int stream, Way way, Duration after) implements Event {}

    /**
     * Nothing was asked about a context for long: is anybody's call behind it still (TS 23.334
     * §5.7)? Whose call it is answers with any command; what stays without an answer is released.
     */
    record Heartbeat(ContextId context) implements Event {}

    /**
     * The access side of a stream is lost; the eP-CSCF ends the call. Told once for each stream.
     */
    record Lost(ContextId context, int stream, Loss loss, String why) implements Event {}

    /** Why a command was refused. */
    enum Cause {
        NO_PORTS,
        TOO_MANY_CONTEXTS,
        TOO_MANY_STREAMS,
        /** The far end of a stream is of the IP version that the core side is not. */
        ADDRESS_FAMILY,
        CONTEXT_EXISTS,
        NO_SUCH_CONTEXT,
        UNAVAILABLE
    }

    /** How far a stream is. */
    enum Sign {
        /** An authenticated STUN check came, from that address. */
        FIRST_CHECK,
        /**
         * A check came from an address that was not known: a peer-reflexive candidate. Told by full
         * ICE agents alone, each time (TS 23.334 §6.2.17.4).
         */
        NEW_CANDIDATE,
        /** An RTP packet was forwarded to the core, to that address. */
        FIRST_TO_CORE,
        /** An RTP packet of the core was forwarded to the WIC; it came from that address. */
        FIRST_TO_ACCESS
    }

    /** The ways through a stream. */
    enum Way {
        TO_CORE,
        TO_ACCESS
    }

    /** Why the access side of a stream is lost. */
    enum Loss {
        /** No authenticated STUN check for the consent time (RFC 7675 §5.1). */
        CONSENT_EXPIRED,
        /** No pair was ever nominated in the time allowed. */
        ICE_TIMEOUT,
        /** The peer's certificate is not the one signalled (RFC 5763 §5). */
        FINGERPRINT_MISMATCH,
        /** The handshake failed otherwise, or the peer closed it. */
        DTLS_FAILED
    }
}
