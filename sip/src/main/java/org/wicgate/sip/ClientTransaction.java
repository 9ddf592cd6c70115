package org.wicgate.sip;

import org.wicgate.base.Machine;

/**
 * The side of a transaction that sent the request (RFC 3261 §17.1). Give {@link In.Start} first.
 * When it is over it has said {@link Out.Ended}, once.
 */
public sealed interface ClientTransaction
        extends Machine<ClientTransaction.In, ClientTransaction.Out>
        permits InviteClient, NonInviteClient {
    /** The request this transaction carries; not to be asked for when {@link #isOver}. */
    Request request();

    /** Whether a provisional answer came and no final one yet: only then CANCEL may be sent. */
    boolean isProceeding();

    /** Whether a final answer came, or none can come any more. */
    boolean isOver();

    /** What happens to it. */
    sealed interface In {
        /** Sends the request for the first time. */
        record Start() implements In {}

        /** A response that matches this transaction (RFC 3261 §17.1.3). */
        record Received(Response response) implements In {}

        /** The user sent CANCEL: no final answer within 64*T1 ends it (RFC 3261 §9.1). */
        record Cancelled() implements In {}

        /** The transport could not deliver. */
        record TransportFailed() implements In {}
    }

    /** What it wants done. */
    sealed interface Out {
        /** Sends the request again, or the ACK that the layer makes for a refusal. */
        record Transmit(Request request) implements Out {}

        /** A response for the user. */
        record Answered(Response response) implements Out {}

        /** It is over. */
        record Ended(Cause cause) implements Out {}
    }

    /** Why it is over. */
    enum Cause {
        /** A final answer came, and the time in which it may be repeated is over. */
        DONE,
        /** No answer came in time: as if it were 408 (RFC 3261 §8.1.3.1). */
        TIMEOUT,
        /** The request could not be delivered: as if it were 503 (RFC 3261 §8.1.3.1). */
        TRANSPORT
    }
}
