package org.wicgate.lab;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.TelUri;
import org.wicgate.sip.Uri;

/** Where a request goes: TS 24.229 §5.4.3.2 (originating), §5.4.3.3 (terminating). */
final class Router {
    private static final HeaderName[] TRUST_DOMAIN = {
        HeaderName.P_CHARGING_VECTOR,
        HeaderName.P_CHARGING_FUNCTION_ADDRESSES,
        HeaderName.P_VISITED_NETWORK_ID,
        HeaderName.P_SERVED_USER
    };

    private final LabSettings settings;
    private final Hss hss;
    private final Location location;
    private final OwnUris own;
    private final NextHop nextHop;
    private final Forwarding forwarding;
    private final Proxy proxy;
    private final ServiceCalls services;
    private final RegNotifier notifier;
    private final Entropy entropy;
    private final Outbox out;

    /** What there is to route with. */
    record Parts(
            LabSettings settings,
            Hss hss,
            Location location,
            OwnUris own,
            NextHop nextHop,
            Forwarding forwarding) {}

    Router(
            Parts parts,
            Proxy proxy,
            ServiceCalls services,
            RegNotifier notifier,
            Entropy entropy,
            Outbox out) {
        this.settings = parts.settings;
        this.hss = parts.hss;
        this.location = parts.location;
        this.own = parts.own;
        this.nextHop = parts.nextHop;
        this.forwarding = parts.forwarding;
        this.proxy = proxy;
        this.services = services;
        this.notifier = notifier;
        this.entropy = entropy;
        this.out = out;
    }

    /** One request on its way in. */
    private record Incoming(
            long transaction, Request request, Hop from, InetSocketAddress source, boolean merged) {
        Incoming with(Request changed) {
            return new Incoming(transaction, changed, from, source, merged);
        }
    }

    void route(
            long transaction,
            Request request,
            Hop from,
            InetSocketAddress source,
            boolean merged,
            Instant now) {
        var in = new Incoming(transaction, request, from, source, merged);
        if (request.maxForwards().orElse(1) == 0) {
            refuse(in, 483, "Max-Forwards is 0", now);
        } else if (forwarding.isLoop(forwarding.withoutOwnRoutes(request))) {
            refuse(in, 482, "loop", now);
        } else if (request.has(HeaderName.PROXY_REQUIRE)) {
            unsupported(in, now);
        } else if (request.isInDialog()) {
            inDialog(in, now);
        } else {
            initial(in, now);
        }
    }

    /** An ACK for a 2xx goes on without state: RFC 3261 §16.11. */
    void ack(Request ack, Instant now) {
        if (services.ack(ack, now) || ack.maxForwards().orElse(1) == 0) {
            return;
        }
        var stripped = forwarding.withoutOwnRoutes(ack);
        var hop = hopOf(stripped);
        if (hop != null) {
            out.send(forwarding.onward(stripped.edit(), stripped, hop), hop, out.number(), now);
        }
    }

    private void inDialog(Incoming in, Instant now) {
        if (notifier.owns(in.request)) {
            notifier.inDialog(in.transaction, in.request, now);
            return;
        }
        if (services.owns(in.request)
                || (!in.request.has(HeaderName.ROUTE) && own.isSelf(in.request.requestUri()))) {
            services.inDialog(in.transaction, in.request, now);
            return;
        }
        var stripped = forwarding.withoutOwnRoutes(in.request);
        var request = settings.trusts(in.source) ? stripped : withoutClaims(stripped);
        if (request.routes().isEmpty()
                && request.requestUri() instanceof SipUri uri
                && own.isDomain(uri)
                && Gruus.isOne(uri)) {
            toInstance(in.with(request), uri, now);
            return;
        }
        var hop = hopOf(request);
        if (hop == null) {
            refuse(in, 404, "no way to " + request.requestUri().scheme() + " target", now);
            return;
        }
        var target = new Target(request.requestUri(), List.of(), hop, 0);
        proxy.forward(in.transaction, request, in.from.transport(), List.of(target), now);
    }

    private @Nullable Hop hopOf(Request request) {
        var routes = request.routes();
        return nextHop.of(routes.isEmpty() ? request.requestUri() : routes.getFirst().uri());
    }

    private void initial(Incoming in, Instant now) {
        if (in.request.is(Method.OPTIONS) && isToUs(in.request.requestUri())) {
            out.answer(
                    in.transaction,
                    Response.to(in.request, 200).toTag(entropy.token(10)).build(),
                    now);
            return;
        }
        var stripped = forwarding.withoutOwnRoutes(in.request);
        if (notifier.serves(stripped)) {
            subscribe(in.with(stripped), now);
        } else if (settings.trusts(in.source)) {
            fromTrustedNode(in.with(stripped), now);
        } else {
            fromPhone(in.with(stripped), now);
        }
    }

    private void subscribe(Incoming in, Instant now) {
        boolean trusted = settings.trusts(in.source);
        int refusal = notifier.subscribe(in.transaction, in.request, in.from, trusted, now);
        if (refusal != 0) {
            refuse(in, refusal, "subscription to reg", now);
        }
    }

    private boolean isToUs(Uri uri) {
        return own.isDomain(uri) && uri instanceof SipUri sip && sip.userInfo().isEmpty();
    }

