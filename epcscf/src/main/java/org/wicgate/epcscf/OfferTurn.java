package org.wicgate.epcscf;

import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Side;

/** Whose offer waits for its answer in a dialog: there is only one at a time (RFC 3264 §4). */
final class OfferTurn {
    private @Nullable Side offerer;

    /**
     * Takes the turn.
     *
     * @return 0 when it is free; else the refusal of RFC 3261 §14.2 and RFC 3311 §5.2: 500 for an
     *     offer before one's own was answered, 491 for one that meets the other side's
     */
    int take(Side from) {
        if (offerer != null) {
            return offerer == from ? 500 : 491;
        }
        offerer = from;
        return 0;
    }

    /** The offer was answered, or refused. */
    void end() {
        offerer = null;
    }
}
