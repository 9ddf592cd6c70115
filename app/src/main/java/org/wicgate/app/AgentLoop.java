package org.wicgate.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.wicgate.base.Timers;
import org.wicgate.net.Bugs;
import org.wicgate.net.MediaHandler;
import org.wicgate.net.MediaLoop;
import org.wicgate.net.SteadyClock;
import org.wicgate.webrtc.WebRtcTransport;

/** A thread that many agents share: it has their media sockets, and runs each when it is due. */
final class AgentLoop implements MediaHandler, AutoCloseable {
    private static final int ROOM = MediaLoop.PACKET + WebRtcTransport.MAX_OVERHEAD;
    private static final Duration SHORTEST_WAIT = Duration.ofNanos(100_000);

    private final MediaLoop loop;
    private final SteadyClock clock;
    private final Timers<Agent> due = new Timers<>();
    private final Map<Integer, Place> places = new HashMap<>();
    private final byte[] received = new byte[ROOM];
    private final ByteBuffer sending = ByteBuffer.allocateDirect(ROOM);

    /** Whose a socket is, and which of its sockets. */
    private record Place(Agent agent, int index) {}

    /** Media sockets of one agent, in its order. */
    record Sockets(List<Integer> handles, List<InetSocketAddress> addresses) {}

    private AgentLoop(MediaLoop loop, SteadyClock clock) {
        this.loop = loop;
        this.clock = clock;
    }

    /** A loop that runs, and has no agent yet. */
    static AgentLoop start(String name, SteadyClock clock, Bugs bugs) throws IOException {
        var loop = new AgentLoop(MediaLoop.create(name, clock, bugs), clock);
        loop.loop.start(loop);
        return loop;
    }

    /** Opens sockets on an address of this machine; on any thread but its own. */
    Sockets open(int count, InetAddress at) throws IOException {
        var opened =
                new FutureTask<>(() -> {
                    var handles = new ArrayList<Integer>();
                    for (int i = 0; i < count; i++) {
                        handles.add(loop.open(new InetSocketAddress(at, 0)));
                    }
                    return new Sockets(handles, handles.stream().map(loop::local).toList());
                });
        if (!loop.post(opened)) {
            throw new IOException("too much to do to open a socket");
        }
        try {
            return opened.get();
        } catch (ExecutionException e) {
            throw new IOException("no media socket: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Runs this agent from now on. */
    void add(Agent agent, Sockets sockets) {
        loop.post(() -> {
            for (int i = 0; i < sockets.handles.size(); i++) {
                places.put(sockets.handles.get(i), new Place(agent, i));
            }
            agent.settle();
        });
    }

    /** Forgets an agent, and closes its sockets. */
    void remove(Agent agent, Sockets sockets) {
        loop.post(() -> {
            due.stop(agent);
            for (int handle : sockets.handles) {
                places.remove(handle);
                loop.close(handle);
            }
        });
    }

    /** Runs a task on the loop's thread. */
    void post(Runnable task) {
        loop.post(task);
    }

    /** Has the agent ticked at its deadline; on the loop's thread. */
    void wake(Agent agent, Instant at) {
        if (at.equals(Instant.MAX)) {
            due.stop(agent);
        } else {
            due.start(agent, at);
        }
    }

    /** Sends from a socket, by its handle; on the loop's thread. */
    void send(int handle, byte[] packet, int offset, int length, InetSocketAddress to) {
        if (places.containsKey(handle)) {
            sending.clear().put(packet, offset, length).flip();
            loop.send(handle, sending, to);
        }
    }

    @Override
    public void onPacket(int socket, ByteBuffer packet, InetSocketAddress source, long nowNanos) {
        var place = places.get(socket);
        if (place != null) {
            int length = packet.remaining();
            packet.get(received, 0, length);
            place.agent.received(received, length, place.index, source);
        }
    }

    @Override
    public long onTick(long nowNanos) {
        Instant now = clock.instant();
        Instant soon = now.plus(SHORTEST_WAIT);
        for (var agent = due.due(now); agent != null; agent = due.due(now)) {
            due.start(agent, soon); // until it tells better, and for one that cannot
            agent.tick(now, soon);
        }
        Instant next = due.deadline();
        return next.equals(Instant.MAX)
                ? Long.MAX_VALUE
                : nowNanos + Math.max(0, Duration.between(now, next).toNanos());
    }

    /** Ends the thread and closes all sockets. */
    @Override
    public void close() {
        loop.close();
    }
}
