package org.wicgate.iq;

import java.util.List;

/**
 * What the eP-CSCF asks of the eIMS-AGW (TS 23.334 §8). Each command is answered by exactly one
 * event: {@link Event.Reserved}, {@link Event.Configured}, {@link Event.Audited}, {@link
 * Event.Released}, or {@link Event.Refused}. {@link Release} is never refused: releasing what is
 * gone is {@link Event.Released} with no streams.
 */
public sealed interface Command {
    /** The context it is about. */
    ContextId context();

    /**
     * Makes a context with both terminations of every stream: reserve and configure AGW connection
     * points (TS 23.334 §8.2). Sides not yet known are {@link AccessRemote.Unset} or {@link
     * CoreRemote.Unset}.
     *
     * @param priority whether it may be beyond the limit of ordinary contexts (TS 23.334 §5.14)
     */
    record Reserve(ContextId context, List<Stream> streams, Priority priority) implements Command {
        /** Of an ordinary call. */
        public Reserve(ContextId context, List<Stream> streams) {
            this(context, streams, Priority.ORDINARY);
        }
    }

    /** How urgent a call is. */
    enum Priority {
        ORDINARY,
        /** The core says that it goes before others (RFC 4412). */
        PRIORITY,
        EMERGENCY
    }

    /**
     * Changes streams of a context, or adds streams whose index is new; streams not listed stay as
     * they are. New ICE credentials of the WIC are an ICE restart: the answer then has new local
     * ones.
     */
    record Configure(ContextId context, List<Stream> streams) implements Command {}

    /** Asks for the counters of a context. */
    record Audit(ContextId context) implements Command {}

    /** Frees everything of a context. */
    record Release(ContextId context) implements Command {}
}
