package org.wicgate.sip;

import java.time.Instant;
import java.util.Queue;
import org.wicgate.sip.LargeRequests.Way;
import org.wicgate.sip.TransactionLayer.Out;

/** The client transactions of a layer, and the CANCEL that may follow one of them. */
final class ClientSide {
    private final TimerValues values;
    private final int limit;
    private final LargeRequests large;
    private final TransactionIndex index;
    private final Queue<Out> out;
    private final ClientTable clients = new ClientTable();
    private final Lingering lingering = new Lingering();

    /**
     * @param limit how many there may be
     */
    ClientSide(
            TimerValues values,
            int limit,
            LargeRequests large,
            TransactionIndex index,
            Queue<Out> out) {
        this.values = values;
        this.limit = limit;
        this.large = large;
        this.index = index;
        this.out = out;
    }

    int size() {
        return clients.size() + lingering.size();
    }

    /** Lets go of those that have waited long enough for what might be sent again. */
    void tick(Instant now) {
        lingering.tick(now);
    }

    /** When {@link #tick(Instant)} has something to do. */
    Instant deadline() {
        return lingering.deadline();
    }

    void send(Request request, Hop to, long handle, Instant now) {
        var way = large.way(request, to, now);
        if (request.is(Method.ACK)) {
            out.add(new Out.Transmit(way.request(), way.to()));
        } else if (size() >= limit) {
            out.add(new Out.Full(handle));
        } else {
            begin(entry(way, handle), now);
        }
    }

    void cancel(long handle, String reason, Instant now) {
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

    void received(Response response, Hop from, Instant now) {
        var key = TransactionKey.OfClient.of(response);
        var client = clients.find(key);
        if (client == null) {
            if (!lingering.holds(key)) {
                out.add(new Out.StrayResponse(response, from));
            }
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

    void tick(TransactionKey.OfClient key, Instant now) {
        var client = clients.at(key);
        client.machine.tick(now);
        drain(client);
    }

    void transportFailed(TransactionKey.OfClient key, Instant now) {
        var client = clients.find(key);
        if (client == null) {
            return; // ended by what became of another one
        }
        var udp = client.instead;
        if (udp != null && !client.machine.isProceeding() && !client.machine.isOver()) {
            backToUdp(client, udp, now);
        } else {
            client.machine.handle(new ClientTransaction.In.TransportFailed(), now);
            drain(client);
        }
    }

    /** With the same branch: should it have arrived after all, this is its retransmission. */
    private void backToUdp(ClientTable.Entry client, Hop.Address udp, Instant now) {
        var again = entry(large.back(client.machine.request(), udp, now), client.handle);
        again.cancelled = client.cancelled;
        again.pendingCancel = client.pendingCancel;
        forget(client);
        begin(again, now);
    }

    private ClientTable.Entry entry(Way way, long handle) {
        boolean reliable = way.to().transport().isReliable();
        ClientTransaction machine =
                way.request().is(Method.INVITE)
                        ? new InviteClient(way.request(), reliable, values)
                        : new NonInviteClient(way.request(), reliable, values);
        return new ClientTable.Entry(machine, way, handle);
    }

    private void begin(ClientTable.Entry client, Instant now) {
        clients.add(client);
        index.add(client.to, client.key);
        client.machine.handle(new ClientTransaction.In.Start(), now);
        drain(client);
    }

    private void sendCancel(ClientTable.Entry client, String reason, Instant now) {
        var cancel = HopByHop.cancel(client.machine.request(), reason);
        send(cancel, client.to, ClientTable.NOBODY, now);
        client.machine.handle(new ClientTransaction.In.Cancelled(), now);
        drain(client);
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
        if (client.machine instanceof NonInviteClient done && done.isOver()) {
            forget(client);
            lingering.add(client.key, done.deadline());
        } else {
            index.schedule(client.key, client.machine.deadline());
        }
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

    private void forget(ClientTable.Entry client) {
        clients.remove(client);
        index.remove(client.to, client.key);
    }
}
