package org.wicgate.epcscf;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.RouteTokens.Kind;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.NameAddr;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * Relays what is no call: MESSAGE, OPTIONS, PUBLISH, SUBSCRIBE and whatever else, by the same rules
 * of identity and route (TS 24.229 §5.2.6.3.7). What follows in a dialog is {@link Subscriptions}'.
 */
final class Standalone {
    private static final Set<String> MAKES_DIALOG = Set.of(Method.SUBSCRIBE, Method.REFER);

    private final Shard shard;
    private final Onward onward;
    private final Subscriptions subscriptions;

    Standalone(Shard shard, Subscriptions subscriptions) {
        this.shard = shard;
        this.subscriptions = subscriptions;
        this.onward = new Onward(shard);
    }

    /** A WIC sent a request outside of any dialog. */
    void fromAccess(Incoming incoming, Binding binding, Instant now) {
        if (!makesDialog(incoming)) {
            toCore(incoming, binding, null, now);
            return;
        }
        var subscription = subscriptions.open(incoming, binding, now);
        if (subscription == null) {
            incoming.refuse(shard, 503, Refusal.OVERLOAD, now);
        } else {
            toCore(incoming, binding, subscription, now);
        }
    }

    /** The core has a request for a WIC that belongs to no call. */
    void fromCore(Incoming incoming, Binding binding, Instant now) {
        if (!makesDialog(incoming)) {
            toAccess(incoming, binding, null, now);
            return;
        }
        var subscription = subscriptions.open(incoming, binding, now);
        if (subscription == null) {
            incoming.refuse(shard, 503, Refusal.OVERLOAD, now);
        } else {
            toAccess(incoming, binding, subscription, now);
        }
    }

    private static boolean makesDialog(Incoming incoming) {
        var request = incoming.request();
        return MAKES_DIALOG.contains(request.method()) && !request.isInDialog();
    }

    private void toCore(
            Incoming incoming, Binding binding, @Nullable Subscription made, Instant now) {
        var request = incoming.request();
        var edit = onward.toCore(request, binding.scheme(), binding.serviceRoute());
        HeaderPolicy.asserting(edit, Identity.asserted(binding, request));
        edit.append(HeaderName.P_CHARGING_VECTOR, shard.chargingVector());
        if (made != null) {
            edit.prepend(HeaderName.RECORD_ROUTE, coreEntry(made).toString());
        }
        var reply =
                new Relay(shard, incoming) {
                    @Override
                    Response back(Response response, Instant at) {
                        var back = onward.backToAccess(response, request);
                        if (made != null) {
                            subscriptions.answered(made, request, response, at);
                            back.append(HeaderName.RECORD_ROUTE, accessEntry(made).toString());
                        }
                        return back.build();
                    }
                };
        onward.sendToCore(edit, shard.wire.firstHop(binding), reply, now);
    }

    private void toAccess(
            Incoming incoming, Binding binding, @Nullable Subscription made, Instant now) {
        var request = incoming.request();
        var edit = onward.toAccess(request);
        if (made != null) {
            edit.prepend(HeaderName.RECORD_ROUTE, accessEntry(made).toString());
        }
        var reply =
                new Relay(shard, incoming) {
                    @Override
                    Response back(Response response, Instant at) {
                        var back = backToCore(response, request, binding);
                        if (made != null) {
                            subscriptions.answered(made, request, response, at);
                            back.append(HeaderName.RECORD_ROUTE, coreEntry(made).toString());
                            for (String line : request.headers(HeaderName.RECORD_ROUTE)) {
                                back.append(HeaderName.RECORD_ROUTE, line);
                            }
                        }
                        return back.build();
                    }
                };
        onward.sendToAccess(edit, binding.flow(), reply, now);
    }

    private Edit<Response> backToCore(Response response, Request request, Binding binding) {
        var edit = onward.backToCore(response, request);
        var called = Identity.addresses(request, HeaderName.P_CALLED_PARTY_ID);
        return HeaderPolicy.asserting(edit, Identity.asserted(binding, response, called));
    }

    private NameAddr coreEntry(Subscription subscription) {
        return shard.wire.coreEntry(Kind.SUBSCRIPTION, subscription.id, false);
    }

    private NameAddr accessEntry(Subscription subscription) {
        return shard.wire.accessEntry(Kind.SUBSCRIPTION, subscription.id);
    }
}
