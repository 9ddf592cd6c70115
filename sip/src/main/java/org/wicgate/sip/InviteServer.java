package org.wicgate.sip;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Timers;

/** The INVITE server transaction: RFC 3261 §17.2.1 as corrected by RFC 6026 §8.5. */
public final class InviteServer implements ServerTransaction {
    private sealed interface State {
        /** The user has said nothing yet. */
        record Silent() implements State {}

        record Proceeding(Response last) implements State {}

        record Completed(Response refusal, Duration interval) implements State {}

        record Confirmed() implements State {}

        /**
         * @param tag the To tag of the 2xx
         */
        record Accepted(@Nullable String tag) implements State {}

        record Terminated() implements State {}
    }

    /** L is RFC 6026's; TRYING is the 200 ms after which 100 is sent for the user. */
    private enum Timer {
        TRYING,
        G,
        H,
        I,
        L
    }

    private static final Duration TRYING_AFTER = Duration.ofMillis(200);

    private final boolean reliable;
    private final TimerValues values;
    private final Timers<Timer> timers = new Timers<>();
    private final Queue<Out> out = new ArrayDeque<>(2);
    private State state = new State.Silent();

    /** Let go with the final answer: what waits for timer L or H is many, and is kept long. */
    private @Nullable Request invite;

    public InviteServer(Request invite, boolean reliable, TimerValues values) {
        this.invite = invite;
        this.reliable = reliable;
        this.values = values;
    }

    @Override
    public void handle(In input, Instant now) {
        state =
                switch (input) {
                    case In.Start _ -> {
                        timers.start(Timer.TRYING, now.plus(TRYING_AFTER));
                        yield state;
                    }
                    case In.Received(var request) when request.is(Method.ACK) ->
                            onAck(request, now);
                    case In.Received _ -> onRepeated();
                    case In.Answer(var response) -> onAnswer(response, now);
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
    public boolean mayAnswer(int status) {
        return switch (state) {
            case State.Silent _, State.Proceeding _ -> true;
            case State.Accepted _ -> status / 100 == 2;
            case State.Completed _, State.Confirmed _, State.Terminated _ -> false;
        };
    }

    /** The To tag that the user answered with last; null while it has named none. */
    @Nullable String toTag() {
        return switch (state) {
            case State.Proceeding(var last) -> last.to().tag();
            case State.Completed(var refusal, _) -> refusal.to().tag();
            case State.Accepted(var tag) -> tag;
            case State.Silent _, State.Confirmed _, State.Terminated _ -> null;
        };
    }

    private State onRepeated() {
        switch (state) {
            case State.Proceeding(var last) -> out.add(new Out.Transmit(last));
            case State.Completed(var refusal, _) -> out.add(new Out.Transmit(refusal));
            // RFC 6026 §7.1: "any retransmissions of the INVITE ... MUST be absorbed"
            case State.Silent _, State.Accepted _, State.Confirmed _, State.Terminated _ -> {}
        }
        return state;
    }

    private State onAck(Request ack, Instant now) {
        return switch (state) {
            case State.Completed _ -> confirmed(now);
            case State.Accepted _ -> { // RFC 6026 §7.1: the user matches ACK to 2xx, not we
                out.add(new Out.ToUser(ack));
                yield state;
            }
            case State.Silent _, State.Proceeding _, State.Confirmed _, State.Terminated _ -> state;
        };
    }

    private State confirmed(Instant now) {
        timers.stop(Timer.G);
        timers.stop(Timer.H);
        if (reliable) {
            return end(Cause.DONE);
        }
        timers.start(Timer.I, now.plus(values.t4()));
        return new State.Confirmed();
    }

    private State onAnswer(Response response, Instant now) {
        return switch (state) {
            case State.Silent _, State.Proceeding _ -> answer(response, now);
            case State.Accepted _ when response.isSuccess() -> {
                out.add(new Out.Transmit(response)); // RFC 6026 §7.1: the user repeats its 2xx
                yield state;
            }
            case State.Accepted _, State.Completed _, State.Confirmed _, State.Terminated _ ->
                    throw new IllegalStateException(response.status() + " in " + state);
        };
    }

    private State answer(Response response, Instant now) {
        out.add(new Out.Transmit(response));
        timers.stop(Timer.TRYING);
        if (response.status() < 200) {
            return new State.Proceeding(response);
        }
        invite = null;
        if (response.status() < 300) {
            timers.start(Timer.L, now.plus(values.patience()));
            return new State.Accepted(response.to().tag());
        }
        if (!reliable) {
            timers.start(Timer.G, now.plus(values.t1()));
        }
        timers.start(Timer.H, now.plus(values.patience()));
        return new State.Completed(response, values.t1());
    }

    private State onTransportFailed() {
        return switch (state) {
            case State.Completed _ -> end(Cause.TRANSPORT);
            // RFC 6026 §8.5: the user learns it, and the transaction goes on absorbing
            case State.Silent _,
                    State.Proceeding _,
                    State.Accepted _,
                    State.Confirmed _,
                    State.Terminated _ ->
                    state;
        };
    }

    private State onTimer(Timer timer, Instant now) {
        return switch (timer) {
            case TRYING -> {
                var trying = Response.to(request(), 100).build();
                out.add(new Out.Transmit(trying));
                yield new State.Proceeding(trying);
            }
            case G -> {
                if (!(state instanceof State.Completed(var refusal, var interval))) {
                    throw new IllegalStateException("timer G in " + state);
                }
                out.add(new Out.Transmit(refusal));
                var next = values.next(interval);
                timers.start(Timer.G, now.plus(next));
                yield new State.Completed(refusal, next);
            }
            case H -> end(Cause.NO_ACK);
            case I, L -> end(Cause.DONE);
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
