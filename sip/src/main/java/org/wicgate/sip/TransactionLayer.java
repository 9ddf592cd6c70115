package org.wicgate.sip;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.base.Machine;

/**
 * Matches messages to transactions and runs them (RFC 3261 §17, RFC 6026). Its user is a user agent
 * or a stateful proxy. It answers by itself what no user needs to see: a CANCEL (200 or 481), a
 * request too many (503). A request that the user sends has the user's Via on top, with a fresh
 * branch; ACK for a refusal and CANCEL are made here. A request that is too large for UDP goes by
 * TCP, and by UDP after all where TCP is not taken; its topmost Via then says so.
 */
public final class TransactionLayer implements Machine<TransactionLayer.In, TransactionLayer.Out> {
    /** What happens to it. */
    public sealed interface In {
        /** A message came from {@code from}. */
        record Received(SipMessage message, Hop from) implements In {}

        /**
         * The user sends a request. ACK goes out as it is, without a transaction.
         *
         * @param handle the user's name for the transaction, not in use for another one
         */
        record Send(Request request, Hop to, long handle) implements In {}

        /**
         * The user wants an INVITE cancelled: CANCEL goes out once a provisional answer is there,
         * never after a final one (RFC 3261 §9.1).
         *
         * @param reason the value of the Reason header (RFC 3326), or empty
         */
        record Cancel(long handle, String reason) implements In {}

        /** The user answers a request it was given. */
        record Answer(long transaction, Response response) implements In {}

        /**
         * Nothing can be sent to {@code hop} any more, and what was sent last may be lost: the
         * connection is gone, none came about, or the peer's system refused.
         */
        record TransportFailed(Hop hop) implements In {}
    }

    /** What it wants done. */
    public sealed interface Out {
        /** Sends a message. */
        record Transmit(SipMessage message, Hop to) implements Out {}

        /**
         * A request for the user, who answers it.
         *
         * @param merged another transaction already carries the same request that came on another
         *     way: a user agent answers 482 (RFC 3261 §8.2.2.2)
         */
        record NewRequest(long transaction, Request request, Hop from, boolean merged)
                implements Out {}

        /** An ACK that belongs to no refusal: it acknowledges a 2xx. */
        record Ack(Request ack, Hop from) implements Out {}

        /**
         * The INVITE was cancelled before its final answer; the user answers it with 487.
         *
         * @param toTag of the answer to CANCEL; a 487 of the user's own should have it (RFC 3261
         *     §9.2)
         */
        record Cancelled(long transaction, Request cancel, String toTag) implements Out {}

        /** A response for the user. After a final one to other than INVITE none follows. */
        record NewResponse(long handle, Response response) implements Out {}

        /** No final answer came in time. */
        record Timeout(long handle) implements Out {}

        /** The request could not be delivered: as if it were 503 (RFC 3261 §8.1.3.1). */
        record TransportError(long handle) implements Out {}

        /** The request was not sent: too many transactions. */
        record Full(long handle) implements Out {}

        /** A response that belongs to no transaction; not to be forwarded (RFC 6026 §8.9). */
        record StrayResponse(Response response, Hop from) implements Out {}

        /** A refusal of INVITE that was never acknowledged. */
        record NotAcknowledged(long transaction) implements Out {}

        /** An answer that was not sent: its connection or its transaction is gone. */
        record Dropped(long transaction, Response response) implements Out {}

        /** A request that the layer refused without asking the user. */
        record Refused(Request request, Hop from, int status) implements Out {}
    }

    /** How many bytes of a request go by UDP where nothing else is said (RFC 3261 §18.1.1). */
    public static final int UDP_LIMIT = 1300;

    private final TransactionIndex index = new TransactionIndex();
    private final Queue<Out> out = new ArrayDeque<>();
    private final ClientSide clients;
    private final ServerSide servers;

    /**
     * @param limit how many client and how many server transactions there may be
     */
    public TransactionLayer(TimerValues values, int limit, Entropy entropy) {
        this(values, limit, limit, UDP_LIMIT, entropy);
    }

    /**
     * @param limitOfOne how many with one connection, before all but BYE and CANCEL is refused
     * @param udpLimit how many bytes a request for UDP may have, before it goes by TCP where TCP is
     *     taken
     */
    public TransactionLayer(
            TimerValues values, int limit, int limitOfOne, int udpLimit, Entropy entropy) {
        clients = new ClientSide(values, limit, new LargeRequests(udpLimit), index, out);
        servers = new ServerSide(values, limit, limitOfOne, entropy, index, out);
    }

    @Override
    public void handle(In input, Instant now) {
        switch (input) {
            case In.Received(Request request, var from) -> servers.received(request, from, now);
            case In.Received(Response response, var from) -> clients.received(response, from, now);
            case In.Send(var request, var to, var handle) -> clients.send(request, to, handle, now);
            case In.Cancel(var handle, var reason) -> clients.cancel(handle, reason, now);
            case In.Answer(var transaction, var response) ->
                    servers.answer(transaction, response, now);
            case In.TransportFailed(var hop) -> {
                for (var key : index.with(hop)) {
                    switch (key) {
                        case TransactionKey.OfClient k -> clients.transportFailed(k, now);
                        case TransactionKey.OfServer k -> servers.transportFailed(k, hop, now);
                    }
                }
            }
        }
    }

    @Override
    public void tick(Instant now) {
        clients.tick(now);
        for (var key = index.due(now); key != null; key = index.due(now)) {
            switch (key) {
                case TransactionKey.OfClient k -> clients.tick(k, now);
                case TransactionKey.OfServer k -> servers.tick(k, now);
            }
        }
    }

    @Override
    public @Nullable Out poll() {
        return out.poll();
    }

    @Override
    public Instant deadline() {
        var kept = clients.deadline();
        return kept.isBefore(index.deadline()) ? kept : index.deadline();
    }

    /** How many transactions there are, of both sides. */
    public int size() {
        return clients.size() + servers.size();
    }
}
