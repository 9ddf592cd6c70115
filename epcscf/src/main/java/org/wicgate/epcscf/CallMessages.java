package org.wicgate.epcscf;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.epcscf.RouteTokens.Kind;
import org.wicgate.iq.Event;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.HeaderNames;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** The messages of one call as they go on, on the side where they did not come from. */
final class CallMessages {
    private static final Signalling.Reply NOBODY =
            new Signalling.Reply() {
                @Override
                public void answered(Response response, Instant now) {}

                @Override
                public void failed(Signalling.Failure failure, Instant now) {}
            };

    /** What the dialogs of an INVITE are made of (RFC 3261 §12.1), and who was called. */
    private static final HeaderNames OF_DIALOGS =
            HeaderNames.of(
                    HeaderName.VIA,
                    HeaderName.FROM,
                    HeaderName.TO,
                    HeaderName.CALL_ID,
                    HeaderName.CSEQ,
                    HeaderName.CONTACT,
                    HeaderName.RECORD_ROUTE,
                    HeaderName.P_CALLED_PARTY_ID); // asserted in the 200 to the BYE yet

    private static final String READABLE = Descriptions.SDP + ", multipart/mixed";

    /** TS 24.229 §7.6. */
    private final Shard shard;

    private final Session session;
    private final Onward onward;
    private final Charging charging;

    /** Our Record-Routes on either side, the same in every message of the call; signed once. */
    private @Nullable NameAddr coreEntry;

    private @Nullable NameAddr accessEntry;

    CallMessages(Shard shard, Session session) {
        this.shard = shard;
        this.session = session;
        this.onward = new Onward(shard);
        this.charging =
                Charging.of(session.incoming.request(), session.from, shard::chargingVector);
    }

    /** What the core says of charging, in whatever answer, holds for the call. */
    void hearCharging(Response fromCore) {
        if (charging.hear(fromCore)) {
            tellCharging();
        }
    }

    /** Tells where charging data of the call goes, once that is known. */
    void tellCharging() {
        if (!charging.functions().isEmpty()) {
            shard.tell(new Report.Charged(session.callId(), charging.icid(), charging.functions()));
        }
    }

    Onward onward() {
        return onward;
    }

    /** The INVITE for the other side (TS 24.229 §5.2.6.3.3, §5.2.6.4.3), without our Via. */
    Edit<Request> invite(Request invite, byte @Nullable [] body) {
        var binding = session.binding;
        Edit<Request> edit =
                switch (session.from) {
                    case ACCESS -> {
                        var out = onward.toCore(invite, binding.scheme(), binding.serviceRoute());
                        HeaderPolicy.asserting(out, Identity.asserted(binding, invite));
                        out.append(HeaderName.P_EARLY_MEDIA, "supported"); // RFC 5009 §5
                        yield out.append(HeaderName.P_CHARGING_VECTOR, charging.vector())
                                .prepend(HeaderName.RECORD_ROUTE, coreEntry().toString());
                    }
                    case CORE ->
                            onward.toAccess(invite)
                                    .prepend(HeaderName.RECORD_ROUTE, accessEntry().toString());
                };
        session.timer.ask(invite, edit);
        return Descriptions.replace(edit, invite, body, other(session.from));
    }

    /** A response to the first INVITE for the side that called; null body leaves it as it is. */
    Response answer(Response response, byte @Nullable [] body) {
        var invite = session.incoming.request();
        return back(session.from, response, invite, body, response.status() < 300);
    }

    /** What the other side could have accepted, said to {@code asker} in its terms. */
    static byte @Nullable [] acceptable(Side asker, Response refusal) {
        return Descriptions.isSdp(refusal)
                ? Acceptable.relayed(Descriptions.in(refusal), asker)
                : null;
    }

    /** A response to a request within a dialog. */
    Response inDialogAnswer(
            Side asker, Response response, Request request, byte @Nullable [] body) {
        return back(asker, response, request, body, false);
    }

    private Response back(
            Side asker,
            Response response,
            Request request,
            byte @Nullable [] body,
            boolean recordsRoute) {
        Edit<Response> edit =
                switch (asker) {
                    case ACCESS -> {
                        var out = onward.backToAccess(response, request);
                        if (recordsRoute) {
                            out.append(HeaderName.RECORD_ROUTE, accessEntry().toString());
                        }
                        yield out;
                    }
                    case CORE -> backToCore(response, request, recordsRoute);
                };
        session.timer.complete(request, response, edit);
        return Descriptions.replace(edit, response, body, asker).build();
    }

    private Edit<Response> backToCore(Response response, Request request, boolean recordsRoute) {
        var edit = onward.backToCore(response, request);
        if (recordsRoute) {
            edit.append(HeaderName.RECORD_ROUTE, coreEntry().toString());
            for (String line : request.headers(HeaderName.RECORD_ROUTE)) {
                edit.append(HeaderName.RECORD_ROUTE, line);
            }
        }
        var called = Identity.addresses(session.incoming.request(), HeaderName.P_CALLED_PARTY_ID);
        HeaderPolicy.asserting(edit, Identity.asserted(session.binding, response, called));
        String term = charging.vector() + ";term-ioi=" + shard.config.homeDomain();
        return edit.append(HeaderName.P_CHARGING_VECTOR, term);
    }

    /** A request within a dialog for the other side. */
    Edit<Request> inDialog(Side sender, CallLeg leg, Request request, byte @Nullable [] body) {
        Edit<Request> edit =
                switch (sender) {
                    case ACCESS ->
                            onward.toCore(request, session.binding.scheme(), leg.asWic().routeSet())
                                    .requestUri(leg.asWic().remoteTarget())
                                    .append(HeaderName.P_CHARGING_VECTOR, charging.vector());
                    case CORE -> onward.toAccess(request).requestUri(leg.asFar().remoteTarget());
                };
        session.timer.ask(request, edit);
        return Descriptions.replace(edit, request, body, other(sender));
    }

