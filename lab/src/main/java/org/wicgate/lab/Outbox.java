package org.wicgate.lab;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.TransactionLayer;

/** What the parts of the core say: to the transaction layer beneath, and to the edge. */
final class Outbox {
    /** Why a binding is no more. */
    enum Gone {
        DEREGISTERED,
        EXPIRED,
        FLOW_FAILED,
        REPLACED
    }

    private final TransactionLayer layer;
    private final Queue<LabCore.Out> out = new ArrayDeque<>();
    private long lastHandle;

    Outbox(TransactionLayer layer) {
        this.layer = layer;
    }

    /** A number for a client transaction, or a call. */
    long number() {
        return ++lastHandle;
    }

    void answer(long transaction, Response response, Instant now) {
        layer.handle(new TransactionLayer.In.Answer(transaction, response), now);
    }

    void send(Request request, Hop to, long handle, Instant now) {
        layer.handle(new TransactionLayer.In.Send(request, to, handle), now);
    }

    void cancel(long handle, String reason, Instant now) {
        layer.handle(new TransactionLayer.In.Cancel(handle, reason), now);
    }

    void tell(LabCore.Out what) {
        out.add(what);
    }

    void gone(Binding binding, Gone why) {
        out.add(new LabCore.Out.Unregistered(binding.impi(), binding.contact().uri(), why.name()));
    }

    LabCore.@Nullable Out poll() {
        return out.poll();
    }
}
