package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.wicgate.base.Entropy;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.TransactionLayer;

/**
 * The transactions of both sides of a shard. Two layers and not one: a call between two WICs of the
 * same eP-CSCF passes it twice with the same Call-ID, tags and CSeq.
 */
final class Signalling {
    /** Transactions of one WIC: an INVITE is remembered for two minutes after its end. */
    static final int MAX_OF_ONE_WIC = 500;

    /** Why no answer came. */
    enum Failure {
        SILENT,
        UNREACHABLE,
        OVERLOAD
    }

    /** Who waits for the answers to a request. */
    interface Reply {
        void answered(Response response, Instant now);

        void failed(Failure failure, Instant now);
    }

    /** Who takes what begins on the wire. */
    interface Requests {
        void request(Side side, long transaction, Request request, Hop from, Instant now);

        void ack(Side side, Request ack, Hop from, Instant now);

        /**
         * An INVITE was cancelled.
         *
         * @param toTag what an answer of ours to the INVITE should have as To tag
         */
        void cancelled(Side side, long transaction, Request cancel, String toTag, Instant now);
    }

    /** An INVITE with a 2xx: others may follow until the transaction ends (RFC 6026 §7.2). */
    private record Retired(long handle, Instant until) {}

    private final TransactionLayer access;
    private final TransactionLayer core;
    private final Map<Long, Reply> replies = new HashMap<>();
    private final Map<Side, Deque<Retired>> retired = new EnumMap<>(Side.class);
    private final Map<Side, Duration> patience = new EnumMap<>(Side.class);
    private final Timelines timelines;
    private final Queue<EdgeProxy.Out> out;
    private long lastHandle;

    Signalling(Config config, Entropy entropy, Timelines timelines, Queue<EdgeProxy.Out> out) {
        this.timelines = timelines;
        access =
                new TransactionLayer(
                        config.w2().timers(),
                        config.w2().maxTransactions(),
                        MAX_OF_ONE_WIC,
                        TransactionLayer.UDP_LIMIT,
                        entropy);
        core =
                new TransactionLayer(
                        config.mw().timers(),
                        config.mw().maxTransactions(),
                        config.mw().maxTransactions(),
                        config.mw().udpLimit(),
                        entropy);
        this.out = out;
        patience.put(Side.ACCESS, config.w2().timers().patience());
        patience.put(Side.CORE, config.mw().timers().patience());
        for (var side : Side.values()) {
            retired.put(side, new ArrayDeque<>());
        }
    }

    /** A message came. */
    void received(Side side, SipMessage message, Hop from, Instant now) {
        timelines.received(side, message, from);
        layer(side).handle(new TransactionLayer.In.Received(message, from), now);
    }

    /** Nothing can be sent there any more. */
    void lost(Side side, Hop hop, Instant now) {
        layer(side).handle(new TransactionLayer.In.TransportFailed(hop), now);
    }

    /**
     * Sends a request that has our Via on top.
     *
     * @return the handle to cancel it by
     */
    long send(Side side, Request request, Hop to, Reply reply, Instant now) {
        long handle = ++lastHandle;
        replies.put(handle, reply);
        layer(side).handle(new TransactionLayer.In.Send(request, to, handle), now);
        return handle;
    }

    /** Sends an ACK that has our Via on top. */
    void sendAck(Side side, Request ack, Hop to, Instant now) {
        layer(side).handle(new TransactionLayer.In.Send(ack, to, ++lastHandle), now);
    }

    void answer(Side side, long transaction, Response response, Instant now) {
        layer(side).handle(new TransactionLayer.In.Answer(transaction, response), now);
    }

    void cancel(Side side, long handle, String reason, Instant now) {
        layer(side).handle(new TransactionLayer.In.Cancel(handle, reason), now);
    }

    void tick(Instant now) {
        access.tick(now);
        core.tick(now);
        for (var queue : retired.values()) {
            for (var head = queue.peek();
                    head != null && !head.until.isAfter(now);
                    head = queue.peek()) {
                queue.remove();
                replies.remove(head.handle);
            }
        }
    }

    Instant deadline() {
        return access.deadline().isBefore(core.deadline()) ? access.deadline() : core.deadline();
    }

    int transactions() {
        return access.size() + core.size();
    }

    /** How many requests still wait for a final answer, or for another 2xx. */
    int awaited() {
        return replies.size();
    }

    /** Gives out all that the layers have to say, and what follows from it. */
    void drain(Requests requests, Instant now) {
        boolean more = true;
        while (more) {
            more = drain(Side.ACCESS, requests, now);
            more = drain(Side.CORE, requests, now) || more;
        }
    }

    private boolean drain(Side side, Requests requests, Instant now) {
        boolean any = false;
        for (var o = layer(side).poll(); o != null; o = layer(side).poll()) {
            any = true;
            dispatch(side, o, requests, now);
        }
        return any;
    }

    private void dispatch(Side side, TransactionLayer.Out output, Requests requests, Instant now) {
        switch (output) {
            case TransactionLayer.Out.Transmit(var message, var to) -> {
                timelines.sent(side, message, to);
                out.add(new EdgeProxy.Out.Transmit(message, to));
            }
            case TransactionLayer.Out.NewRequest(var id, var request, var from, _) ->
                    requests.request(side, id, request, from, now);
            case TransactionLayer.Out.Ack(var ack, var from) -> requests.ack(side, ack, from, now);
            case TransactionLayer.Out.Cancelled(var id, var cancel, var tag) ->
                    requests.cancelled(side, id, cancel, tag, now);
            case TransactionLayer.Out.NewResponse(var handle, var response) ->
                    answered(side, handle, response, now);
            case TransactionLayer.Out.Timeout(var handle) -> failed(handle, Failure.SILENT, now);
            case TransactionLayer.Out.TransportError(var handle) ->
                    failed(handle, Failure.UNREACHABLE, now);
            case TransactionLayer.Out.Full(var handle) -> failed(handle, Failure.OVERLOAD, now);
            case TransactionLayer.Out.StrayResponse(var response, _) ->
                    dropped(side, response.startLine(), "no transaction");
            case TransactionLayer.Out.NotAcknowledged _ -> dropped(side, "refusal", "no ACK");
            case TransactionLayer.Out.Dropped(_, var response) ->
                    dropped(side, response.startLine(), "nobody to answer");
            case TransactionLayer.Out.Refused(var request, _, var status) ->
                    dropped(side, request.method(), "answered " + status);
        }
    }

    private void answered(Side side, long handle, Response response, Instant now) {
        var reply = replies.get(handle);
        if (reply == null) {
            return;
        }
        if (response.isSuccess() && response.cseq().method().equals(Method.INVITE)) {
            Instant until = now.plus(Objects.requireNonNull(patience.get(side)));
            Objects.requireNonNull(retired.get(side)).add(new Retired(handle, until));
        } else if (response.isFinal()) {
            replies.remove(handle);
        }
        reply.answered(response, now);
    }

    private void failed(long handle, Failure failure, Instant now) {
        var reply = replies.remove(handle);
        if (reply != null) {
            reply.failed(failure, now);
        }
    }

    private void dropped(Side side, String what, String why) {
        out.add(new EdgeProxy.Out.Tell(new Report.Dropped(side, what, why)));
    }

    private TransactionLayer layer(Side side) {
        return switch (side) {
            case ACCESS -> access;
            case CORE -> core;
        };
    }
}
