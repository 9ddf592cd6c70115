package org.wicgate.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Event;

/**
 * Iq inside one process: a context is made at the gateway that answers and has the fewest, or at
 * the next one when that refuses; its commands go there, and its events back to the shard that
 * reserved it. Shards, gateways and the admin API call it, each on its own thread.
 */
final class IqLink {
    private static final Duration AUDIT_PATIENCE = Duration.ofSeconds(2);
    private static final int RELEASE_TRIES = 50;
    private static final long RELEASE_AGAIN_MILLIS = 100;

    /** A gateway and what it holds for us. */
    private static final class Place {
        private final MediaGateway gateway;
        private final AtomicInteger contexts = new AtomicInteger();
        private volatile boolean isDraining;

        private Place(MediaGateway gateway) {
            this.gateway = gateway;
        }

        private boolean takesCalls() {
            return gateway.isUp() && !isDraining;
        }
    }

    /**
     * Who holds a context.
     *
     * @param tried where it was refused, while it is not reserved; null from then on
     */
    private record Owner(
            Consumer<Event> events,
            Place place,
            Command.Reserve reserve,
            @Nullable Set<Place> tried) {}

    private final List<Place> places = new CopyOnWriteArrayList<>();
    private final Map<ContextId, Owner> owners = new ConcurrentHashMap<>();
    private final Map<ContextId, CompletableFuture<List<Counters>>> audits =
            new ConcurrentHashMap<>();

    /** One more place where contexts may be. */
    void add(MediaGateway gateway) {
        places.add(new Place(gateway));
    }

    /** Sends a command; {@code events} hears all about its context from now on. */
    void send(Command command, Consumer<Event> events) {
        var owner = owners.get(command.context());
        if (command instanceof Command.Reserve reserve && owner == null) {
            reserve(reserve, events, new HashSet<>(), "no gateway answers");
        } else if (owner == null) {
            events.accept(nowhere(command));
        } else if (command instanceof Command.Release) {
            release(owner.place, command, RELEASE_TRIES);
        } else if (!owner.place.gateway.take(command)) {
            events.accept(full(command.context()));
        }
    }

    private void reserve(
            Command.Reserve reserve, Consumer<Event> events, Set<Place> tried, String why) {
        for (var place = choice(tried); place != null; place = choice(tried)) {
            tried.add(place);
            owners.put(reserve.context(), new Owner(events, place, reserve, Set.copyOf(tried)));
            place.contexts.incrementAndGet();
            if (place.gateway.take(reserve)) {
                return;
            }
            forget(reserve.context());
        }
        events.accept(new Event.Refused(reserve.context(), Event.Cause.UNAVAILABLE, why));
    }

    private @Nullable Place choice(Set<Place> tried) {
        Place best = null;
        for (var place : places) {
            if (place.takesCalls()
                    && !tried.contains(place)
                    && (best == null || place.contexts.get() < best.contexts.get())) {
                best = place;
            }
        }
        return best;
    }

    /** Nobody asks for a release twice: one that is lost would cost the context and its ports. */
    private void release(Place place, Command command, int tries) {
        if (!place.gateway.take(command) && tries > 1) {
            CompletableFuture.delayedExecutor(RELEASE_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> release(place, command, tries - 1));
        }
    }

    /** Takes an event of a gateway. */
    void take(Event event) {
        if (event instanceof Event.Audited(var context, var streams)) {
            var audit = audits.remove(context);
            if (audit != null) {
                audit.complete(streams);
            }
        }
        var owner = owners.get(event.context());
        if (owner == null) {
            orphan(event);
            return;
        }
        switch (event) {
            case Event.Reserved _ ->
                    owners.put(
                            event.context(),
                            new Owner(owner.events, owner.place, owner.reserve, null));
            case Event.Released _ -> forget(event.context());
            case Event.Refused refused -> {
                if (owner.tried != null) {
                    forget(event.context());
                    elsewhere(refused, owner, owner.tried);
                    return;
                }
            }
            case Event.Configured _,
                    Event.Audited _,
                    Event.Connected _,
                    Event.Secured _,
                    Event.Noticed _,
                    Event.Heartbeat _,
                    Event.Silent _,
                    Event.Lost _ -> {}
        }
        owner.events.accept(event);
    }

    /** Nobody needs that: whichever gateway has it lets go of it, the others never had it. */
    private void orphan(Event event) {
        if (event instanceof Event.Heartbeat(var context)) {
            places.forEach(place -> place.gateway.take(new Command.Release(context)));
        }
    }

    /** What one gateway refuses, another may do: a stranger to the context is asked once. */
    private void elsewhere(Event.Refused refused, Owner owner, Set<Place> tried) {
        boolean isOver =
                refused.cause() == Event.Cause.CONTEXT_EXISTS
                        || refused.cause() == Event.Cause.TOO_MANY_STREAMS;
        if (isOver || choice(tried) == null) {
            owner.events.accept(refused);
        } else {
            reserve(owner.reserve, owner.events, new HashSet<>(tried), refused.why());
        }
    }

    private void forget(ContextId context) {
        var owner = owners.remove(context);
        if (owner != null) {
            owner.place.contexts.decrementAndGet();
        }
    }

    /** The counters of a context now; none when it is gone or its gateway does not answer. */
    List<Counters> audit(ContextId context) {
        var answer = audits.computeIfAbsent(context, _ -> new CompletableFuture<>());
        answer.completeOnTimeout(List.of(), AUDIT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        var owner = owners.get(context);
        if (owner == null || !owner.place.gateway.take(new Command.Audit(context))) {
            answer.complete(List.of());
        }
        var streams = answer.join();
        audits.remove(context, answer);
        return streams;
    }

    /** Contexts that a shard holds. */
    int size() {
        return owners.size();
    }

    /** What a context is at; empty when it is nowhere. */
    String gateway(ContextId context) {
        var owner = owners.get(context);
        return owner == null ? "" : owner.place.gateway.name();
    }

    /**
     * No new context at a gateway, or new ones again; those that it has stay.
     *
     * @return false when none has that name
     */
    boolean drain(String name, boolean isDraining) {
        for (var place : places) {
            if (place.gateway.name().equals(name)) {
                place.isDraining = isDraining;
                return true;
            }
        }
        return false;
    }

    /** All gateways with what they hold, for the admin API. */
    List<Map<String, Object>> json() {
        var out = new ArrayList<Map<String, Object>>();
        for (var place : places) {
            var one = new LinkedHashMap<String, Object>();
            one.put("name", place.gateway.name());
            one.put("up", place.gateway.isUp());
            one.put("draining", place.isDraining);
            one.put("contexts", place.contexts.get());
            out.add(one);
        }
        return out;
    }

    private static Event nowhere(Command command) {
        var context = command.context();
        return command instanceof Command.Release
                ? new Event.Released(context, List.of())
                : new Event.Refused(context, Event.Cause.NO_SUCH_CONTEXT, "it was never made");
    }

    private static Event full(ContextId context) {
        return new Event.Refused(context, Event.Cause.UNAVAILABLE, "the gateway is full");
    }
}