    /** The caller is who the trusted node asserts, and must be registered: TS 24.229 §5.4.3.2. */
    private void fromTrustedNode(Incoming in, Instant now) {
        switch (in.request.addresses(HeaderName.P_ASSERTED_IDENTITY)) {
            case Decoded.Malformed<List<NameAddr>>(var why) ->
                    refuse(in, 400, "P-Asserted-Identity: " + why, now);
            case Decoded.Ok<List<NameAddr>>(var identities) -> {
                var caller = identities.isEmpty() ? null : hss.byImpu(identities.getFirst().uri());
                if (caller == null) {
                    refuse(in, 403, "no P-Asserted-Identity of a subscriber", now);
                } else if (location.of(caller).isEmpty()) {
                    refuse(in, 403, "caller is not registered", now);
                } else {
                    terminate(in, now);
                }
            }
        }
    }

    /** The caller is who registered from there. */
    private void fromPhone(Incoming in, Instant now) {
        String impi = location.registeredFrom(in.from);
        var caller = impi == null ? null : hss.byName(impi);
        if (caller == null) {
            refuse(in, 403, "caller is not registered", now);
            return;
        }
        Uri claimed = in.request.from().uri();
        Uri identity = caller.has(claimed) ? claimed : caller.impus().getFirst();
        var asserted =
                withoutClaims(in.request)
                        .edit()
                        .append(HeaderName.P_ASSERTED_IDENTITY, "<" + identity + ">")
                        .build();
        terminate(in.with(asserted), now);
    }

    private static Request withoutClaims(Request request) {
        var edit =
                request.edit()
                        .remove(HeaderName.P_ASSERTED_IDENTITY)
                        .remove(HeaderName.P_PREFERRED_IDENTITY);
        for (var name : TRUST_DOMAIN) {
            edit.remove(name);
        }
        return edit.build();
    }

    private void terminate(Incoming in, Instant now) {
        switch (in.request.requestUri()) {
            case SipUri uri when own.isDomain(uri) && Gruus.isOne(uri) -> toInstance(in, uri, now);
            case SipUri uri when own.isDomain(uri) -> {
                var service = Service.of(uri.user());
                if (service != null) {
                    toService(in, service, now);
                } else {
                    toSubscriber(in, own.impu(uri), now);
                }
            }
            case SipUri _ -> refuse(in, 404, "another domain", now);
            case TelUri uri -> toSubscriber(in, uri, now);
            case Uri.Other _ -> refuse(in, 416, "URI scheme", now);
        }
    }

    private void toService(Incoming in, Service service, Instant now) {
        if (in.merged) { // RFC 3261 §8.2.2.2
            refuse(in, 482, "merged request", now);
        } else {
            services.begin(in.transaction, in.request, in.from, service, now);
        }
    }

    private void toSubscriber(Incoming in, Uri impu, Instant now) {
        var callee = hss.byImpu(impu);
        if (callee == null) {
            refuse(in, 404, "no such user", now);
            return;
        }
        toBindings(in, impu, location.of(callee), now);
    }

    /** RFC 5627 §6.1: to this instance and to no other of the user's. */
    private void toInstance(Incoming in, SipUri gruu, Instant now) {
        var instance = location.gruus.of(gruu, hss.byImpu(own.impu(gruu)));
        var owner = instance == null ? null : hss.byName(instance.impi());
        if (instance == null || owner == null) {
            refuse(in, 404, "no such GRUU", now);
            return;
        }
        var bindings =
                location.of(owner).stream()
                        .filter(b -> instance.urn().equals(b.contact().instance()))
                        .toList();
        toBindings(in, gruu, bindings, now);
    }

    private void toBindings(Incoming in, Uri called, List<Binding> bindings, Instant now) {
        var targets = bindings.stream().map(this::target).filter(t -> t != null).toList();
        if (targets.isEmpty()) {
            refuse(in, 480, "not registered", now);
            return;
        }
        var request =
                in.request.edit().replace(HeaderName.P_CALLED_PARTY_ID, "<" + called + ">").build();
        proxy.forward(in.transaction, request, in.from.transport(), targets, now);
    }

    private @Nullable Target target(Binding binding) {
        boolean isPhone = binding.path().isEmpty();
        boolean connected = isPhone && binding.from() instanceof Hop.Connection;
        var hop =
                connected
                        ? binding.from()
                        : nextHop.of(
                                isPhone
                                        ? binding.contact().uri()
                                        : binding.path().getFirst().uri());
        return hop == null
                ? null
                : new Target(binding.contact().uri(), binding.path(), hop, binding.contact().q());
    }

    /** A flow that its edge says is gone: RFC 5626 §5.3.1, the binding goes with it. */
    void flowFailed(Target target) {
        String impi = location.ownerOf(target.uri());
        var owner = impi == null ? null : hss.byName(impi);
        if (owner == null) {
            return;
        }
        for (var binding : location.of(owner)) {
            boolean same = binding.contact().uri().equals(target.uri());
            if (same && binding.path().equals(target.route())) {
                location.remove(binding);
                out.gone(binding, Outbox.Gone.FLOW_FAILED);
            }
        }
    }

    /** No extension is supported here as a proxy: RFC 3261 §16.3 step 5. */
    private void unsupported(Incoming in, Instant now) {
        String wanted = String.join(", ", in.request.values(HeaderName.PROXY_REQUIRE));
        out.tell(new LabCore.Out.Refused(in.request.method(), in.source, 420, wanted));
        out.answer(
                in.transaction,
                Response.to(in.request, 420)
                        .toTag(entropy.token(10))
                        .append(HeaderName.UNSUPPORTED, wanted)
                        .build(),
                now);
    }

    private void refuse(Incoming in, int status, String why, Instant now) {
        out.tell(new LabCore.Out.Refused(in.request.method(), in.source, status, why));
        out.answer(
                in.transaction,
                Response.to(in.request, status).toTag(entropy.token(10)).build(),
                now);
    }
}
