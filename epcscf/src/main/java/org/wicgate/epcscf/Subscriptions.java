package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.Ending;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.sip.Dialog;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/**
 * The subscriptions of WICs, and of the core to WICs: requests in their dialogs pass both ways (TS
 * 24.229 §5.2.6.3.9, §5.2.6.4.9), for as long as the subscription lasts and over whatever WebSocket
 * the WIC has.
 */
final class Subscriptions implements Registrations.Watcher {
    /** A page watches its registration, a mailbox, some buddies. */
    static final int MAX_OF_ONE_WIC = 50;

    /** How long one outlives the WIC's connection or registration; also until its first answer. */
    private static final Duration GRACE = Duration.ofSeconds(64);

    /** How long one lasts that does not say: of a REFER the NOTIFY will say it. */
    private static final long USUAL = 3_600;

    private final Shard shard;
    private final Onward onward;
    private final Map<Long, Subscription> byId = new HashMap<>();
    private final Map<Binding.Key, List<Subscription>> byOwner = new HashMap<>();
    private long lastId;

    Subscriptions(Shard shard) {
        this.shard = shard;
        this.onward = new Onward(shard);
    }

    int size() {
        return byId.size();
    }

    /** A SUBSCRIBE or REFER passes; null when there are too many already. */
    @Nullable Subscription open(Incoming incoming, Binding binding, Instant now) {
        var ofOwner = byOwner.computeIfAbsent(binding.key(), _ -> new ArrayList<>(1));
        if (ofOwner.size() >= MAX_OF_ONE_WIC) {
            return null;
        }
        var made = new Subscription(++lastId, incoming.side(), binding, incoming.request(), this);
        byId.put(made.id, made);
        ofOwner.add(made);
        shard.timers.start(made.end, now.plus(GRACE));
        return made;
    }

    /** The first answer, to the request as it was sent. */
    void answered(Subscription subscription, Request sent, Response response, Instant now) {
        if (response.isProvisional()) {
            return;
        }
        var entry = shard.wire.coreEntry(RouteTokens.Kind.SUBSCRIPTION, subscription.id, false);
        subscription.answered(sent, response, entry);
        if (subscription.isOver()) {
            close(subscription);
        } else if (response.isSuccess()) {
            lasts(subscription, response.expires().orElse(USUAL), now);
        }
    }

    private void lasts(Subscription subscription, long seconds, Instant now) {
        subscription.until = now.plusSeconds(seconds).plus(GRACE);
        shard.timers.start(subscription.end, subscription.until);
    }

    void close(Subscription subscription) {
        shard.timers.stop(subscription.end);
        byId.remove(subscription.id);
        byOwner.computeIfPresent(
                subscription.owner,
                (_, all) -> {
                    all.remove(subscription);
                    return all.isEmpty() ? null : all;
                });
    }

    /** A request of a WIC in a dialog; false when it is none of a subscription. */
    boolean fromAccess(Incoming incoming, Binding binding, Instant now) {
        var request = incoming.request();
        for (var subscription : byOwner.getOrDefault(binding.key(), List.of())) {
            var dialog = subscription.ofWic(request);
            if (dialog != null && subscription.flow == binding.flow()) {
                toCore(subscription, dialog, incoming, binding, now);
                return true;
            }
        }
        return false;
    }

    private void toCore(
            Subscription subscription,
            Dialog dialog,
            Incoming incoming,
            Binding binding,
            Instant now) {
        var request = incoming.request();
        dialog.sent(request);
        var edit =
                onward.toCore(request, binding.scheme(), dialog.routeSet())
                        .requestUri(dialog.remoteTarget())
                        .append(HeaderName.P_CHARGING_VECTOR, shard.chargingVector());
        var reply =
                new Relay(shard, incoming) {
                    @Override
                    Response back(Response response, Instant at) {
                        dialog.received(response);
                        passed(subscription, dialog, request, response, at);
                        return onward.backToAccess(response, request).build();
                    }
                };
        onward.sendToCore(edit, dialog.nextHop(), reply, now);
    }

    /** A request of the core that came by the entry of a subscription. */
    void fromCore(Incoming incoming, long id, Instant now) {
        var request = incoming.request();
        var subscription = byId.get(id);
        var dialog = subscription == null ? null : subscription.ofFar(request);
        if (subscription == null || dialog == null) {
            incoming.refuse(shard, 481, Refusal.NO_DIALOG, now);
        } else if (!dialog.received(request)) {
            incoming.refuse(shard, 500, Refusal.OUT_OF_ORDER, now);
        } else if (!shard.isOpen(subscription.flow)) {
            incoming.refuse(shard, 430, Refusal.FLOW_GONE, now);
        } else {
            var reply =
                    new Relay(shard, incoming) {
                        @Override
                        Response back(Response response, Instant at) {
                            passed(subscription, dialog, request, response, at);
                            return onward.backToCore(response, request).build();
                        }
                    };
            onward.sendToAccess(onward.toAccess(request), subscription.flow, reply, now);
        }
    }

    /** What a request that was answered means for how long it lasts. */
    private void passed(
            Subscription subscription,
            Dialog dialog,
            Request request,
            Response response,
            Instant now) {
        if (!response.isFinal() || !byId.containsKey(subscription.id)) {
            return;
        }
        boolean over = response.status() == 481;
        if (request.is(Method.NOTIFY)) {
            var state = RegSubscription.stateOf(request);
            over = over || (state != null && state.isTerminated());
            if (state != null && state.expires().isPresent() && !over) {
                lasts(subscription, state.expires().getAsLong(), now);
            }
        } else if (request.is(Method.SUBSCRIBE) && response.isSuccess()) {
            lasts(subscription, response.expires().orElse(USUAL), now);
        }
        if (over) {
            subscription.forget(dialog);
            if (subscription.isOver()) {
                close(subscription);
            }
        }
    }

    @Override
    public void registered(@Nullable Binding before, Binding binding, Instant now) {
        for (var subscription : List.copyOf(byOwner.getOrDefault(binding.key(), List.of()))) {
            if (!subscription.isKnownTo(binding)) {
                close(subscription); // a page that was loaded anew
            } else if (subscription.flow != binding.flow()) {
                subscription.flow = binding.flow();
                shard.timers.start(subscription.end, subscription.until);
            }
        }
    }

    @Override
    public void ended(Binding binding, Ending ending, Instant now) {
        for (var subscription : byOwner.getOrDefault(binding.key(), List.of())) {
            var grace = now.plus(GRACE); // the last NOTIFY is still to come
            if (grace.isBefore(subscription.until)) {
                shard.timers.start(subscription.end, grace);
            }
        }
    }
}
