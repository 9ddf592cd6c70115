package org.wicgate.lab;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.base.Machine;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.TimerValues;
import org.wicgate.sip.TransactionLayer;
import org.wicgate.sip.Uri;

/**
 * I-CSCF, S-CSCF, HSS and services in one: TS 23.228 §4.6. Registers, routes between who is
 * registered, and answers for the services, whose media is {@link LabMedia}'s.
 */
public final class LabCore implements Machine<LabCore.In, LabCore.Out> {
    /** What happens to it. */
    public sealed interface In {
        /**
         * A message came.
         *
         * @param source the peer's address, whatever the transport
         */
        record Received(SipMessage message, Hop from, InetSocketAddress source) implements In {}

        /** Nothing more can be sent to {@code hop}. */
        record TransportFailed(Hop hop) implements In {}

        /** The media side says something. */
        record Media(MediaEvent event) implements In {}
    }

    /** What it wants done, and what it tells for the log. */
    public sealed interface Out {
        /** Sends a message. */
        record Transmit(SipMessage message, Hop to) implements Out {}

        /** Commands the media side. */
        record Media(MediaCommand command) implements Out {}

        /** Somebody can be reached. */
        record Registered(String impi, Uri contact, Duration expires) implements Out {}

        /**
         * Somebody can no longer be reached there.
         *
         * @param why DEREGISTERED, EXPIRED, FLOW_FAILED or REPLACED
         */
        record Unregistered(String impi, Uri contact, String why) implements Out {}

        /** A request was refused here, not by who was called. */
        record Refused(String method, InetSocketAddress source, int status, String why)
                implements Out {}

        /** A service is called. */
        record CallBegan(long call, Service service, Uri caller) implements Out {}

        /** The call is over. */
        record CallEnded(long call, Service service, String why) implements Out {}
    }

    private static final InetSocketAddress NOWHERE = InetSocketAddress.createUnresolved("-", 0);

    private final TransactionLayer layer;
    private final Outbox out;
    private final Location location = new Location();
    private final Connections connections;
    private final Registrar registrar;
    private final Proxy proxy;
    private final ServiceCalls services;
    private final Router router;
    private InetSocketAddress source = NOWHERE;

    /** A core with these subscribers; services are there by themselves. */
    public LabCore(LabSettings settings, List<Subscriber> subscribers, Entropy entropy) {
        var limits = settings.limits();
        var own = new OwnUris(settings.domain(), settings.address());
        var hss = new Hss(subscribers, entropy);
        var nonces = new Nonces(limits.nonces(), limits.nonceLife(), entropy);
        connections = new Connections(limits.transactions());
        var nextHop = new NextHop(location, connections);
        var forwarding = new Forwarding(own, entropy);
        var answers = new ServiceAnswers(own, settings.domain());
        layer = new TransactionLayer(TimerValues.CORE, limits.transactions(), entropy);
        out = new Outbox(layer);
        registrar =
                new Registrar(
                        settings,
                        new Authentication(settings, hss, nonces),
                        location,
                        own,
                        entropy,
                        out);
        proxy = new Proxy(forwarding, entropy, out, this::flowFailed);
        services = new ServiceCalls(settings, answers, nextHop, forwarding, entropy, out);
        var parts = new Router.Parts(settings, hss, location, own, nextHop, forwarding);
        router = new Router(parts, proxy, services, entropy, out);
    }

    private void flowFailed(Target target) {
        router.flowFailed(target);
    }

    /** How many calls the services have. */
    public int calls() {
        return services.size();
    }

    @Override
    public void handle(In input, Instant now) {
        switch (input) {
            case In.Received(var message, var from, var peer) -> {
                source = peer;
                connections.seen(from, peer);
                layer.handle(new TransactionLayer.In.Received(message, from), now);
            }
            case In.TransportFailed(var hop) -> {
                connections.lost(hop);
                location.lost(hop).forEach(b -> out.gone(b, Outbox.Gone.FLOW_FAILED));
                layer.handle(new TransactionLayer.In.TransportFailed(hop), now);
            }
            case In.Media(var event) -> services.onMedia(event, now);
        }
        drain(now);
    }

    @Override
    public void tick(Instant now) {
        layer.tick(now);
        drain(now);
        proxy.tick(now);
        services.tick(now);
        for (var gone = location.expired(now); gone != null; gone = location.expired(now)) {
            out.gone(gone, Outbox.Gone.EXPIRED);
        }
        drain(now);
    }

    @Override
    public @Nullable Out poll() {
        return out.poll();
    }

    @Override
    public Instant deadline() {
        var deadline = layer.deadline();
        for (var other : List.of(proxy.deadline(), services.deadline(), location.deadline())) {
            deadline = other.isBefore(deadline) ? other : deadline;
        }
        return deadline;
    }

    private void drain(Instant now) {
        for (var said = layer.poll(); said != null; said = layer.poll()) {
            dispatch(said, now);
        }
    }

    private void dispatch(TransactionLayer.Out said, Instant now) {
        switch (said) {
            case TransactionLayer.Out.Transmit(var message, var to) ->
                    out.tell(new Out.Transmit(message, to));
            case TransactionLayer.Out.NewRequest(var tx, var request, var from, var merged) ->
                    onRequest(tx, request, from, merged, now);
            case TransactionLayer.Out.Ack(var ack, _) -> router.ack(ack, now);
            case TransactionLayer.Out.Cancelled(var tx, var cancel) -> {
                if (!services.onCancel(tx, now)) {
                    proxy.onCancel(tx, cancel, now);
                }
            }
            case TransactionLayer.Out.NewResponse(var handle, var response) ->
                    proxy.onResponse(handle, response, now);
            case TransactionLayer.Out.Timeout(var handle) -> proxy.onNoAnswer(handle, 408, now);
            case TransactionLayer.Out.TransportError(var handle) ->
                    proxy.onNoAnswer(handle, 503, now);
            case TransactionLayer.Out.Full(var handle) -> proxy.onNoAnswer(handle, 503, now);
            case TransactionLayer.Out.Refused(var request, _, var status) ->
                    out.tell(new Out.Refused(request.method(), source, status, "transactions"));
            case TransactionLayer.Out.StrayResponse _,
                    TransactionLayer.Out.NotAcknowledged _,
                    TransactionLayer.Out.Dropped _ -> {}
        }
    }

    private void onRequest(long tx, Request request, Hop from, boolean merged, Instant now) {
        if (request.is(Method.REGISTER)) {
            registrar.register(tx, request, from, source, now);
        } else {
            router.route(tx, request, from, source, merged, now);
        }
    }
}
