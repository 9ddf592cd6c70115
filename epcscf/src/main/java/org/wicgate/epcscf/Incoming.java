package org.wicgate.epcscf;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** A request that somebody waits for an answer to. */
final class Incoming {
    private final Side side;
    private final long transaction;
    private Request request;
    private final @Nullable Flow flow;
    private @Nullable String toTag;

    /**
     * @param flow the WIC's that sent it or that it is for; null when there is none
     */
    Incoming(Side side, long transaction, Request request, @Nullable Flow flow) {
        this.side = side;
        this.transaction = transaction;
        this.request = request;
        this.flow = flow;
    }

    Side side() {
        return side;
    }

    long transaction() {
        return transaction;
    }

    Request request() {
        return request;
    }

    /** The answer is given: what is kept of the request is what its dialogs are made of. */
    void slim() {
        request = CallMessages.slim(request);
    }

    @Nullable Flow flow() {
        return flow;
    }

    void answer(Shard shard, Response response, Instant now) {
        shard.signalling.answer(side, transaction, response, now);
    }

    /** It was cancelled, and that was answered with this To tag: ours is the same. */
    void cancelled(String tag) {
        toTag = tag;
    }

    /** Answers with nothing but a status. */
    void answer(Shard shard, int status, Instant now) {
        String tag = toTag == null ? shard.entropy.token(10) : toTag;
        shard.answer(side, transaction, request, status, tag, now);
    }

    /** Answers with a status and reports why. */
    void refuse(Shard shard, int status, Refusal refusal, Instant now) {
        answer(shard, status, now);
        tellRefused(shard, status, refusal);
    }

    void tellRefused(Shard shard, int status, Refusal refusal) {
        long connection = flow == null ? 0 : flow.connection();
        var report = new Report.RequestRefused(side, connection, request.method(), status, refusal);
        shard.timelines.refused(request.callId(), report);
        shard.tell(report);
    }
}
