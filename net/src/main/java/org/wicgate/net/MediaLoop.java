package org.wicgate.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final int SHARED_BUFFER = 8 * 1024 * 1024;
    private static final int OWN_BUFFER = 256 * 1024;
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(10);
    private static final long SHORTEST_WAIT = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long PENALTY = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long STOP_MILLIS = 3000;

    /** One socket, by its place in {@link #sockets}. */
    private record Socket(int handle, DatagramChannel channel, SelectionKey key) {}

    private final Thread thread;
    private final SteadyClock clock;
    private final Bugs bugs;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(PACKET);
    private final List<@Nullable Socket> sockets = new ArrayList<>();
    private final ArrayDeque<Integer> freeHandles = new ArrayDeque<>();
    private final ArrayBlockingQueue<Runnable> inbox = new ArrayBlockingQueue<>(INBOX);
    private final MediaCounters counters = new MediaCounters();
    private @Nullable MediaHandler handler;
    private volatile boolean stopped;

    /** Whether the thread sleeps in the selector, or is about to: only then has it to be woken. */
    private final AtomicBoolean asleep = new AtomicBoolean();

    private MediaLoop(String name, SteadyClock clock, Bugs bugs, Selector selector) {
        this.clock = clock;
        this.bugs = bugs;
        this.selector = selector;
        this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
    }

    /** A loop that has no socket yet and does not run yet. */
    public static MediaLoop create(String name, SteadyClock clock, Bugs bugs) throws IOException {
        return new MediaLoop(name, clock, bugs, Selector.open());
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
        return open(local, OWN_BUFFER);
    }

    /** Opens a socket that many calls share, with as much buffer as the system grants. */
    public int openShared(InetSocketAddress local) throws IOException {
        return open(local, SHARED_BUFFER);
    }

    private int open(InetSocketAddress local, int bufferSize) throws IOException {
        DatagramChannel channel =
                DatagramChannel.open(
                        local.getAddress().getAddress().length == 4
                                ? StandardProtocolFamily.INET
                                : StandardProtocolFamily.INET6);
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, bufferSize);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, bufferSize);
            channel.bind(local);
            channel.configureBlocking(false);
            return register(channel);
        } catch (IOException refused) {
            channel.close();
            throw PortInUse.because("UDP", local, refused);
        }
    }

    /** Where an open socket is bound. */
    public InetSocketAddress local(int handle) {
        try {
            return (InetSocketAddress) socket(handle).channel().getLocalAddress();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    /** Closes a socket; its handle may be given to another one later. */
    public void close(int handle) {
        Socket socket = socket(handle);
        sockets.set(handle, null);
        freeHandles.addLast(handle);
        socket.key().cancel();
        try {
            socket.channel().close();
        } catch (IOException ignored) {
            counters.countFailed();
        }
    }

    /**
     * Sends what is between the packet's position and limit. What cannot go out at once is dropped
     * and counted: late media is worth nothing.
     *
     * @return whether the system took it
     */
    public boolean send(int handle, ByteBuffer packet, InetSocketAddress target) {
        try {
            if (socket(handle).channel().send(packet, target) > 0) {
                counters.countSent();
                return true;
            }
            counters.countBlocked();
        } catch (IOException refused) {
            counters.countFailed();
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
            selector.wakeup();
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
        selector.wakeup();
        if (onThread()) {
            return;
        }
        try {
            if (!thread.getState().equals(Thread.State.NEW)) {
                thread.join(STOP_MILLIS);
            } else {
                release();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private int register(DatagramChannel channel) throws IOException {
        Integer free = freeHandles.pollFirst();
        int handle = free == null ? sockets.size() : free;
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        var socket = new Socket(handle, channel, key);
        key.attach(socket);
        if (free == null) {
            sockets.add(socket);
        } else {
            sockets.set(handle, socket);
        }
        return handle;
    }

    private Socket socket(int handle) {
        Socket socket = handle >= 0 && handle < sockets.size() ? sockets.get(handle) : null;
        if (socket == null) {
            throw new IllegalStateException("no open socket " + handle);
        }
        return socket;
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
        release();
    }

    private void await(long deadline) throws IOException {
        long wait = Math.min(deadline - clock.nanos(), LONGEST_WAIT);
        asleep.set(wait > 0);
        if (wait <= 0 || !inbox.isEmpty()) { // in this order: who posts now sees us asleep
            selector.selectNow(this::readable);
        } else { // rounded up: a deadline met late by less than 1 ms costs less than waking twice
            selector.select(this::readable, 1 + wait / 1_000_000);
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

    private void readable(SelectionKey key) {
        var socket = (Socket) key.attachment();
        try {
            for (int i = 0; i < BATCH && key.isValid(); i++) {
                buffer.clear();
                var source = (InetSocketAddress) socket.channel().receive(buffer);
                if (source == null) {
                    return;
                }
                buffer.flip();
                counters.countReceived();
                deliver(socket.handle(), source);
            }
        } catch (IOException refused) {
            counters.countFailed();
        }
    }

    private void deliver(int handle, InetSocketAddress source) {
        try {
            driven().onPacket(handle, buffer, source, clock.nanos());
        } catch (RuntimeException bug) {
            bugs.caught(thread.getName() + " packet", bug);
        }
    }

    private MediaHandler driven() {
        if (handler == null) {
            throw new IllegalStateException("not started");
        }
        return handler;
    }

    private void release() {
        for (Socket socket : List.copyOf(sockets.stream().filter(s -> s != null).toList())) {
            close(socket.handle());
        }
        try {
            selector.selectNow();
            selector.close();
        } catch (IOException ignored) {
            counters.countFailed();
        }
    }
}
