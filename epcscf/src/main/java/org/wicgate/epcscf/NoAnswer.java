package org.wicgate.epcscf;

import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Refusal;

/**
 * What the caller hears, and what is reported, when its INVITE gets no answer: one table.
 *
 * @param status for the caller
 * @param text why, for the operator
 */
record NoAnswer(int status, Refusal refusal, CallEnd end, String text) {
    /**
     * @param toCore whether it was the core that did not answer
     * @param rang whether it had answered provisionally
     * @param cancelled whether the caller gave up
     */
    static NoAnswer to(
            Signalling.Failure failure,
            boolean toCore,
            boolean rang,
            boolean cancelled,
            Config.Sessions config) {
        return switch (failure) {
            case OVERLOAD ->
                    new NoAnswer(
                            503, Refusal.OVERLOAD, CallEnd.REFUSED, "too many transactions here");
            case SILENT -> {
                var silent = toCore ? Refusal.CORE_SILENT : Refusal.WIC_SILENT;
                // TS 24.229 §5.2.6.3.3: 504 when no S-CSCF answers
                int status = toCore && !rang ? 504 : 408;
                String who = toCore ? "the core" : "the WIC";
                String text = who + (rang ? " rang and never answered" : " said nothing at all");
                yield cancelled
                        ? new NoAnswer(487, silent, CallEnd.CANCELLED, text)
                        : new NoAnswer(status, silent, CallEnd.TIMEOUT, text);
            }
            case UNREACHABLE ->
                    toCore
                            ? new NoAnswer(
                                    504,
                                    Refusal.CORE_UNREACHABLE,
                                    CallEnd.TIMEOUT,
                                    "no target in the core can be reached")
                            : flowGone(config);
        };
    }

    /** No S-CSCF serves the user: 504 has the WIC register anew (TS 24.229 §5.2.6.3.3). */
    static final NoAnswer OUT_OF_SERVICE =
            new NoAnswer(
                    504,
                    Refusal.CORE_UNREACHABLE,
                    CallEnd.REFUSED,
                    "the core is out of service: 503 at once, and no time to try again");

    /** The WIC that is called has no connection any more (TS 24.229 §5.2.8.1.1). */
    static NoAnswer flowGone(Config.Sessions config) {
        return new NoAnswer(
                config.lossStatus(),
                Refusal.FLOW_GONE,
                CallEnd.CONNECTION_LOST,
                "the WebSocket of the WIC that is called is gone");
    }
}
