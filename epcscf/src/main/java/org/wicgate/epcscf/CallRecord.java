package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Ender;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.ContextId;

/** What is told of one call: who called whom and when, how it ended, and why. */
final class CallRecord {
    private final String callId;
    private final Side from;
    private final String caller;
    private final String callee;
    private final Instant began;
    private Instant answered = Instant.MAX;
    private String why = "";
    private boolean isOurRefusal;

    CallRecord(Incoming incoming, Instant began) {
        var invite = incoming.request();
        this.callId = invite.callId();
        this.from = incoming.side();
        this.caller = invite.from().uri().toString();
        this.callee = invite.to().uri().toString();
        this.began = began;
    }

    String callId() {
        return callId;
    }

    Report.CallStarted started(ContextId media) {
        return new Report.CallStarted(callId, media, from, caller, callee);
    }

    Report.CallAnswered answered(Instant now) {
        answered = now;
        return new Report.CallAnswered(callId, from, Duration.between(began, now));
    }

    /** Says why the call ends, beyond its {@link CallEnd}; the first reason counts. */
    void because(String reason) {
        why = why.isEmpty() ? reason : why;
    }

    /** The same when it is we who refuse. */
    void refusedBecause(String reason) {
        isOurRefusal = true;
        because(reason);
    }

    /**
     * It is over.
     *
     * @param status the final answer of a call that was never answered, else 0
     * @param mediaFollows whether the eIMS-AGW will say what its media carried
     */
    Report.CallEnded ended(CallEnd end, int status, boolean mediaFollows, Instant now) {
        return new Report.CallEnded(
                callId,
                from,
                caller,
                callee,
                end,
                isOurRefusal ? Ender.EPCSCF : end.by(from),
                why,
                status,
                Duration.between(began, now),
                answered.isBefore(now) ? Duration.between(answered, now) : Duration.ZERO,
                mediaFollows);
    }
}
