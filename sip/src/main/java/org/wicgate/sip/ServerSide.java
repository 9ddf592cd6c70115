package org.wicgate.sip;

import java.time.Instant;
import java.util.Queue;
import org.wicgate.base.Entropy;
import org.wicgate.sip.TransactionLayer.Out;

/** The server transactions of a layer, and what it answers without asking its user. */
final class ServerSide {
    private final TimerValues values;
    private final int limit;
    private final int limitOfOne;
    private final Entropy entropy;
    private final TransactionIndex index;
    private final Queue<Out> out;
    private final ServerTable servers = new ServerTable();

    /**
     * @param limit how many there may be
     * @param limitOfOne how many with one connection
     */
    ServerSide(
            TimerValues values,
            int limit,
            int limitOfOne,
            Entropy entropy,
            TransactionIndex index,
            Queue<Out> out) {
        this.values = values;
        this.limit = limit;
        this.limitOfOne = limitOfOne;
        this.entropy = entropy;
        this.index = index;
        this.out = out;
    }

    int size() {
        return servers.size();
    }

    void received(Request request, Hop from, Instant now) {
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

    void answer(long transaction, Response response, Instant now) {
        var server = servers.byId(transaction);
        if (server == null || !server.machine.mayAnswer(response.status())) {
            out.add(new Out.Dropped(transaction, response));
            return;
        }
        server.machine.handle(new ServerTransaction.In.Answer(response), now);
        drain(server);
    }

    void tick(TransactionKey.OfServer key, Instant now) {
        var server = servers.at(key);
        server.machine.tick(now);
        drain(server);
    }

    void transportFailed(TransactionKey.OfServer key, Hop hop, Instant now) {
        var server = servers.at(key);
        if (hop instanceof Hop.Connection) {
            forget(server); // no way back, and nothing more can come (RFC 7118 §5.3)
        } else {
            server.machine.handle(new ServerTransaction.In.TransportFailed(), now);
            drain(server);
        }
    }

    /** What hangs, as an INVITE without ACK, stays for long: nobody may fill the layer. */
    private boolean isOneTooMany(Request request, Hop from) {
        boolean ends = request.is(Method.BYE) || request.is(Method.CANCEL);
        return !ends && from instanceof Hop.Connection && index.count(from) >= limitOfOne;
    }

    private void onCancel(Request cancel, Hop from, Instant now) {
        var invite = servers.find(TransactionKey.OfServer.of(cancel).ofInvite());
        if (invite == null) {
            refuse(cancel, from, 481);
            return;
        }
        var server = begin(cancel, from, now);
        String tag = tagOf(invite);
        var ok = Response.to(server.machine.request(), 200).toTag(tag).build();
        server.machine.handle(new ServerTransaction.In.Answer(ok), now);
        drain(server);
        if (invite.machine.mayAnswer(487)) {
            out.add(new Out.Cancelled(invite.id, cancel, tag));
        }
    }

    /** RFC 3261 §9.2: the To tag of the answer to CANCEL should be that of the INVITE's answers. */
    private String tagOf(ServerTable.Entry invite) {
        String tag = invite.machine instanceof InviteServer server ? server.toTag() : null;
        return tag == null ? entropy.token(10) : tag;
    }

    private ServerTable.Entry begin(Request request, Hop from, Instant now) {
        var seen = ReturnPath.stamp(request, from);
        var reliable = from.transport().isReliable();
        ServerTransaction machine =
                request.is(Method.INVITE)
                        ? new InviteServer(seen, reliable, values)
                        : new NonInviteServer(seen, reliable, values);
        var server = servers.add(machine, ReturnPath.of(seen, from));
        index.add(server.replyTo, server.key);
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
        index.schedule(server.key, server.machine.deadline());
    }

    private void forget(ServerTable.Entry server) {
        servers.remove(server);
        index.remove(server.replyTo, server.key);
    }
}
