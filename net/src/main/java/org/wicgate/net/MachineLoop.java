package org.wicgate.net;

import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Machine;

/**
 * Drives one machine on one shard: inputs in, its timer, and all outputs handed on before the next
 * input. What the machine or the taker of its outputs throws is a bug: it costs that input, not the
 * shard.
 *
 * @param <I> the machine's inputs
 * @param <O> the machine's outputs
 */
public final class MachineLoop<I, O> {
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration PENALTY = Duration.ofMillis(200);

    private final String name;
    private final Shard shard;
    private final Machine<I, O> machine;
    private final Consumer<O> outputs;
    private final long grain;
    private final ArrayDeque<I> waiting = new ArrayDeque<>();
    private boolean running;
    private Instant timerAt = Instant.MAX;
    private @Nullable ScheduledFuture<?> timer;

    MachineLoop(
            String name, Shard shard, Machine<I, O> machine, Consumer<O> outputs, Duration grain) {
        this.name = name;
        this.shard = shard;
        this.machine = machine;
        this.outputs = outputs;
        this.grain = Math.max(1, grain.toNanos());
    }

    /**
     * Gives an input. On the shard's own thread it is handled before this returns, or, when given
     * from within an output, right after the current one. From any other thread it goes through the
     * shard's inbox.
     *
     * @return false when the inbox is full: the input is lost and the caller owes its sender an
     *     answer
     */
    public boolean give(I input) {
        if (!shard.onThread()) {
            return shard.post(() -> take(input));
        }
        take(input);
        return true;
    }

    /** Whose thread this machine runs on. */
    public Shard shard() {
        return shard;
    }

    void start() {
        run(this::drain);
    }

    private void take(I input) {
        waiting.add(input);
        if (!running) {
            run(this::inputs);
        }
    }

    private void run(Runnable step) {
        running = true;
        try {
            step.run();
            inputs();
        } finally {
            running = false;
        }
        arm(Duration.ZERO);
    }

    private void inputs() {
        for (I input = waiting.poll(); input != null; input = waiting.poll()) {
            Instant now = shard.clock().instant();
            if (!machine.deadline().isAfter(now)) {
                tick(now);
            }
            try {
                machine.handle(input, now);
            } catch (RuntimeException | StackOverflowError bug) {
                shard.bugs().caught(name + " given " + input.getClass().getSimpleName(), bug);
            }
            drain();
        }
    }

    private void tick(Instant now) {
        try {
            machine.tick(now);
        } catch (RuntimeException | StackOverflowError bug) {
            shard.bugs().caught(name + " at its deadline", bug);
        }
        drain();
    }

    private void drain() {
        try {
            for (O out = machine.poll(); out != null; out = machine.poll()) {
                hand(out);
            }
        } catch (RuntimeException | StackOverflowError bug) {
            shard.bugs().caught(name + " polled", bug);
        }
    }

    private void hand(O out) {
        try {
            outputs.accept(out);
        } catch (RuntimeException | StackOverflowError bug) {
            shard.bugs().caught(name + " put out " + out.getClass().getSimpleName(), bug);
        }
    }

    private void arm(Duration atLeast) {
        Instant deadline = machine.deadline();
        if (deadline.equals(Instant.MAX) || (timer != null && !deadline.isBefore(timerAt))) {
            return; // a timer that is set too early fires, finds nothing due and arms itself again
        }
        if (timer != null) {
            timer.cancel(false);
        }
        Instant now = shard.clock().instant();
        Duration wait = LONGEST_WAIT;
        if (deadline.isBefore(now.plus(LONGEST_WAIT))) {
            wait = Duration.between(now, deadline);
        }
        wait = grained(wait.compareTo(atLeast) < 0 ? atLeast : wait);
        timerAt = now.plus(wait);
        timer = shard.loop().schedule(this::due, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** To the next whole grain: what is due within one is done in one go. */
    private Duration grained(Duration wait) {
        long since = shard.clock().nanos() % grain;
        long grains = (since + wait.toNanos() + grain - 1) / grain;
        return Duration.ofNanos(grains * grain - since);
    }

    private void due() {
        timer = null;
        timerAt = Instant.MAX;
        Instant now = shard.clock().instant();
        Instant deadline = machine.deadline();
        if (deadline.isAfter(now)) {
            arm(Duration.ZERO);
            return;
        }
        running = true;
        try {
            tick(now);
            inputs();
        } finally {
            running = false;
        }
        boolean stuck = machine.deadline().equals(deadline);
        if (stuck) {
            var bug = new IllegalStateException("deadline " + deadline + " stays after its tick");
            shard.bugs().caught(name, bug);
        }
        arm(stuck ? PENALTY : Duration.ZERO);
    }
}
