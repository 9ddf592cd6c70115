package org.wicgate.sip;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Timers;

/** The client transaction of every request but INVITE and ACK: RFC 3261 §17.1.2. */
public final class NonInviteClient implements ClientTransaction {
    private sealed interface State {
        record Fresh() implements State {}

        record Trying(Duration interval) implements State {}

        record Proceeding() implements State {}

        record Completed() implements State {}

        record Terminated() implements State {}
    }

    private enum Timer {
        E,
        F,
        K
    }

    private final boolean reliable;
    private final TimerValues values;
    private final Timers<Timer> timers = new Timers<>();
    private final Queue<Out> out = new ArrayDeque<>(2);
    private State state = new State.Fresh();

    /** Let go with the final answer. */
    private @Nullable Request request;

    public NonInviteClient(Request request, boolean reliable, TimerValues values) {
        this.request = request;
        this.reliable = reliable;
        this.values = values;
    }

    @Override
    public void handle(In input, Instant now) {
        state =
                switch (input) {
                    case In.Start _ -> start(now);
                    case In.Received(var response) -> onResponse(response, now);
                    case In.Cancelled _ -> state; // RFC 3261 §9.1: CANCEL is for INVITE only
                    case In.TransportFailed _ -> isOver() ? state : end(Cause.TRANSPORT);
                };
    }

    @Override
    public void tick(Instant now) {
        for (var timer = timers.due(now); timer != null; timer = timers.due(now)) {
            state = onTimer(timer, now);
        }
    }

    @Override
    public @Nullable Out poll() {
        return out.poll();
    }

    @Override
    public Instant deadline() {
        return timers.deadline();
    }

    @Override
    public Request request() {
        return Objects.requireNonNull(request, "the request is answered");
    }

    @Override
    public boolean isProceeding() {
        return state instanceof State.Proceeding;
    }

    @Override
    public boolean isOver() {
        return switch (state) {
            case State.Fresh _, State.Trying _, State.Proceeding _ -> false;
            case State.Completed _, State.Terminated _ -> true;
        };
    }

    private State start(Instant now) {
        if (!(state instanceof State.Fresh)) {
            throw new IllegalStateException("started twice: " + state);
        }
        out.add(new Out.Transmit(request()));
        if (!reliable) {
            timers.start(Timer.E, now.plus(values.t1()));
        }
        timers.start(Timer.F, now.plus(values.patience()));
        return new State.Trying(values.t1());
    }

    private State onResponse(Response response, Instant now) {
        return switch (state) {
            case State.Trying _, State.Proceeding _ -> answered(response, now);
            case State.Fresh _, State.Completed _, State.Terminated _ -> state;
        };
    }

    private State answered(Response response, Instant now) {
        out.add(new Out.Answered(response));
        if (response.status() < 200) {
            return new State.Proceeding();
        }
        timers.stop(Timer.E);
        timers.stop(Timer.F);
        if (reliable) {
            return end(Cause.DONE);
        }
        request = null;
        timers.start(Timer.K, now.plus(values.t4()));
        return new State.Completed();
    }

    private State onTimer(Timer timer, Instant now) {
        return switch (timer) {
            case E -> {
                out.add(new Out.Transmit(request()));
                yield switch (state) {
                    case State.Trying(var interval) -> {
                        var next = values.next(interval);
                        timers.start(Timer.E, now.plus(next));
                        yield new State.Trying(next);
                    }
                    // RFC 3261 §17.1.2.2: in Proceeding the interval is T2 at once
                    case State.Proceeding _ -> {
                        timers.start(Timer.E, now.plus(values.t2()));
                        yield state;
                    }
                    case State.Fresh _, State.Completed _, State.Terminated _ ->
                            throw new IllegalStateException("timer E in " + state);
                };
            }
            case F -> end(Cause.TIMEOUT);
            case K -> end(Cause.DONE);
        };
    }

    private State end(Cause cause) {
        for (var timer : Timer.values()) {
            timers.stop(timer);
        }
        out.add(new Out.Ended(cause));
        return new State.Terminated();
    }
}
