package org.wicgate.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One media worker: a thread that owns UDP sockets and runs whatever handles their packets, from
 * socket to socket. One buffer for all that comes in; no queue and no lock on the way. Open what is
 * needed before {@link #start}, or on the loop's thread.
 */
public final class MediaLoop implements AutoCloseable {
    /** The longest datagram taken; a longer one is cut. */
    public static final int PACKET = 2048;

    /** How many posted tasks may wait. */
    static final int INBOX = 65_536;

    private static final int BATCH = 64;
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(10);
    private static final long SHORTEST_WAIT = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long PENALTY = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long STOP_MILLIS = 3000;

    private final Thread thread;
    private final SteadyClock clock;
    private final Bugs bugs;
    private final MediaSockets sockets;
    private final MediaSockets.Taker taker = new FromSockets();
    private final ArrayBlockingQueue<Runnable> inbox = new ArrayBlockingQueue<>(INBOX);
    private final Gathering gathering;
    private final MediaCounters counters = new MediaCounters();
    private final Marks marks = new Marks();
    private @Nullable MediaHandler handler;
    private volatile boolean stopped;

    /** Whether the thread waits for its sockets, or is about to: only then has it to be woken. */
    private final AtomicBoolean asleep = new AtomicBoolean();

    private MediaLoop(
            String name, SteadyClock clock, Bugs bugs, MediaSockets sockets, Duration gather) {
        this.clock = clock;
        this.bugs = bugs;
        this.sockets = sockets;
        this.gathering = new Gathering(gather.toNanos());
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
    }

    /** A loop that has no socket yet and does not run yet, with no packet waiting for others. */
    public static MediaLoop create(String name, SteadyClock clock, Bugs bugs) throws IOException {
        return create(name, clock, bugs, Duration.ZERO);
    }

    /**
     * A loop that has no socket yet and does not run yet.
     *
     * @param gather how long a packet may wait for others where many come
     */
    public static MediaLoop create(String name, SteadyClock clock, Bugs bugs, Duration gather)
            throws IOException {
        return new MediaLoop(name, clock, bugs, MediaSockets.fastest(), gather);
    }

    /** The same with sockets of one kind. */
    static MediaLoop create(String name, SteadyClock clock, Bugs bugs, MediaSockets.Kind kind)
            throws IOException {
        return new MediaLoop(name, clock, bugs, MediaSockets.open(kind), Duration.ofNanos(50_000));
    }

    /** Runs {@code handler} from now on. */
    public void start(MediaHandler handler) {
        this.handler = handler;
        thread.start();
    }

    /**
     * Opens a socket for one call's media; port 0 for any.
     *
     * @return its handle
     * @throws PortInUse when somebody else has the port
     */
    public int open(InetSocketAddress local) throws IOException {
        return sockets.open(local, MediaSockets.Use.OWN);
    }

    /** Opens a socket that many calls share, with as much buffer as the system grants. */
    public int openShared(InetSocketAddress local) throws IOException {
        return sockets.open(local, MediaSockets.Use.SHARED);
    }

    /**
     * Marks what is sent from a socket from now on. Asks the system only when that changes, so that
     * it may be called for every packet.
     *
     * @param dscp a differentiated services code point, 0 to 63 (RFC 2474 §3)
     * @return false when the system refused just now: all goes out as before
     */
    public boolean mark(int handle, int dscp) {
        return !marks.change(handle, dscp) || sockets.mark(handle, dscp);
    }

    /** Where an open socket is bound. */
    public InetSocketAddress local(int handle) {
        return sockets.local(handle);
    }

    /** Closes a socket; its handle may be given to another one later. */
    public void close(int handle) {
        marks.forget(handle);
        sockets.close(handle);
    }

    /**
     * Sends what is between the packet's position and limit. What cannot go out at once is dropped
     * and counted: late media is worth nothing.
     *
     * @return whether the system took it
     */
    public boolean send(int handle, ByteBuffer packet, InetSocketAddress target) {
        switch (sockets.send(handle, packet, target)) {
            case TAKEN -> {
                counters.countSent();
                return true;
            }
            case BLOCKED -> counters.countBlocked();
            case FAILED -> counters.countFailed();
        }
        return false;
    }

    /**
     * Runs a task on the loop's thread.
     *
     * @return false when too many wait or the loop has stopped; it will not run
     */
    public boolean post(Runnable task) {
        if (stopped || !inbox.offer(task)) {
            return false;
        }
        if (asleep.compareAndSet(true, false)) {
            sockets.wakeup();
        }
        return true;
    }

    /** Whether the caller runs on the loop's thread. */
    public boolean onThread() {
        return Thread.currentThread().equals(thread);
    }

    /** The present time on the loop's clock. */
    public long nanos() {
        return clock.nanos();
    }

    /** What it did so far. */
    public MediaCounters counters() {
        return counters;
    }

    /** Ends the thread and closes all sockets. */
    @Override
    public void close() {
        stopped = true;
        sockets.wakeup();
        if (onThread()) {
            return;
        }
        try {
            if (!thread.getState().equals(Thread.State.NEW)) {
                thread.join(STOP_MILLIS);
            } else {
                sockets.close();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long deadline = tick();
        while (!stopped) {
            try {
                await(deadline);
            } catch (IOException broken) {
                bugs.caught("media select", broken);
            }
            tasks();
            deadline = tick();
        }
        sockets.close();
    }

    private void await(long deadline) throws IOException {
        long rest = gathering.rest(clock.nanos());
        if (rest > 0) {
            LockSupport.parkNanos(rest);
        }
        long wait = Math.min(deadline - clock.nanos(), LONGEST_WAIT);
        asleep.set(wait > 0);
        if (wait <= 0 || !inbox.isEmpty()) { // in this order: who posts now sees us asleep
            sockets.await(0, taker);
        } else {
            sockets.await(wait, taker);
        }
        asleep.set(false);
    }

    private void tasks() {
        for (int i = 0; i < BATCH; i++) {
            Runnable task = inbox.poll();
            if (task == null) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException bug) {
                bugs.caught(thread.getName() + " task", bug);
            }
        }
    }

    private long tick() {
        long now = clock.nanos();
        try {
            return Math.max(driven().onTick(now), now + SHORTEST_WAIT);
        } catch (RuntimeException bug) {
            bugs.caught(thread.getName() + " tick", bug);
            return now + PENALTY;
        }
    }

    private final class FromSockets implements MediaSockets.Taker {
        @Override
        public void taken(int handle, ByteBuffer packet, InetSocketAddress source) {
            counters.countReceived();
            gathering.count();
            try {
                driven().onPacket(handle, packet, source, clock.nanos());
            } catch (RuntimeException bug) {
                bugs.caught(thread.getName() + " packet", bug);
            }
        }

        @Override
        public void failed() {
            counters.countFailed();
        }
    }

    private MediaHandler driven() {
        if (handler == null) {
            throw new IllegalStateException("not started");
        }
        return handler;
    }
}
