package org.wicgate.epcscf;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wicgate.iq.AccessRemote;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.CoreRemote;
import org.wicgate.iq.Event;
import org.wicgate.iq.Interworking;
import org.wicgate.iq.Local;
import org.wicgate.iq.Stream;

/**
 * A call's context in the eIMS-AGW. One command is out at a time; what happens to the call
 * meanwhile waits in order, so that no message overtakes another. The context is released exactly
 * once, whatever way the call ends.
 */
final class MediaPath {
    /** Something that happens to the call, in its order. */
    interface Step {
        void run(Instant now);

        /** The call is over first. */
        void drop(Instant now);
    }

    /** What to do with the eIMS-AGW's answer. */
    interface Crossing {
        void written(ImsAlg.Written written, Instant now);

        void refused(Event.Cause cause, String why, Instant now);
    }

    private enum Context {
        NONE,
        HELD,
        RELEASED
    }

    /**
     * A command that is out.
     *
     * @param makes whether the context is there only if it succeeds
     */
    private record Waiting(ImsAlg.Prepared prepared, Crossing crossing, boolean makes) {}

    private final Shard shard;
    private final ContextId id;
    private final Queue<Step> inbox = new ArrayDeque<>();
    private final Shard.Alarm silence = this::onSilence;
    private final MediaAudit audit;
    private final Map<Integer, Stream.Gates> agreed = new TreeMap<>();
    private final Map<Integer, Stream.Gates> told = new HashMap<>();
    private final Set<Integer> transcoded = new HashSet<>(0);
    private Stream.Gates limit = Stream.Gates.OPEN;
    private Context context = Context.NONE;
    private boolean held;
    private @Nullable Waiting waiting;
    private Command.Priority priority = Command.Priority.ORDINARY;

    /**
     * @param gone what to do when the eIMS-AGW has lost the context, or is lost itself
     */
    MediaPath(Shard shard, ContextId id, Shard.Alarm gone) {
        this.shard = shard;
        this.id = id;
        this.audit = new MediaAudit(shard, id, gone);
    }

    /** How urgent the call is, before its context is made. */
    void priority(Command.Priority now) {
        priority = now;
    }

    ContextId id() {
        return id;
    }

    /**
     * Runs a step, now or when those before it are done.
     *
     * @return false when too many wait already; the step is neither run nor dropped
     */
    boolean step(Step step, Instant now) {
        if (waiting == null && inbox.isEmpty()) {
            step.run(now);
            return true;
        }
        if (inbox.size() >= shard.config.sessions().maxWaiting()) {
            return false;
        }
        inbox.add(step);
        return true;
    }

    /** The same with the two cases of a step apart. */
    boolean step(Consumer<Instant> run, Consumer<Instant> drop, Instant now) {
        var step =
                new Step() {
                    @Override
                    public void run(Instant at) {
                        run.accept(at);
                    }

                    @Override
                    public void drop(Instant at) {
                        drop.accept(at);
                    }
                };
        return step(step, now);
    }

    /** Asks the eIMS-AGW for what a description needs, if anything, and goes on from there. */
    void cross(ImsAlg.Prepared prepared, Crossing crossing, Instant now) {
        if (waiting != null) {
            throw new IllegalStateException("a command is out: " + waiting);
        }
        Command command = command(prepared);
        if (command == null) {
            crossing.written(prepared.write(List.of()), now);
            return;
        }
        if (context == Context.RELEASED) {
            crossing.refused(Event.Cause.NO_SUCH_CONTEXT, "released", now);
            return;
        }
        waiting = new Waiting(prepared, crossing, context == Context.NONE);
        context = Context.HELD;
        shard.timers.start(silence, now.plus(shard.config.sessions().gatewayPatience()));
        shard.ask(command);
    }

    /** From the next command on nothing passes but this, whatever the descriptions agree on. */
    void limit(Stream.Gates gates) {
        limit = gates;
    }

    /** Whether a gate of the eIMS-AGW is not as the limit wants it. */
    boolean isUnlikeLimit() {
        return agreed.entrySet().stream()
                .anyMatch(e -> !limited(e.getValue()).equals(told.get(e.getKey())));
    }

