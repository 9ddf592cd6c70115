package org.wicgate.sip;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Timers;

/** The server transaction of every request but INVITE and ACK: RFC 3261 §17.2.2. */
public final class NonInviteServer implements ServerTransaction {
    private sealed interface State {
        record Trying() implements State {}

        record Proceeding(Response last) implements State {}

        record Completed(Response last) implements State {}

        record Terminated() implements State {}
    }

    /** ANSWER guards against a user that never answers: no 408 is sent (RFC 4320 §4.1). */
    private enum Timer {
        ANSWER,
        J
    }

    private final boolean reliable;
    private final TimerValues values;
    private final Timers<Timer> timers = new Timers<>();
    private final Queue<Out> out = new ArrayDeque<>(2);
    private State state = new State.Trying();

    /** Let go with the final answer: what waits for timer J is many, and need not be heavy. */
    private @Nullable Request request;

    public NonInviteServer(Request request, boolean reliable, TimerValues values) {
        this.request = request;
        this.reliable = reliable;
        this.values = values;
    }

    @Override
    public void handle(In input, Instant now) {
        state =
                switch (input) {
                    case In.Start _ -> {
                        timers.start(Timer.ANSWER, now.plus(values.patience()));
                        yield state;
                    }
                    case In.Received _ -> onRepeated();
                    case In.Answer(var response) -> onAnswer(response, now);
                    case In.TransportFailed _ ->
                            state instanceof State.Terminated ? state : end(Cause.TRANSPORT);
                };
    }

    @Override
    public void tick(Instant now) {
        for (var timer = timers.due(now); timer != null; timer = timers.due(now)) {
            state =
                    switch (timer) {
                        case ANSWER -> end(Cause.UNANSWERED);
                        case J -> end(Cause.DONE);
                    };
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
    public boolean mayAnswer(int status) {
        return switch (state) {
            case State.Trying _, State.Proceeding _ -> true;
            case State.Completed _, State.Terminated _ -> false;
        };
    }

    private State onRepeated() {
        switch (state) {
            case State.Proceeding(var last) -> out.add(new Out.Transmit(last));
            case State.Completed(var last) -> out.add(new Out.Transmit(last));
            case State.Trying _, State.Terminated _ -> {}
        }
        return state;
    }

    private State onAnswer(Response response, Instant now) {
        if (!mayAnswer(response.status())) {
            throw new IllegalStateException(response.status() + " in " + state);
        }
        out.add(new Out.Transmit(response));
        if (response.status() < 200) {
            return new State.Proceeding(response);
        }
        timers.stop(Timer.ANSWER);
        request = null;
        if (reliable) {
            return end(Cause.DONE);
        }
        timers.start(Timer.J, now.plus(values.patience()));
        return new State.Completed(response);
    }

    private State end(Cause cause) {
        for (var timer : Timer.values()) {
            timers.stop(timer);
        }
        out.add(new Out.Ended(cause));
        return new State.Terminated();
    }
}
