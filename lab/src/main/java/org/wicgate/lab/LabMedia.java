package org.wicgate.lab;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;

/**
 * The media of the services: plain RTP and RTCP, each call on ports of its own. For one thread, the
 * one that owns the sockets.
 */
public final class LabMedia {
    /** What owns the sockets. */
    public interface Sockets {
        /** Opens a pair of ports; null when there is none. */
        @Nullable Ports open();

        /** Closes a pair. */
        void close(Ports ports);

        /** Sends what is between position and limit; what cannot go out at once is lost. */
        void send(int socket, ByteBuffer packet, InetSocketAddress to);
    }

    /**
     * Two open sockets.
     *
     * @param address of the RTP socket; RTCP is on the next port
     */
    public record Ports(int rtp, int rtcp, InetSocketAddress address) {}

    private final Sockets sockets;
    private final Consumer<MediaEvent> events;
    private final Entropy entropy;
    private final Map<Long, MediaSession> sessions = new HashMap<>();
    private @Nullable MediaSession[] bySocket = new @Nullable MediaSession[64];
    private long deadline = Long.MAX_VALUE;

    public LabMedia(Sockets sockets, Consumer<MediaEvent> events, Entropy entropy) {
        this.sockets = sockets;
        this.events = events;
        this.entropy = entropy;
    }

    /** Does what the signalling wants. */
    public void command(MediaCommand command, long nowNanos) {
        switch (command) {
            case MediaCommand.Open(var session) -> open(session);
            case MediaCommand.Start start -> {
                var known = sessions.get(start.session());
                if (known != null) {
                    deadline = Math.min(deadline, known.start(start, nowNanos));
                }
            }
            case MediaCommand.Close(var session) -> close(session);
        }
    }

    private void open(long id) {
        var ports = sockets.open();
        if (ports == null) {
            events.accept(new MediaEvent.Refused(id, "no port is free"));
            return;
        }
        var session = new MediaSession(ports, sockets, entropy);
        sessions.put(id, session);
        int highest = Math.max(ports.rtp(), ports.rtcp());
        if (highest >= bySocket.length) {
            bySocket = Arrays.copyOf(bySocket, highest * 2);
        }
        bySocket[ports.rtp()] = session;
        bySocket[ports.rtcp()] = session;
        events.accept(new MediaEvent.Opened(id, ports.address()));
    }

    private void close(long id) {
        var session = sessions.remove(id);
        if (session == null) {
            return;
        }
        bySocket[session.ports().rtp()] = null;
        bySocket[session.ports().rtcp()] = null;
        sockets.close(session.ports());
        events.accept(
                new MediaEvent.Closed(id, session.received(), session.sent(), session.strangers()));
    }

    /** One datagram; the packet may be changed in place. */
    public void onPacket(int socket, ByteBuffer packet, InetSocketAddress source, long nowNanos) {
        var session = socket >= 0 && socket < bySocket.length ? bySocket[socket] : null;
        if (session == null) {
            return;
        }
        if (socket == session.ports().rtp()) {
            session.onRtp(packet, source, nowNanos);
        } else {
            session.onRtcp(packet, source, nowNanos);
        }
    }

    /**
     * Sends what is due.
     *
     * @return when it wants to be called at the latest; {@link Long#MAX_VALUE} for never
     */
    public long onTick(long nowNanos) {
        if (nowNanos < deadline) {
            return deadline;
        }
        long next = Long.MAX_VALUE;
        for (var session : sessions.values()) {
            next = Math.min(next, session.tick(nowNanos));
        }
        deadline = next;
        return next;
    }

    /** How many calls have ports. */
    public int size() {
        return sessions.size();
    }
}
