package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Machine;
import org.wicgate.base.Timers;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Event;

/** An eIMS-AGW that counts, has few places, and loses the WIC of every call that lasts too long. */
final class FakeGateway implements Machine<Command, Event> {
    private static final Duration CONSENT = Duration.ofMinutes(2);

    private final int places;
    private final Map<ContextId, Integer> contexts = new HashMap<>();
    private final Set<ContextId> freed = new HashSet<>();
    private final Timers<ContextId> consent = new Timers<>();
    private final Queue<Event> out = new ArrayDeque<>();
    int reserved;
    int released;
    int refused;
    int wrong;
    int twice;
    int lost;

    FakeGateway(int places) {
        this.places = places;
    }

    int contexts() {
        return contexts.size();
    }

    /** Starts anew, and knows nothing of before. */
    void restart() {
        lost += contexts.size();
        contexts.keySet().forEach(consent::stop);
        contexts.clear();
    }

    @Override
    public void handle(Command command, Instant now) {
        switch (command) {
            case Command.Reserve(var id, _, _) -> {
                if (contexts.size() >= places) {
                    refused++;
                    out.add(new Event.Refused(id, Event.Cause.TOO_MANY_CONTEXTS, "full"));
                } else {
                    reserved++;
                    contexts.put(id, 0);
                    consent.start(id, now.plus(CONSENT));
                    out.add(Bench.answer(command));
                }
            }
            case Command.Configure(var id, _) -> {
                if (contexts.containsKey(id)) {
                    out.add(Bench.answer(command));
                } else {
                    wrong++;
                    out.add(new Event.Refused(id, Event.Cause.NO_SUCH_CONTEXT, ""));
                }
            }
            case Command.Audit(var id) ->
                    out.add(
                            contexts.containsKey(id)
                                    ? Bench.answer(command)
                                    : new Event.Refused(id, Event.Cause.NO_SUCH_CONTEXT, ""));
            case Command.Release(var id) -> {
                if (contexts.remove(id) != null) {
                    released++;
                }
                if (!freed.add(id)) {
                    twice++;
                }
                consent.stop(id);
                out.add(Bench.answer(command));
            }
        }
    }

    @Override
    public void tick(Instant now) {
        for (var id = consent.due(now); id != null; id = consent.due(now)) {
            out.add(new Event.Lost(id, 0, Event.Loss.CONSENT_EXPIRED, "silent"));
        }
    }

    @Override
    public @Nullable Event poll() {
        return out.poll();
    }

    @Override
    public Instant deadline() {
        return consent.deadline();
    }
}
