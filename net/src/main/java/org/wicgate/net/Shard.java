package org.wicgate.net;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.wicgate.base.Machine;

/**
 * One event loop and all that lives on it: connections and the machines behind them. One thread, so
 * nothing here is locked. What others have for it goes through a bounded inbox.
 */
public final class Shard {
    /** How many posted tasks may wait: a shard that far behind is better told so. */
    static final int INBOX = 65_536;

    private static final int INDEX_SHIFT = 40;

    private final int index;
    private final EventLoop loop;
    private final SteadyClock clock;
    private final Bugs bugs;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private long connections;

    Shard(int index, EventLoop loop, SteadyClock clock, Bugs bugs) {
        this.index = index;
        this.loop = loop;
        this.clock = clock;
        this.bugs = bugs;
    }

    /** Its place among the shards, from 0. */
    public int index() {
        return index;
    }

    /** The clock that all shards share. */
    public SteadyClock clock() {
        return clock;
    }

    /** Whether the caller runs on this shard's thread. */
    public boolean onThread() {
        return loop.inEventLoop();
    }

    /**
     * Runs a task on this shard's thread, after what was posted before it.
     *
     * @return false when the inbox is full or the shard has stopped; the task will not run
     */
    public boolean post(Runnable task) {
        if (waiting.incrementAndGet() > INBOX) {
            waiting.decrementAndGet();
            refused.increment();
            return false;
        }
        try {
            loop.execute(() -> run(task));
            return true;
        } catch (RejectedExecutionException stopped) {
            waiting.decrementAndGet();
            return false;
        }
    }

    /** Puts a machine on this shard. Any thread may call; it starts on the shard's own. */
    public <I, O> MachineLoop<I, O> drive(String name, Machine<I, O> machine, Consumer<O> outputs) {
        return drive(name, machine, outputs, Duration.ZERO);
    }

    /**
     * The same for a machine with many timers, none of which has to ring at once.
     *
     * @param grain how late one may ring, so that many ring together and the loop sleeps longer
     */
    public <I, O> MachineLoop<I, O> drive(
            String name, Machine<I, O> machine, Consumer<O> outputs, Duration grain) {
        var driven = new MachineLoop<>(name, this, machine, outputs, grain);
        loop.execute(driven::start);
        return driven;
    }

    /**
     * Tells again and again, after each pause of {@code every}, how much later than that the loop
     * came to it, on the loop's thread: what waits in a socket waits as long.
     */
    public void watch(Duration every, Consumer<Duration> late) {
        var look =
                new Runnable() {
                    private long due = clock.nanos() + every.toNanos();

                    @Override
                    public void run() {
                        long lag = Math.max(0, clock.nanos() - due);
                        try {
                            late.accept(Duration.ofNanos(lag));
                        } catch (RuntimeException | StackOverflowError bug) {
                            bugs.caught("shard " + index, bug);
                        }
                        due = clock.nanos() + every.toNanos();
                    }
                };
        var _ =
                loop.scheduleWithFixedDelay(
                        look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** How many tasks wait in the inbox. */
    public int waiting() {
        return waiting.get();
    }

    /** How many tasks were refused because the inbox was full. */
    public long refused() {
        return refused.sum();
    }

    /** Which shard owns a connection. */
    public static int ownerOf(long connection) {
        return (int) (connection >>> INDEX_SHIFT);
    }

    /** A number for a new connection that names this shard. On the shard's thread only. */
    long nextConnection() {
        connections++;
        return ((long) index << INDEX_SHIFT) | connections;
    }

    EventLoop loop() {
        return loop;
    }

    Bugs bugs() {
        return bugs;
    }

    private void run(Runnable task) {
        waiting.decrementAndGet();
        try {
            task.run();
        } catch (RuntimeException | StackOverflowError bug) {
            bugs.caught("shard " + index, bug);
        }
    }
}
