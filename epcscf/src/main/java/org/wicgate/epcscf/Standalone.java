package org.wicgate.epcscf;

import java.time.Instant;
import java.util.Set;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.epcscf.RouteTokens.Kind;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * Relays what is no call: MESSAGE, OPTIONS, PUBLISH, SUBSCRIBE and whatever else, by the same rules
 * of identity and route (TS 24.229 §5.2.6.3.7). Of a subscription it keeps nothing: the flow's
 * token in Record-Route leads its NOTIFY requests to the WIC.
 */
final class Standalone {
    private static final Set<String> MAKES_DIALOG = Set.of(Method.SUBSCRIBE, Method.REFER);

    private final Shard shard;
    private final Onward onward;

    Standalone(Shard shard) {
        this.shard = shard;
        this.onward = new Onward(shard);
    }

    /** A WIC sent a request outside of any dialog. */
    void fromAccess(Incoming incoming, Binding binding, Instant now) {
        var request = incoming.request();
        var edit = onward.toCore(request, binding.scheme(), binding.serviceRoute());
        HeaderPolicy.asserting(edit, Identity.asserted(binding, request));
        edit.append(HeaderName.P_CHARGING_VECTOR, shard.chargingVector());
        if (MAKES_DIALOG.contains(request.method())) {
            edit.prepend(HeaderName.RECORD_ROUTE, coreEntry(binding.flow()).toString());
        }
        var reply =
                new Reply(incoming) {
                    @Override
                    Response back(Response response) {
                        return backToAccess(response, request, binding.flow());
                    }
                };
        onward.sendToCore(edit, shard.wire.firstHop(binding), reply, now);
    }

    /** The core has a request for a WIC that belongs to no call. */
    void fromCore(Incoming incoming, Binding binding, Instant now) {
        var request = incoming.request();
        var flow = binding.flow();
        var edit = onward.toAccess(request);
        if (MAKES_DIALOG.contains(request.method())) {
            edit.prepend(
                    HeaderName.RECORD_ROUTE,
                    shard.wire.accessEntry(Kind.FLOW, flow.connection()).toString());
        }
        var reply =
                new Reply(incoming) {
                    @Override
                    Response back(Response response) {
                        return backToCore(response, request, binding);
                    }
                };
        onward.sendToAccess(edit, flow, reply, now);
    }

    private Response backToAccess(Response response, Request request, Flow flow) {
        var edit = onward.backToAccess(response, request);
        if (MAKES_DIALOG.contains(request.method())) {
            edit.append(
                    HeaderName.RECORD_ROUTE,
                    shard.wire.accessEntry(Kind.FLOW, flow.connection()).toString());
        }
        return edit.build();
    }

    private Response backToCore(Response response, Request request, Binding binding) {
        var edit = onward.backToCore(response, request);
        var called = Identity.addresses(request, HeaderName.P_CALLED_PARTY_ID);
        HeaderPolicy.asserting(edit, Identity.asserted(binding, response, called));
        if (MAKES_DIALOG.contains(request.method())) {
            edit.append(HeaderName.RECORD_ROUTE, coreEntry(binding.flow()).toString());
            for (String line : request.headers(HeaderName.RECORD_ROUTE)) {
                edit.append(HeaderName.RECORD_ROUTE, line);
            }
        }
        return edit.build();
    }

    private NameAddr coreEntry(Flow flow) {
        return shard.wire.coreEntry(Kind.FLOW, flow.connection(), false);
    }

    /** Brings the answers back. */
    private abstract class Reply implements Signalling.Reply {
        private final Incoming incoming;

        Reply(Incoming incoming) {
            this.incoming = incoming;
        }

        abstract Response back(Response response);

        @Override
        public void answered(Response response, Instant now) {
            if (response.status() != 100) {
                incoming.answer(shard, back(response), now);
            }
        }

        @Override
        public void failed(Signalling.Failure failure, Instant now) {
            boolean fromWic = incoming.side() == Side.ACCESS;
            switch (failure) {
                case OVERLOAD -> incoming.refuse(shard, 503, Refusal.OVERLOAD, now);
                case SILENT ->
                        incoming.refuse(
                                shard,
                                fromWic ? 504 : 408,
                                fromWic ? Refusal.CORE_SILENT : Refusal.WIC_SILENT,
                                now);
                case UNREACHABLE ->
                        incoming.refuse(
                                shard,
                                fromWic ? 504 : 430,
                                fromWic ? Refusal.CORE_UNREACHABLE : Refusal.FLOW_GONE,
                                now);
            }
        }
    }
}
