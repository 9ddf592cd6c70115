package org.wicgate.epcscf;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.wicgate.epcscf.RegisterRequest.Presented;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipUri;

/**
 * Where requests come in: who sent one, may they, and which part is it for. A WIC is known by its
 * flow, a call by the token in the Route; nothing is believed because a message claims it.
 */
final class Front implements Signalling.Requests {
    /** Of one WebSocket, which may carry several identities. */
    static final int REGISTERS_AT_ONCE = 120;

    private static final int REGISTERS_PER_SECOND = 30;

    private final Throttle registers = new Throttle(REGISTERS_PER_SECOND, REGISTERS_AT_ONCE);
    private final Shard shard;
    private final BearerGate gate;
    private final Registrar registrar;
    private final Sessions sessions;
    private final Subscriptions subscriptions;
    private final RegEvents regEvents;
    private final Standalone standalone;
    private final Emergency emergency;
    private final Overload overload;

    /** Requests whose token is being verified. */
    private final Map<Long, Incoming> waiting = new HashMap<>();

    Front(
            Shard shard,
            BearerGate gate,
            Registrar registrar,
            Sessions sessions,
            Subscriptions subscriptions,
            RegEvents regEvents,
            Overload overload) {
        this.shard = shard;
        this.gate = gate;
        this.registrar = registrar;
        this.sessions = sessions;
        this.subscriptions = subscriptions;
        this.regEvents = regEvents;
        this.overload = overload;
        this.standalone = new Standalone(shard, subscriptions);
        this.emergency = new Emergency(shard);
    }

    @Override
    public void request(Side side, long transaction, Request request, Hop from, Instant now) {
        switch (side) {
            case ACCESS -> {
                var flow = from instanceof Hop.Connection(_, var id) ? shard.flow(id) : null;
                if (flow != null) {
                    fromAccess(new Incoming(side, transaction, request, flow), flow, now);
                }
            }
            case CORE -> fromCore(transaction, request, now);
        }
    }

    @Override
    public void ack(Side side, Request ack, Hop from, Instant now) {
        var flow = from instanceof Hop.Connection(_, var id) ? shard.flow(id) : null;
        switch (side) {
            case ACCESS -> {
                if (flow != null) {
                    sessions.ackFromAccess(flow, ack, now);
                }
            }
            case CORE -> sessions.ackFromCore(shard.wire.routedBy(ack), ack, now);
        }
    }

    @Override
    public void cancelled(Side side, long transaction, Request cancel, String toTag, Instant now) {
        var invite = side == Side.ACCESS ? waiting.remove(transaction) : null;
        if (invite != null) {
            invite.cancelled(toTag);
            invite.answer(shard, 487, now); // its token was still being verified
        } else {
            sessions.cancelled(side, transaction, cancel, toTag, now);
        }
    }

    /** How many requests wait for a verdict. */
    int waiting() {
        return waiting.size();
    }

    private void fromAccess(Incoming incoming, Flow flow, Instant now) {
        var request = incoming.request();
        if (emergency.concerns(request)) { // TS 24.229 §5.2.1: before all else
            emergencyFromAccess(incoming, flow, now);
        } else {
            ordinaryFromAccess(incoming, flow, now);
        }
    }

    private void emergencyFromAccess(Incoming incoming, Flow flow, Instant now) {
        var request = incoming.request();
        var binding = flow.speaking(request);
        if (request.is(Method.REGISTER)) {
            if (emergency.isRefused(true)) {
                emergency.refuse(incoming, flow, true, now);
            } else {
                register(incoming, flow, now);
            }
        } else if (binding == null || emergency.isRefused(true)) {
            emergency.refuse(incoming, flow, binding != null, now);
        } else if (request.maxForwards().orElse(70) == 0) {
            refuse(incoming, 483, Refusal.TOO_MANY_HOPS, now);
        } else {
            initial(incoming, emergency.towardsEcscf(binding), now); // a late token is no obstacle
        }
    }

    private void shed(Incoming incoming, Instant now) {
        var flow = incoming.flow();
        if (flow != null && incoming.request().is(Method.REGISTER)) {
            refuseRegister(incoming, flow, "late", now);
        } else {
            refuse(incoming, 503, Refusal.OVERLOAD, now);
        }
    }

    /** However good its credentials, nobody may keep the core busy with REGISTER alone. */
    private void register(Incoming incoming, Flow flow, Instant now) {
        var request = incoming.request();
        if (registers.take(Long.toString(flow.connection()), now)) {
            registrar.register(flow, incoming.transaction(), request, now);
            return;
        }
        refuseRegister(incoming, flow, "REGISTER without end", now);
    }