    /** Sends a request within a dialog to the side that did not send it. */
    long send(Side sender, CallLeg leg, Edit<Request> edit, Signalling.Reply reply, Instant now) {
        return switch (sender) {
            case ACCESS -> onward.sendToCore(edit, leg.asWic().nextHop(), reply, now);
            case CORE -> onward.sendToAccess(edit, session.flow, reply, now);
        };
    }

    /** Sends an ACK, without our Via yet, to the side that answered. */
    void sendAck(Side caller, CallLeg leg, Request ack, Instant now) {
        switch (caller) {
            case ACCESS -> onward.sendAckToCore(ack, leg.asWic().nextHop(), now);
            case CORE -> onward.sendAckToAccess(ack, session.flow, now);
        }
    }

    /** Sends BYE on behalf of {@code speaker} (TS 24.229 §5.2.8.1.2). */
    void bye(CallLeg leg, Side speaker, String reason, Instant now) {
        var bye = leg.sending(speaker).request(Method.BYE).append(HeaderName.REASON, reason);
        switch (speaker) {
            case ACCESS -> {
                bye.append(HeaderName.P_CHARGING_VECTOR, charging.vector());
                onward.sendToCore(bye, leg.asWic().nextHop(), NOBODY, now);
            }
            case CORE -> {
                if (shard.isOpen(session.flow)) {
                    onward.sendToAccess(bye, session.flow, NOBODY, now);
                }
            }
        }
    }

    /** Acknowledges and ends at once what nobody wants any more (RFC 3261 §13.2.2.4). */
    void refuseAnswer(Request sent, Response response, ImsAlg alg, Instant now) {
        if (response.to().tag() == null) {
            return;
        }
        var leg = leg(sent, response, alg);
        var caller = session.from;
        sendAck(caller, leg, leg.sending(caller).ack(sent.cseq().number()).build(), now);
        bye(leg, caller, Session.LOST_REASON, now);
    }

    /**
     * As much of an INVITE as a late 2xx to it may need: it is kept for half a minute after the end
     * of its call.
     */
    static Request slim(Request invite) {
        return invite.edit().only(OF_DIALOGS).build();
    }

    /** The dialog that a response makes. */
    CallLeg leg(Request sent, Response response, ImsAlg alg) {
        String tag = response.to().tag();
        var asked = Dialog.ofUac(sent, response);
        var answering = Dialog.ofUas(session.incoming.request(), response);
        var owed = new OwedAnswer(shard);
        return switch (session.from) {
            case ACCESS ->
                    new CallLeg(
                            String.valueOf(tag),
                            asked.via(routes(response)),
                            answering.via(List.of()),
                            alg,
                            owed);
            case CORE ->
                    new CallLeg(String.valueOf(tag), answering, asked.via(List.of()), alg, owed);
        };
    }

    /** Takes the route set from a 2xx, which counts more than one of a provisional answer. */
    void settle(CallLeg leg, Response response) {
        if (session.from == Side.ACCESS && response.isSuccess()) {
            leg.settle(routes(response));
        }
    }

    /** 415 (TS 24.229 §6.2): SDP can be read, alone or among other parts. */
    Response unsupportedBody(Request request) {
        return shard.response(request, 415).append(HeaderName.ACCEPT, READABLE).build();
    }

    /** 488 or 400, with what could have been accepted. */
    Response unacceptable(Request request, ImsAlg.Refused refused) {
        String warning =
                refused.warnCode() + " " + shard.config.mw().host() + " \"" + refused.why() + "\"";
        var edit = shard.response(request, refused.status()).append(HeaderName.WARNING, warning);
        return refused.status() == 488
                ? edit.body(Descriptions.SDP, refused.acceptable().encode()).build()
                : edit.build();
    }

    /** 488 for what the eIMS-AGW can never relay, 503 for what it cannot relay now. */
    Response gatewayRefused(Request request, Event.Cause cause, String why) {
        return switch (cause) {
            case ADDRESS_FAMILY -> // RFC 3261 §20.43: 301, incompatible network address formats
                    unacceptable(request, new ImsAlg.Refused(488, 301, why, Acceptable.FROM_CORE));
            case TOO_MANY_STREAMS -> shard.response(request, 488).build();
            case NO_PORTS, TOO_MANY_CONTEXTS, CONTEXT_EXISTS, NO_SUCH_CONTEXT, UNAVAILABLE ->
                    shard.response(request, 503).build();
        };
    }

    /** From us into the core: the recorded route without our own entry, which is its end. */
    private List<NameAddr> routes(Response response) {
        var routes = new ArrayList<>(response.recordRoutes().reversed());
        if (!routes.isEmpty() && routes.getFirst().uri().equals(coreEntry().uri())) {
            routes.removeFirst();
        }
        return routes;
    }

    private NameAddr coreEntry() {
        var known = coreEntry;
        if (known == null) {
            known = shard.wire.coreEntry(Kind.SESSION, session.id, false);
            coreEntry = known;
        }
        return known;
    }

    private NameAddr accessEntry() {
        var known = accessEntry;
        if (known == null) {
            known = shard.wire.accessEntry(Kind.SESSION, session.id);
            accessEntry = known;
        }
        return known;
    }

    private static Side other(Side side) {
        return side == Side.ACCESS ? Side.CORE : Side.ACCESS;
    }
}
