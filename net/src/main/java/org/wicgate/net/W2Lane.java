package org.wicgate.net;

import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The WebSocket server's part on one shard: its connections, and who is told of them. */
final class W2Lane {
    private static final Logger LOG = LoggerFactory.getLogger(W2Server.class);

    final Shard shard;
    final W2Settings settings;
    final W2Sources sources;
    final W2Counters counters;
    final LongObjectMap<W2Session> sessions = new LongObjectHashMap<>();
    final W2Wheel wheel;
    private final W2Events events;
    private final CalmLog log;

    W2Lane(
            Shard shard,
            W2Settings settings,
            W2Sources sources,
            W2Counters counters,
            W2Events events,
            CalmLog log) {
        this.shard = shard;
        this.settings = settings;
        this.sources = sources;
        this.counters = counters;
        this.events = events;
        this.log = log;
        this.wheel = new W2Wheel(shard.clock()::nanos, this::alarm, shard.bugs());
    }

    private void alarm(long nanos, Runnable step) {
        var _ = shard.loop().schedule(step, nanos, TimeUnit.NANOSECONDS);
    }

    long nanos() {
        return shard.clock().nanos();
    }

    void opened(W2Session session, W2Events.Opened connection) {
        sessions.put(connection.id(), session);
        counters.opened.increment();
        LOG.debug("{} opened", connection);
        guarded("opened", () -> events.opened(connection));
    }

    void message(long id, byte[] message, boolean text) {
        counters.received.increment();
        guarded("message", () -> events.message(id, message, text));
    }

    void closed(long id, int code, String reason) {
        sessions.remove(id);
        counters.closed.increment();
        LOG.debug("connection {} closed: {} {}", id, code, reason);
        guarded("closed", () -> events.closed(id, code, reason));
    }

    boolean mayStayIdle(long id) {
        try {
            return events.mayStayIdle(id);
        } catch (RuntimeException bug) {
            shard.bugs().caught("W2 mayStayIdle", bug);
            return true;
        }
    }

    /**
     * Counts a refused handshake and says why, as far as the log bears it.
     *
     * @param cause one of a few
     */
    void refused(Object remote, int status, String cause, String why) {
        counters.refused.increment();
        log.say(cause, "handshake from %s refused: %d %s".formatted(remote, status, why), nanos());
    }

    /** Counts a connection that is ended from here and says why, as far as the log bears it. */
    void cutOff(LongAdder counter, Object remote, int code, String why) {
        counter.increment();
        String cause = counter.equals(counters.violated) ? "cut off " + code : why;
        log.say(cause, "connection from %s cut off: %d %s".formatted(remote, code, why), nanos());
    }

    private void guarded(String what, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException bug) {
            shard.bugs().caught("W2 " + what, bug);
        }
    }
}
