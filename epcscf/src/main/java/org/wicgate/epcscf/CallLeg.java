package org.wicgate.epcscf;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * One dialog of a call, early or confirmed; a forked call has several. Seen from both ends, because
 * we may have to speak for either.
 */
final class CallLeg {
    private final String calleeTag;
    private Dialog asWic;
    private final Dialog asFar;

    /** The descriptions as they are in this dialog. */
    ImsAlg alg;

    /** Whose offer waits for its answer. */
    final OfferTurn turn = new OfferTurn();

    /** Whether a description of who answers has been taken. */
    boolean isDescribed;

    /** The offer of who answered, so that PRACK or ACK has the answer. */
    final OwedAnswer owed;

    /** The INVITE whose ACK ends here, because we answered it ourselves; or 0. */
    long ownAnswer;

    /** The last 2xx to an INVITE as we passed it on, and the ACK that came for it. */
    @Nullable Response answer;

    @Nullable Request ack;

    CallLeg(String calleeTag, Dialog asWic, Dialog asFar, ImsAlg alg, OwedAnswer owed) {
        this.calleeTag = calleeTag;
        this.asWic = asWic;
        this.asFar = asFar;
        this.alg = alg;
        this.owed = owed;
    }

    String calleeTag() {
        return calleeTag;
    }

    /** The dialog as the WIC has it; its route set leads from us into the core. */
    Dialog asWic() {
        return asWic;
    }

    /** The dialog as the far end has it. */
    Dialog asFar() {
        return asFar;
    }

    /** The dialog as the side has it that hears what {@code from} sends. */
    Dialog hearing(Side from) {
        return switch (from) {
            case ACCESS -> asFar;
            case CORE -> asWic;
        };
    }

    /** The dialog as the side has it that sends. */
    Dialog sending(Side from) {
        return switch (from) {
            case ACCESS -> asWic;
            case CORE -> asFar;
        };
    }

    /** RFC 3261 §13.2.2.4: the 2xx settles the route set. */
    void settle(List<NameAddr> routes) {
        asWic = asWic.via(routes);
    }
}
