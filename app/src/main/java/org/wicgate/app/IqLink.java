package org.wicgate.app;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Event;

/**
 * Iq inside one process: commands go to the media worker that a context belongs to, events back to
 * the shard that reserved it. Shards, workers and the admin API call it, each on its own thread.
 */
final class IqLink {
    private static final Duration AUDIT_PATIENCE = Duration.ofSeconds(2);
    private static final int RELEASE_TRIES = 50;
    private static final long RELEASE_AGAIN_MILLIS = 100;

    private record Owner(Consumer<Event> events, boolean reserved) {}

    private final List<Predicate<Command>> workers;
    private final Map<ContextId, Owner> owners = new ConcurrentHashMap<>();
    private final Map<ContextId, CompletableFuture<List<Counters>>> audits =
            new ConcurrentHashMap<>();

    /**
     * @param workers each takes a command on whatever thread, or says false when it is full
     */
    IqLink(List<Predicate<Command>> workers) {
        this.workers = List.copyOf(workers);
    }

    /** Sends a command; {@code events} hears all about its context from now on. */
    void send(Command command, Consumer<Event> events) {
        if (command instanceof Command.Reserve) {
            owners.putIfAbsent(command.context(), new Owner(events, false));
        }
        if (command instanceof Command.Release) {
            release(command, RELEASE_TRIES);
        } else if (!worker(command.context()).test(command)) {
            events.accept(
                    new Event.Refused(
                            command.context(), Event.Cause.UNAVAILABLE, "media worker is full"));
        }
    }

    /** Nobody asks for a release twice: one that is lost would cost the context and its ports. */
    private void release(Command command, int tries) {
        if (!worker(command.context()).test(command) && tries > 1) {
            CompletableFuture.delayedExecutor(RELEASE_AGAIN_MILLIS, TimeUnit.MILLISECONDS)
                    .execute(() -> release(command, tries - 1));
        }
    }

    /** Takes an event of a worker. */
    void take(Event event) {
        if (event instanceof Event.Audited(var context, var streams)) {
            var audit = audits.remove(context);
            if (audit != null) {
                audit.complete(streams);
            }
        }
        var owner = owners.get(event.context());
        if (owner == null) {
            return;
        }
        switch (event) {
            case Event.Reserved _ -> owners.put(event.context(), new Owner(owner.events, true));
            case Event.Released _ -> owners.remove(event.context());
            case Event.Refused _ -> {
                if (!owner.reserved) {
                    owners.remove(event.context());
                }
            }
            case Event.Configured _,
                    Event.Audited _,
                    Event.Connected _,
                    Event.Secured _,
                    Event.Noticed _,
                    Event.Silent _,
                    Event.Lost _ -> {}
        }
        owner.events.accept(event);
    }

    /** The counters of a context now; none when it is gone or the worker does not answer. */
    List<Counters> audit(ContextId context) {
        var answer = audits.computeIfAbsent(context, _ -> new CompletableFuture<>());
        answer.completeOnTimeout(List.of(), AUDIT_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (!owners.containsKey(context) || !worker(context).test(new Command.Audit(context))) {
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

    private Predicate<Command> worker(ContextId context) {
        return workers.get(Math.floorMod(context.hashCode(), workers.size()));
    }
}