    private void refuseRegister(Incoming incoming, Flow flow, String why, Instant now) {
        incoming.answer(shard, 503, now);
        String impu = incoming.request().to().uri().toString();
        shard.tell(
                new Report.RegistrationRefused(
                        flow.connection(), impu, 503, Refusal.OVERLOAD, why));
    }

    private void ordinaryFromAccess(Incoming incoming, Flow flow, Instant now) {
        var request = incoming.request();
        boolean isNew =
                request.is(Method.REGISTER) ? flow.bindings().isEmpty() : !request.isInDialog();
        if (isNew && !overload.admits()) {
            shed(incoming, now);
            return;
        }
        if (request.is(Method.REGISTER)) {
            register(incoming, flow, now);
            return;
        }
        var binding = flow.speaking(request);
        if (binding == null && endsCall(incoming, flow)) {
            sessions.inDialogFromAccess(incoming, flow, now);
            return;
        }
        if (binding == null) {
            refuse(incoming, 403, Refusal.NOT_REGISTERED, now);
            return;
        }
        switch (binding.scheme()) {
            case IMS -> admitted(incoming, binding, now);
            case WEB -> withToken(incoming, binding, now);
        }
    }

    /** TS 24.371 §7.2.1: every request of a WIC has the token, and it is always looked at. */
    private void withToken(Incoming incoming, Binding binding, Instant now) {
        if (!(RegisterRequest.presented(incoming.request(), shard.config)
                        instanceof Presented.Token(var token))
                || token.isEmpty()) {
            challenge(incoming, "", Refusal.NO_CREDENTIALS, now);
            return;
        }
        waiting.put(incoming.transaction(), incoming);
        gate.check(
                binding.flow(),
                token,
                (verdict, at) -> judged(incoming, binding, verdict, at),
                now);
    }

    private void judged(Incoming incoming, Binding binding, TokenVerdict verdict, Instant now) {
        if (waiting.remove(incoming.transaction()) == null || !shard.isOpen(binding.flow())) {
            return; // cancelled, or gone
        }
        switch (verdict) {
            case TokenVerdict.Invalid(var reason)
                    when reason == TokenVerdict.Reason.EXPIRED
                            && endsCall(incoming, binding.flow()) ->
                    admitted(incoming, binding, now);
            case TokenVerdict.Unknown _ when endsCall(incoming, binding.flow()) ->
                    admitted(incoming, binding, now);
            case TokenVerdict.Invalid(var reason) -> {
                note(incoming, "the token is not good", reason);
                challenge(incoming, "invalid_token", Refusal.BAD_TOKEN, now);
            }
            case TokenVerdict.Unknown _ -> refuse(incoming, 503, Refusal.TOKEN_UNVERIFIED, now);
            case TokenVerdict.Valid(var claims) -> {
                String origin = binding.flow().origin();
                if (!claims.impi().equals(binding.impi())) {
                    refuse(incoming, 403, Refusal.FOREIGN_IDENTITY, now);
                } else if (!TokenRules.mayComeFrom(shard.config, origin, claims)) {
                    refuse(incoming, 403, Refusal.ORIGIN, now);
                } else {
                    admitted(incoming, binding, now);
                }
            }
        }
    }

    /** A call of its own a WIC can end, whatever became of its token and registration. */
    private boolean endsCall(Incoming incoming, Flow flow) {
        return incoming.request().is(Method.BYE) && sessions.has(flow, incoming.request());
    }

    private void admitted(Incoming incoming, Binding binding, Instant now) {
        var request = incoming.request();
        if (request.maxForwards().orElse(70) == 0) {
            refuse(incoming, 483, Refusal.TOO_MANY_HOPS, now);
        } else if (hasUnknownProxyRequire(request)) {
            var response =
                    shard.response(request, 420)
                            .append(
                                    HeaderName.UNSUPPORTED,
                                    String.join(", ", request.values(HeaderName.PROXY_REQUIRE)));
            incoming.answer(shard, response.build(), now);
            tell(incoming, 420, Refusal.UNSUPPORTED);
        } else if (request.isInDialog()) {
            if (!subscriptions.fromAccess(incoming, binding, now)) {
                sessions.inDialogFromAccess(incoming, binding.flow(), now);
            }
        } else if (!hasGoodRoute(request, binding)) {
            refuse(incoming, 400, Refusal.ROUTE, now);
        } else {
            initial(incoming, binding, now);
        }
    }

