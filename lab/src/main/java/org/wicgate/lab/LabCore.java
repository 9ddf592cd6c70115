package org.wicgate.lab;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.base.Machine;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
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

        /**
         * The operator ends all registrations of a user: {@code alice}, or the whole IMPI.
         *
         * @param rejected whether the user is not to come back; else it may register anew
         */
        record Deregister(String name, boolean rejected) implements In {}

        /** The operator lets the registrations of a user last no longer than this. */
        record Shorten(String name, Duration left) implements In {}
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
         * @param why DEREGISTERED, EXPIRED, FLOW_FAILED, REPLACED, REJECTED or DEACTIVATED
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
    private final RegNotifier notifier;
    private final Hss hss;
    private final String domain;
    private InetSocketAddress source = NOWHERE;

    /** A core with these subscribers; services are there by themselves. */
    public LabCore(LabSettings settings, List<Subscriber> subscribers, Entropy entropy) {
        var limits = settings.limits();
        var own = new OwnUris(settings.domain(), settings.address());
        hss = new Hss(subscribers, entropy);
        domain = settings.domain();
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
        notifier = new RegNotifier(parts, entropy, out);
        router = new Router(parts, proxy, services, notifier, entropy, out);
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
            case In.Deregister(var name, var rejected) -> {
                var why = rejected ? Outbox.Gone.REJECTED : Outbox.Gone.DEACTIVATED;
                named(name).ifPresent(s -> registrar.deregister(s, why));
            }
            case In.Shorten(var name, var left) ->
                    named(name).ifPresent(s -> registrar.shorten(s, left, now));
        }
        drain(now);
    }

    @Override
    public void tick(Instant now) {
        layer.tick(now);
        drain(now);
        proxy.tick(now);
        services.tick(now);
        notifier.tick(now);
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
        for (var other :
                List.of(
                        proxy.deadline(),
                        services.deadline(),
                        location.deadline(),
                        notifier.deadline())) {
            deadline = other.isBefore(deadline) ? other : deadline;
        }
        return deadline;
    }

    private Optional<Subscriber> named(String name) {
        var found = hss.byName(name);
        return Optional.ofNullable(found == null ? hss.byName(name + "@" + domain) : found);
    }

    private void drain(Instant now) {
        dispatch(now);
        for (var change = out.change(); change != null; change = out.change()) {
            notifier.changed(change, now);
            dispatch(now);
        }
    }

    private void dispatch(Instant now) {
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
            case TransactionLayer.Out.Cancelled(var tx, var cancel, _) -> {
                if (!services.onCancel(tx, now)) {
                    proxy.onCancel(tx, cancel, now);
                }
            }
            case TransactionLayer.Out.NewResponse(var handle, var response) ->
                    onResponse(handle, response, now);
            case TransactionLayer.Out.Timeout(var handle) -> onNoAnswer(handle, 408, now);
            case TransactionLayer.Out.TransportError(var handle) -> onNoAnswer(handle, 503, now);
            case TransactionLayer.Out.Full(var handle) -> onNoAnswer(handle, 503, now);
            case TransactionLayer.Out.Refused(var request, _, var status) ->
                    out.tell(new Out.Refused(request.method(), source, status, "transactions"));
            case TransactionLayer.Out.StrayResponse _,
                    TransactionLayer.Out.NotAcknowledged _,
                    TransactionLayer.Out.Dropped _ -> {}
        }
    }

    private void onResponse(long handle, Response response, Instant now) {
        if (!notifier.onResponse(handle, response.status())) {
            proxy.onResponse(handle, response, now);
        }
    }

    private void onNoAnswer(long handle, int status, Instant now) {
        if (!notifier.onResponse(handle, status)) {
            proxy.onNoAnswer(handle, status, now);
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
