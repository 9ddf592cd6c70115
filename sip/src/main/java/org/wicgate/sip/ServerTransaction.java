package org.wicgate.sip;

import org.wicgate.base.Machine;

/**
 * The side of a transaction that received the request (RFC 3261 §17.2). It begins with the request
 * already passed to the user. When it is over it has said {@link Out.Ended}, once.
 */
public sealed interface ServerTransaction
        extends Machine<ServerTransaction.In, ServerTransaction.Out>
        permits InviteServer, NonInviteServer {
    /** The request this transaction answers. */
    Request request();

    /** Whether the user may still answer with {@code status}; more than one 2xx to INVITE may. */
    boolean mayAnswer(int status);

    /** What happens to it. */
    sealed interface In {
        /** The request came for the first time; it is with the user now. */
        record Start() implements In {}

        /** The request came again, or an ACK that matches (RFC 3261 §17.2.3). */
        record Received(Request request) implements In {}

        /** The user answers. */
        record Answer(Response response) implements In {}

        /** The transport could not deliver a response. */
        record TransportFailed() implements In {}
    }

    /** What it wants done. */
    sealed interface Out {
        /** Sends a response, or sends it again. */
        record Transmit(Response response) implements Out {}

        /** An ACK for the user: it acknowledges a 2xx. */
        record ToUser(Request ack) implements Out {}

        /** It is over. */
        record Ended(Cause cause) implements Out {}
    }

    /** Why it is over. */
    enum Cause {
        /** Answered, and the time in which the request may be repeated is over. */
        DONE,
        /** A refusal of INVITE that nobody acknowledged (timer H). */
        NO_ACK,
        /** The user let 64*T1 pass without a final answer; INVITE may wait for ever. */
        UNANSWERED,
        /** The answer could not be delivered. */
        TRANSPORT
    }
}
