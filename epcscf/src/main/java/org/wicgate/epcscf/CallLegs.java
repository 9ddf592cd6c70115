package org.wicgate.epcscf;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** The dialogs of one call, by the tag of who answered (RFC 3261 §12.1). */
final class CallLegs {
    private final int limit;
    private final CallMessages messages;
    private final Map<String, CallLeg> byTag = new LinkedHashMap<>();
    private @Nullable CallLeg inMedia;
    private @Nullable CallLeg confirmed;

    CallLegs(int limit, CallMessages messages) {
        this.limit = limit;
        this.messages = messages;
    }

    /**
     * The dialog of a response, made when it is new; null when the response has no tag, or there
     * are too many already.
     *
     * @param sent the INVITE as it was sent
     * @param alg as it was after the offer
     */
    @Nullable CallLeg of(Request sent, Response response, ImsAlg alg) {
        String tag = response.to().tag();
        if (tag == null) {
            return null;
        }
        var known = byTag.get(tag);
        if (known != null) {
            messages.settle(known, response);
            return known;
        }
        if (byTag.size() >= limit) {
            return null;
        }
        var made = messages.leg(sent, response, alg);
        byTag.put(tag, made);
        return made;
    }

    /** The ALG to take a description of this dialog with: the dialogs share one context. */
    ImsAlg turnTo(CallLeg leg) {
        boolean turns = isElsewhere(leg);
        inMedia = leg;
        return turns ? leg.alg.unsettled() : leg.alg;
    }

    /** Whether the media is another dialog's. */
    boolean isElsewhere(CallLeg leg) {
        return inMedia != null && inMedia != leg;
    }

    /** The dialog was answered with a 2xx. */
    void confirm(CallLeg leg) {
        confirmed = leg;
    }

    /** The dialog that was answered; null before. */
    @Nullable CallLeg confirmed() {
        return confirmed;
    }

    /** The call is over: lets go of its dialogs, and gives the ALG of such a call. */
    ImsAlg over() {
        for (var leg : byTag.values()) {
            leg.alg = ImsAlg.OVER;
            leg.owed.end();
            leg.answer = null;
            leg.ack = null;
        }
        byTag.clear();
        inMedia = null;
        confirmed = null;
        return ImsAlg.OVER;
    }

    Collection<CallLeg> all() {
        return byTag.values();
    }
}
