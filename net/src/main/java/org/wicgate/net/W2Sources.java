package org.wicgate.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much each source uses, and all together: RFC 6455 §10 leaves it to us. Shared by the shards,
 * for a source's connections are spread over them.
 */
final class W2Sources {
    private static final int ARRIVALS_FOR_A_HANDSHAKE = 4;
    private static final int PURGE_ABOVE = 1024;
    private static final long PURGE_EVERY = TimeUnit.SECONDS.toNanos(5);
    private static final int IPV6_PREFIX = 8;

    /** What one source uses. */
    static final class Source {
        private final boolean free;
        private final AtomicInteger connections = new AtomicInteger();
        private final Rate arrivals;
        private final Rate handshakes;
        private final Rate messages;

        private Source(boolean free, long nowNanos) {
            this.free = free;
            arrivals = new Rate(nowNanos);
            handshakes = new Rate(nowNanos);
            messages = new Rate(nowNanos);
        }
    }

    private final W2Settings.Limits limits;
    private final long turnNanos;
    private final ConcurrentHashMap<String, Source> sources = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong purgedAt = new AtomicLong();

    W2Sources(W2Settings.Limits limits, Duration turn) {
        this.limits = limits;
        this.turnNanos = turn.toNanos();
    }

    /** Counts a new TCP connection; each must leave once. */
    Source enter(InetAddress address, long nowNanos) {
        connections.incrementAndGet();
        purge(nowNanos);
        boolean free = limits.loopbackIsFree() && address.isLoopbackAddress();
        return sources.compute(
                key(address),
                (k, known) -> {
                    Source source = known == null ? new Source(free, nowNanos) : known;
                    source.connections.incrementAndGet();
                    return source;
                });
    }

    void leave(Source source) {
        connections.decrementAndGet();
        source.connections.decrementAndGet();
    }

    /** Whether there are so many connections that not even a refusal can be afforded. */
    boolean isFlooded() {
        return connections.get() > limits.connections() + limits.connections() / 8 + 16;
    }

    /**
     * How long a new connection waits before it is worth a TLS handshake: a source may connect four
     * times as often as it may open a WebSocket.
     *
     * @return nanoseconds; negative for too long
     */
    long arrivalWait(Source source, long nowNanos) {
        int arrivals = limits.handshakesPerSecond() * ARRIVALS_FOR_A_HANDSHAKE;
        return source.free ? 0 : source.arrivals.reserve(nowNanos, arrivals, turnNanos);
    }

    /** Why a handshake has to be refused for now; empty when it need not be. */
    String refusal(Source source) {
        if (connections.get() > limits.connections()) {
            return "too many connections";
        }
        if (!source.free && source.connections.get() > limits.connectionsPerSource()) {
            return "too many connections from this address";
        }
        return "";
    }

    /**
     * How long a handshake waits for its turn: who can be let in a moment later is not refused.
     *
     * @return nanoseconds; negative for longer than one may be kept waiting
     */
    long handshakeWait(Source source, long nowNanos) {
        return source.free
                ? 0
                : source.handshakes.reserve(nowNanos, limits.handshakesPerSecond(), turnNanos);
    }

    /** Whether one more message of the source is within its rate. */
    boolean mayTalk(Source source, long nowNanos) {
        return source.free || source.messages.take(nowNanos, limits.messagesPerSecond());
    }

    private void purge(long nowNanos) {
        long last = purgedAt.get();
        if (sources.size() < PURGE_ABOVE
                || nowNanos - last < PURGE_EVERY
                || !purgedAt.compareAndSet(last, nowNanos)) {
            return;
        }
        for (String key : sources.keySet()) {
            sources.computeIfPresent(key, (k, s) -> isForgettable(s, nowNanos) ? null : s);
        }
    }

    private static boolean isForgettable(Source source, long nowNanos) {
        return source.connections.get() == 0
                && source.arrivals.isIdle(nowNanos)
                && source.handshakes.isIdle(nowNanos)
                && source.messages.isIdle(nowNanos);
    }

    private static String key(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address) {
            bytes = Arrays.copyOf(bytes, IPV6_PREFIX);
        }
        return HexFormat.of().formatHex(bytes);
    }
}