    private Stream.Gates limited(Stream.Gates gates) {
        return new Stream.Gates(
                gates.toCore() && limit.toCore(), gates.toAccess() && limit.toAccess());
    }

    /** Of a forked call without an offer each dialog brings its own: the context is made once. */
    private @Nullable Command command(ImsAlg.Prepared prepared) {
        boolean first = prepared.first() && context != Context.HELD;
        var streams = limited(prepared.streams());
        var command = new ImsAlg.Prepared(first, streams, prepared.writer()).command(id);
        return command instanceof Command.Reserve
                ? new Command.Reserve(id, streams, priority)
                : command;
    }

    /** The streams with their gates as they may be, and those that must change with the limit. */
    private List<Stream> limited(List<Stream> streams) {
        var out = new ArrayList<Stream>();
        for (var stream : streams) {
            agreed.put(stream.index(), stream.gates());
            var gates = limited(stream.gates());
            told.put(stream.index(), gates);
            out.add(stream.with(gates));
            count(stream);
        }
        agreed.forEach((index, gates) -> {
            if (!limited(gates).equals(told.get(index))) {
                told.put(index, limited(gates));
                out.add(
                        new Stream(
                                index,
                                new AccessRemote.Unset(),
                                new CoreRemote.Unset(),
                                limited(gates)));
            }
        });
        return out;
    }

    /** Transcoding is what costs most, so that it is limited. */
    private void count(Stream stream) {
        switch (stream.interworking()) {
            case Interworking.Unset _ -> {}
            case Interworking.Relayed _, Interworking.Transparent _ ->
                    shard.transcoded -= transcoded.remove(stream.index()) ? 1 : 0;
            case Interworking.Transcoded _ ->
                    shard.transcoded += transcoded.add(stream.index()) ? 1 : 0;
        }
    }

    /** The eIMS-AGW answered. */
    void answered(List<Local> streams, Instant now) {
        var done = answered();
        if (done != null) {
            audit.heard(now);
            done.crossing.written(done.prepared.write(streams), now);
            proceed(now);
        }
    }

    /** The eIMS-AGW refused. */
    void refused(Event.Cause cause, String why, Instant now) {
        var done = answered();
        if (done == null) {
            if (cause == Event.Cause.NO_SUCH_CONTEXT && context == Context.HELD) {
                audit.forgotten(now);
            }
            return;
        }
        if (done.makes && cause != Event.Cause.UNAVAILABLE) {
            context = Context.NONE; // none was made
        }
        done.crossing.refused(cause, why, now);
        proceed(now);
    }

    /** The call is over: frees the context, and lets go of whoever still waits. */
    void release(Instant now) {
        waiting = null;
        shard.transcoded -= transcoded.size();
        transcoded.clear();
        shard.timers.stop(silence);
        audit.stop();
        if (context == Context.HELD) {
            held = true;
            shard.ask(new Command.Release(id));
        }
        context = Context.RELEASED;
        for (var step = inbox.poll(); step != null; step = inbox.poll()) {
            step.drop(now);
        }
    }

    /** The eIMS-AGW asks whether the context is needed: any command says so. */
    void heartbeat() {
        shard.ask(context == Context.HELD ? new Command.Audit(id) : new Command.Release(id));
    }

    /** The eIMS-AGW was asked, and has the context. */
    void audited(Instant now) {
        if (context == Context.HELD) {
            audit.heard(now);
        }
    }

    /** Whether there was a context, whose release will be confirmed. */
    boolean wasHeld() {
        return held;
    }

    private @Nullable Waiting answered() {
        var done = waiting;
        waiting = null;
        shard.timers.stop(silence);
        return done;
    }

    private void proceed(Instant now) {
        while (waiting == null) {
            var step = inbox.poll();
            if (step == null) {
                return;
            }
            step.run(now);
        }
    }

    private void onSilence(Instant now) {
        refused(Event.Cause.UNAVAILABLE, "no answer", now);
    }
}
