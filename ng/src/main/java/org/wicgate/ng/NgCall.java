package org.wicgate.ng;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.ImsAlg;
import org.wicgate.iq.ContextId;
import org.wicgate.sdp.SessionDescription;

/** A call whose media a proxy has relayed: who its parties are, and its IMS-ALG. */
final class NgCall {
    private static final int MAX_WAITING = 8;
    private static final int MAX_TAGS = 64;

    /** Which leg a party is on. */
    enum Side {
        ACCESS,
        CORE;

        Side other() {
            return this == ACCESS ? CORE : ACCESS;
        }
    }

    /**
     * A command that is out at the gateway.
     *
     * @param isAnswer whether the description is one
     * @param makes whether the context is there only if it succeeds
     */
    record Exchange(NgRequest request, ImsAlg.Prepared prepared, boolean isAnswer, boolean makes) {}

    private final String callId;
    private final ContextId context;
    private final Instant created;
    private final Map<String, Side> tags = new LinkedHashMap<>();
    private final Queue<NgRequest> waiting = new ArrayDeque<>();
    private final ImsAlg fresh;
    private Instant lastSignal;
    private @Nullable ImsAlg settled;
    private @Nullable ImsAlg offered;
    private Side offerer = Side.ACCESS;
    private @Nullable Exchange pending;

    NgCall(String callId, ContextId context, ImsAlg fresh, Instant now) {
        this.callId = callId;
        this.context = context;
        this.fresh = fresh;
        this.created = now;
        this.lastSignal = now;
    }

    String callId() {
        return callId;
    }

    ContextId context() {
        return context;
    }

    Instant created() {
        return created;
    }

    Instant lastSignal() {
        return lastSignal;
    }

    Map<String, Side> tags() {
        return Collections.unmodifiableMap(tags);
    }

    boolean isAnswered() {
        return settled != null;
    }

    @Nullable Exchange pending() {
        return pending;
    }

    Queue<NgRequest> waiting() {
        return waiting;
    }

    /** Lets a request wait for the one that is out; false when too many do. */
    boolean queue(NgRequest request) {
        return waiting.size() < MAX_WAITING && waiting.add(request);
    }

    /** The side that a party is on; null when neither tag is known. */
    @Nullable Side sideOf(NgRequest request) {
        var from = tags.get(request.fromTag());
        if (from != null) {
            return from;
        }
        var to = tags.get(request.toTag());
        return to == null ? null : to.other();
    }

    /**
     * Takes an offer. One that was not answered counts as refused, and is followed by this one as
     * if it had never been (RFC 3264 §8); the first of a call stays, for its context is made.
     */
    ImsAlg.Outcome offer(Side side, NgRequest request, Instant now) {
        lastSignal = now;
        offerer = side;
        learn(request.fromTag(), side);
        var base = settled != null ? settled : offered != null ? offered : fresh;
        return side == Side.ACCESS
                ? base.offerFromAccess(request.sdp())
                : base.offerFromCore(request.sdp());
    }

    /** Takes an answer, of whichever branch; null when there was no offer. */
    ImsAlg.@Nullable Outcome answer(NgRequest request, Instant now) {
        var asked = offered;
        if (asked == null) {
            return null;
        }
        lastSignal = now;
        learn(request.toTag(), offerer.other());
        return offerer == Side.ACCESS
                ? asked.answerFromCore(request.sdp())
                : asked.answerFromAccess(request.sdp());
    }

    void asking(Exchange exchange) {
        pending = exchange;
    }

    /** What is out is not any more. */
    @Nullable Exchange done() {
        var exchange = pending;
        pending = null;
        return exchange;
    }

    /** The gateway has done it: the description to send on. */
    SessionDescription written(Exchange exchange, ImsAlg.Written written) {
        if (exchange.isAnswer()) {
            settled = written.next();
        } else {
            offered = written.next();
        }
        return written.description();
    }

    private void learn(String tag, Side side) {
        if (!tag.isEmpty() && tags.size() < MAX_TAGS) {
            tags.putIfAbsent(tag, side);
        }
    }
}
