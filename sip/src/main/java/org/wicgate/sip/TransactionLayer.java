package org.wicgate.sip;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.base.Machine;
import org.wicgate.base.Timers;

/**
 * Matches messages to transactions and runs them (RFC 3261 §17, RFC 6026). Its user is a user agent
 * or a stateful proxy. It answers by itself what no user needs to see: a CANCEL (200 or 481), a
 * request too many (503). A request that the user sends has the user's Via on top, with a fresh
 * branch; ACK for a refusal and CANCEL are made here.
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

        /** Nothing can be sent to {@code hop} any more: the connection is gone, or unreachable. */
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

        /** The INVITE was cancelled before its final answer; the user answers it with 487. */
        record Cancelled(long transaction, Request cancel) implements Out {}

        /** A response for the user. After a final one to other than INVITE none follows. */
        record NewResponse(long handle, Response response) implements Out {}

        /** No final answer came in time. */
        record Timeout(long handle) implements Out {}

        /** The request could not be delivered. */
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

    private final TimerValues values;
    private final int limit;
    private final int limitOfOne;
    private final Entropy entropy;
    private final ClientTable clients = new ClientTable();
    private final ServerTable servers = new ServerTable();
    private final Map<Hop, Set<TransactionKey>> byHop = new HashMap<>();
    private final Timers<TransactionKey> timers = new Timers<>();
    private final Queue<Out> out = new ArrayDeque<>();

    /**
     * @param limit how many client and how many server transactions there may be
     */
    public TransactionLayer(TimerValues values, int limit, Entropy entropy) {
        this(values, limit, limit, entropy);
    }

    /**
     * @param limitOfOne how many with one connection, before all but BYE and CANCEL is refused
     */
    public TransactionLayer(TimerValues values, int limit, int limitOfOne, Entropy entropy) {
        this.values = values;
        this.limit = limit;
        this.limitOfOne = limitOfOne;
        this.entropy = entropy;
    }

    @Override
    public void handle(In input, Instant now) {
        switch (input) {
            case In.Received(Request request, var from) -> onRequest(request, from, now);
            case In.Received(Response response, var from) -> onResponse(response, from, now);
            case In.Send(var request, var to, var handle) -> send(request, to, handle, now);
            case In.Cancel(var handle, var reason) -> cancel(handle, reason, now);
            case In.Answer(var transaction, var response) -> answer(transaction, response, now);
            case In.TransportFailed(var hop) -> onTransportFailed(hop, now);
        }
    }

    @Override
    public void tick(Instant now) {
        for (var key = timers.due(now); key != null; key = timers.due(now)) {
            switch (key) {
                case TransactionKey.OfClient k -> {
                    clients.at(k).machine.tick(now);
                    drain(clients.at(k));
                }
                case TransactionKey.OfServer k -> {
                    servers.at(k).machine.tick(now);
                    drain(servers.at(k));
                }
            }
        }
    }

    @Override
    public @Nullable Out poll() {
        return out.poll();
    }

    @Override
    public Instant deadline() {
        return timers.deadline();
    }

    /** How many transactions there are, of both sides. */
    public int size() {
        return clients.size() + servers.size();
    }

    private void onRequest(Request request, Hop from, Instant now) {
        var known = servers.find(TransactionKey.OfServer.of(request));
        if (known != null) {
            known.machine.handle(new ServerTransaction.In.Received(request), now);
            drain(known);
        } else if (request.is(Method.ACK)) {
            out.add(new Out.Ack(request, from));
        } else if (servers.size() >= limit || isOneTooMany(request, from)) {
            refuse(request, from, 503);
        } else if (request.is(Method.CANCEL)) {
            onCancel(request, from, now);
        } else {
            var server = begin(request, from, now);
            out.add(
                    new Out.NewRequest(
                            server.id, server.machine.request(), from, servers.isMerged(server)));
        }
    }

    /** What hangs, as an INVITE without ACK, stays for long: nobody may fill the layer. */
    private boolean isOneTooMany(Request request, Hop from) {
        boolean ends = request.is(Method.BYE) || request.is(Method.CANCEL);
        return !ends
                && from instanceof Hop.Connection
                && byHop.getOrDefault(from, Set.of()).size() >= limitOfOne;
    }

    private void onCancel(Request cancel, Hop from, Instant now) {
        var invite = servers.find(TransactionKey.OfServer.of(cancel).ofInvite());
        if (invite == null) {
            refuse(cancel, from, 481);
            return;
        }
        var server = begin(cancel, from, now);
        var ok = Response.to(server.machine.request(), 200).toTag(entropy.token(10)).build();
        server.machine.handle(new ServerTransaction.In.Answer(ok), now);
        drain(server);
        if (invite.machine.mayAnswer(487)) {
            out.add(new Out.Cancelled(invite.id, cancel));
        }
    }

    private ServerTable.Entry begin(Request request, Hop from, Instant now) {
        var seen = ReturnPath.stamp(request, from);
        var reliable = from.transport().isReliable();
        ServerTransaction machine =
                request.is(Method.INVITE)
                        ? new InviteServer(seen, reliable, values)
                        : new NonInviteServer(seen, reliable, values);
        var server = servers.add(machine, ReturnPath.of(seen, from));
        remember(server.replyTo, server.key);
        machine.handle(new ServerTransaction.In.Start(), now);
        drain(server);
        return server;
    }

    private void refuse(Request request, Hop from, int status) {
        var seen = ReturnPath.stamp(request, from);
        var response = Response.to(seen, status).toTag(entropy.token(10)).build();
        out.add(new Out.Transmit(response, ReturnPath.of(seen, from)));
        out.add(new Out.Refused(request, from, status));
    }

    private void onResponse(Response response, Hop from, Instant now) {
        var client = clients.find(TransactionKey.OfClient.of(response));
        if (client == null) {
            out.add(new Out.StrayResponse(response, from));
            return;
        }
        client.machine.handle(new ClientTransaction.In.Received(response), now);
        drain(client);
        var reason = client.pendingCancel;
        if (reason != null && client.machine.isProceeding()) {
            client.pendingCancel = null;
            sendCancel(client, reason, now);
        }
    }

    private void send(Request request, Hop to, long handle, Instant now) {
        if (request.is(Method.ACK)) {
            out.add(new Out.Transmit(request, to));
            return;
        }
        if (clients.size() >= limit) {
            out.add(new Out.Full(handle));
            return;
        }
        boolean reliable = to.transport().isReliable();
        ClientTransaction machine =
                request.is(Method.INVITE)
                        ? new InviteClient(request, reliable, values)
                        : new NonInviteClient(request, reliable, values);
        var client = new ClientTable.Entry(machine, to, handle);
        clients.add(client);
        remember(to, client.key);
        machine.handle(new ClientTransaction.In.Start(), now);
        drain(client);
    }

    private void cancel(long handle, String reason, Instant now) {
        var client = clients.byHandle(handle);
        if (client == null
                || client.cancelled
                || client.machine.isOver()
                || !client.machine.request().is(Method.INVITE)) {
            return; // answered, or on its way to be
        }
        client.cancelled = true;
        if (client.machine.isProceeding()) {
            sendCancel(client, reason, now);
        } else {
            client.pendingCancel = reason;
        }
    }

    private void sendCancel(ClientTable.Entry client, String reason, Instant now) {
        var cancel = HopByHop.cancel(client.machine.request(), reason);
        send(cancel, client.to, ClientTable.NOBODY, now);
        client.machine.handle(new ClientTransaction.In.Cancelled(), now);
        drain(client);
    }

    private void answer(long transaction, Response response, Instant now) {
        var server = servers.byId(transaction);
        if (server == null || !server.machine.mayAnswer(response.status())) {
            out.add(new Out.Dropped(transaction, response));
            return;
        }
        server.machine.handle(new ServerTransaction.In.Answer(response), now);
        drain(server);
    }

    private void onTransportFailed(Hop hop, Instant now) {
        for (var key : List.copyOf(byHop.getOrDefault(hop, Set.of()))) {
            switch (key) {
                case TransactionKey.OfClient k -> {
                    clients.at(k).machine.handle(new ClientTransaction.In.TransportFailed(), now);
                    drain(clients.at(k));
                }
                case TransactionKey.OfServer k -> {
                    var server = servers.at(k);
                    if (hop instanceof Hop.Connection) {
                        // no way back, and nothing more can come (RFC 7118 §5.3)
                        forget(server);
                    } else {
                        server.machine.handle(new ServerTransaction.In.TransportFailed(), now);
                        drain(server);
                    }
                }
            }
        }
    }

    private void drain(ClientTable.Entry client) {
        for (var o = client.machine.poll(); o != null; o = client.machine.poll()) {
            switch (o) {
                case ClientTransaction.Out.Transmit(var request) ->
                        out.add(new Out.Transmit(request, client.to));
                case ClientTransaction.Out.Answered(var response) -> {
                    if (client.handle != ClientTable.NOBODY) {
                        out.add(new Out.NewResponse(client.handle, response));
                    }
                }
                case ClientTransaction.Out.Ended(var cause) -> {
                    ended(client.handle, cause);
                    forget(client);
                    return;
                }
            }
        }
        schedule(client.key, client.machine.deadline());
    }

    private void ended(long handle, ClientTransaction.Cause cause) {
        if (handle == ClientTable.NOBODY) {
            return;
        }
        switch (cause) {
            case DONE -> {}
            case TIMEOUT -> out.add(new Out.Timeout(handle));
            case TRANSPORT -> out.add(new Out.TransportError(handle));
        }
    }

    private void drain(ServerTable.Entry server) {
        for (var o = server.machine.poll(); o != null; o = server.machine.poll()) {
            switch (o) {
                case ServerTransaction.Out.Transmit(var response) ->
                        out.add(new Out.Transmit(response, server.replyTo));
                case ServerTransaction.Out.ToUser(var ack) ->
                        out.add(new Out.Ack(ack, server.replyTo));
                case ServerTransaction.Out.Ended(var cause) -> {
                    if (cause == ServerTransaction.Cause.NO_ACK) {
                        out.add(new Out.NotAcknowledged(server.id));
                    }
                    forget(server);
                    return;
                }
            }
        }
        schedule(server.key, server.machine.deadline());
    }

    private void schedule(TransactionKey key, Instant deadline) {
        if (deadline.equals(Instant.MAX)) {
            timers.stop(key);
        } else {
            timers.start(key, deadline);
        }
    }

    private void forget(ClientTable.Entry client) {
        clients.remove(client);
        timers.stop(client.key);
        forget(client.to, client.key);
    }

    private void forget(ServerTable.Entry server) {
        servers.remove(server);
        timers.stop(server.key);
        forget(server.replyTo, server.key);
    }

    private void remember(Hop hop, TransactionKey key) {
        byHop.computeIfAbsent(hop, _ -> new HashSet<>()).add(key);
    }

    private void forget(Hop hop, TransactionKey key) {
        byHop.computeIfPresent(
                hop,
                (_, keys) -> {
                    keys.remove(key);
                    return keys.isEmpty() ? null : keys;
                });
    }
}
