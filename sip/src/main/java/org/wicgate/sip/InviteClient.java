package org.wicgate.sip;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Timers;

/** The INVITE client transaction: RFC 3261 §17.1.1 as corrected by RFC 6026 §8.4. */
public final class InviteClient implements ClientTransaction {
    private sealed interface State {
        record Fresh() implements State {}

        record Calling(Duration interval) implements State {}

        record Proceeding() implements State {}

        record Completed(Request ack) implements State {}

        record Accepted() implements State {}

        record Terminated() implements State {}
    }

    /** D is RFC 3261's; M is RFC 6026's; CANCEL is the wait of RFC 3261 §9.1. */
    private enum Timer {
        A,
        B,
        D,
        M,
        CANCEL
    }

    /** RFC 3261 §17.1.1.2: timer D is at least 32 s where the transport is unreliable. */
    private static final Duration D_UNRELIABLE = Duration.ofSeconds(32);

    private final boolean reliable;
    private final TimerValues values;
    private final Timers<Timer> timers = new Timers<>();
    private final Queue<Out> out = new ArrayDeque<>(2);
    private State state = new State.Fresh();

    /** Let go with the final answer: what waits for timer M or D is many, and is kept long. */
    private @Nullable Request invite;

    public InviteClient(Request invite, boolean reliable, TimerValues values) {
        this.invite = invite;
        this.reliable = reliable;
        this.values = values;
    }

    @Override
    public void handle(In input, Instant now) {
        state =
                switch (input) {
                    case In.Start _ -> start(now);
                    case In.Received(var response) -> onResponse(response, now);
                    case In.Cancelled _ -> onCancelled(now);
                    case In.TransportFailed _ -> onTransportFailed();
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
        return Objects.requireNonNull(invite, "the INVITE is answered");
    }

    @Override
    public boolean isProceeding() {
        return state instanceof State.Proceeding;
    }

    @Override
    public boolean isOver() {
        return switch (state) {
            case State.Fresh _, State.Calling _, State.Proceeding _ -> false;
            case State.Completed _, State.Accepted _, State.Terminated _ -> true;
        };
    }

    private State start(Instant now) {
        if (!(state instanceof State.Fresh)) {
            throw new IllegalStateException("started twice: " + state);
        }
        out.add(new Out.Transmit(request()));
        if (!reliable) {
            timers.start(Timer.A, now.plus(values.t1()));
        }
        timers.start(Timer.B, now.plus(values.patience()));
        return new State.Calling(values.t1());
    }

    private State onResponse(Response response, Instant now) {
        return switch (state) {
            case State.Calling _, State.Proceeding _ -> answered(response, now);
            case State.Completed(var ack) -> {
                if (response.status() >= 300) { // the ACK was lost
                    out.add(new Out.Transmit(ack));
                }
                yield state;
            }
            case State.Accepted _ -> { // RFC 6026 §7.2: every 2xx goes up, other forks too
                if (response.isSuccess()) {
                    out.add(new Out.Answered(response));
                }
                yield state;
            }
            case State.Fresh _, State.Terminated _ -> state;
        };
    }

    private State answered(Response response, Instant now) {
        out.add(new Out.Answered(response));
        timers.stop(Timer.A);
        timers.stop(Timer.B);
        if (response.status() < 200) {
            return new State.Proceeding();
        }
        timers.stop(Timer.CANCEL);
        if (response.status() < 300) {
            invite = null;
            timers.start(Timer.M, now.plus(values.patience()));
            return new State.Accepted();
        }
        var ack = HopByHop.ack(request(), response);
        invite = null;
        out.add(new Out.Transmit(ack));
        if (reliable) {
            return end(Cause.DONE);
        }
        var d = values.patience().compareTo(D_UNRELIABLE) > 0 ? values.patience() : D_UNRELIABLE;
        timers.start(Timer.D, now.plus(d));
        return new State.Completed(ack);
    }

    private State onCancelled(Instant now) {
        if (!isOver()) {
            timers.start(Timer.CANCEL, now.plus(values.patience()));
        }
        return state;
    }

    private State onTransportFailed() {
        return switch (state) {
            case State.Fresh _, State.Calling _, State.Proceeding _ -> end(Cause.TRANSPORT);
            case State.Completed _ -> end(Cause.DONE); // the user has its answer; no ACK can go
            case State.Accepted _, State.Terminated _ -> state;
        };
    }

    private State onTimer(Timer timer, Instant now) {
        return switch (timer) {
            case A -> {
                if (!(state instanceof State.Calling(var interval))) {
                    yield state;
                }
                out.add(new Out.Transmit(request()));
                var next = interval.multipliedBy(2); // RFC 3261 §17.1.1.2: A has no ceiling
                timers.start(Timer.A, now.plus(next));
                yield new State.Calling(next);
            }
            case B, CANCEL -> end(Cause.TIMEOUT);
            case D, M -> end(Cause.DONE);
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