    private void initial(Incoming incoming, Binding binding, Instant now) {
        if (incoming.request().is(Method.INVITE)) {
            sessions.fromAccess(incoming, binding, now);
        } else {
            standalone.fromAccess(incoming, binding, now);
        }
    }

    private void fromCore(long transaction, Request request, Instant now) {
        var token = shard.wire.routedBy(request);
        var flow =
                token != null && token.kind() == RouteTokens.Kind.FLOW
                        ? shard.flow(token.id())
                        : null;
        var incoming = new Incoming(Side.CORE, transaction, request, flow);
        if (request.is(Method.OPTIONS)
                && shard.wire.isOurs(request.requestUri())
                && token == null) {
            shard.answer(Side.CORE, transaction, request, 200, now); // somebody asks: alive?
        } else if (request.maxForwards().orElse(70) == 0) {
            refuse(incoming, 483, Refusal.TOO_MANY_HOPS, now);
        } else if (token == null && shard.wire.isOfEarlierStart(request)) {
            refuse(
                    incoming,
                    request.isInDialog() ? 481 : flowGone(request),
                    Refusal.FLOW_GONE,
                    now);
        } else if (token == null && shard.wire.hasSent(request)) {
            refuse(incoming, 482, Refusal.LOOP, now); // RFC 3261 §16.3 step 4
        } else if (token == null) {
            boolean forged = request.routes().stream().anyMatch(r -> shard.wire.isOurs(r.uri()));
            int status = forged ? 403 : request.isInDialog() ? 481 : 404;
            refuse(incoming, status, forged ? Refusal.FLOW_FORGED : Refusal.NO_DIALOG, now);
        } else {
            routed(incoming, token, now);
        }
    }

    private void routed(Incoming incoming, RouteTokens.Token token, Instant now) {
        var request = incoming.request();
        switch (token.kind()) {
            case SESSION -> sessions.inDialogFromCore(incoming, token.id(), now);
            case SUBSCRIPTION -> subscriptions.fromCore(incoming, token.id(), now);
            case REG_EVENT -> regEvents.fromCore(incoming, token.id(), now);
            case BRANCH -> refuse(incoming, 403, Refusal.FLOW_FORGED, now);
            case FLOW -> {
                var flow = incoming.flow();
                Binding binding = flow == null ? null : flow.addressed(request.requestUri());
                if (binding == null) {
                    refuse(incoming, flowGone(request), Refusal.FLOW_GONE, now);
                } else if (!request.isInDialog() && !overload.admits()) {
                    shed(incoming, now);
                } else if (request.is(Method.INVITE) && !request.isInDialog()) {
                    sessions.fromCore(incoming, binding, now);
                } else {
                    standalone.fromCore(incoming, binding, now);
                }
            }
        }
    }

    /** RFC 5626 §5.3.1: 430 tells the S-CSCF to forget the flow, which it knows by our ob. */
    private static int flowGone(Request request) {
        var routes = request.routes();
        var entry = routes.isEmpty() ? request.requestUri() : routes.getFirst().uri();
        return entry instanceof SipUri uri && uri.params().has("ob") ? 430 : 480;
    }

    /** TS 24.229 §5.2.6.3.3: after our own entry comes the Service-Route, or nothing. */
    private boolean hasGoodRoute(Request request, Binding binding) {
        if (!shard.config.sessions().strictRoute()) {
            return true; // it is replaced
        }
        var routes = request.routes();
        int from = !routes.isEmpty() && shard.wire.isOurs(routes.getFirst().uri()) ? 1 : 0;
        var rest = routes.subList(from, routes.size()).stream().map(r -> r.uri()).toList();
        return rest.equals(binding.serviceRoute().stream().map(r -> r.uri()).toList());
    }

    private static boolean hasUnknownProxyRequire(Request request) {
        return request.values(HeaderName.PROXY_REQUIRE).stream()
                .anyMatch(option -> !option.equalsIgnoreCase("sec-agree"));
    }

    private void note(Incoming incoming, String what, Object detail) {
        shard.timelines.note(incoming.request().callId(), new Note.Said("token", what, detail));
    }

    private void challenge(Incoming incoming, String error, Refusal refusal, Instant now) {
        shard.challenge(incoming.transaction(), incoming.request(), error, now);
        tell(incoming, 401, refusal);
    }

    private void refuse(Incoming incoming, int status, Refusal refusal, Instant now) {
        incoming.refuse(shard, status, refusal, now);
    }

    private void tell(Incoming incoming, int status, Refusal refusal) {
        incoming.tellRefused(shard, status, refusal);
    }
}
