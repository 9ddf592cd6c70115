package org.wicgate.eimsagw;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Event;
import org.wicgate.iq.Local;
import org.wicgate.iq.Stream;
import org.wicgate.webrtc.Ufrag;
import org.wicgate.webrtc.WebRtcTransport;

/**
 * The contexts of one media thread of the eIMS-AGW (TS 23.334 §5, §8), which alone calls it.
 * Commands and packets go in; events and packets come out of the sink meanwhile. Times are
 * nanoseconds since 1970 of one clock that never goes backwards.
 */
public final class AccessGateway {
    private final GatewaySettings settings;
    private final CorePorts ports;
    private final GatewaySink sink;
    private final StreamRelay.Surroundings around;
    private final CoreDirectory coreDirectory = new CoreDirectory();
    private final AccessDirectory directory;
    private final AccessDirectory rtcpDirectory;
    private final Deadlines deadlines = new Deadlines();
    private final Map<ContextId, List<StreamRelay>> contexts = new HashMap<>();
    private final Map<Event.Cause, Long> refused = new EnumMap<>(Event.Cause.class);
    private final Map<Event.Loss, Long> lost = new EnumMap<>(Event.Loss.class);
    private final GatewayPolicy policy;
    private final Heartbeats heartbeats;
    private final Tally goneToCore = new Tally();
    private final Tally goneToAccess = new Tally();
    private long reserved;
    private long strangers;
    private long unroutable;
    private long hung;

    /** A gateway without contexts. */
    public AccessGateway(
            GatewaySettings settings,
            GatewayPolicy policy,
            AccessTransports transports,
            CorePorts ports,
            Entropy entropy,
            GatewaySink sink) {
        this.settings = settings;
        this.policy = policy;
        this.heartbeats = new Heartbeats(policy.heartbeat());
        this.ports = ports;
        this.sink = sink;
        this.directory = new AccessDirectory(settings.w3().rtp(), true);
        this.rtcpDirectory = new AccessDirectory(settings.w3().rtcp(), false);
        this.around =
                new StreamRelay.Surroundings(
                        settings,
                        transports,
                        coreDirectory,
                        directory,
                        rtcpDirectory,
                        deadlines,
                        sink,
                        entropy,
                        loss -> lost.merge(loss, 1L, Long::sum),
                        policy);
    }

    /** Carries out a command; its one answer is in the sink when this returns. */
    public void command(Command command, long nowNanos) {
        sink.event(
                switch (command) {
                    case Command.Reserve reserve -> reserve(reserve, nowNanos);
                    case Command.Configure configure -> configure(configure, nowNanos);
                    case Command.Audit audit -> audit(audit, nowNanos);
                    case Command.Release release -> release(release);
                });
        deadlines.settle();
    }

    /**
     * A datagram came. It is changed in place; behind it there must be {@link
     * WebRtcTransport#MAX_OVERHEAD} bytes of room, or it is not sent on.
     *
     * @param socket what it came to: a socket, or a TCP connection of a WIC
     */
    public void receive(
            int socket,
            byte[] packet,
            int offset,
            int length,
            InetSocketAddress from,
            long nowNanos) {
        if (directory.has(socket)) {
            fromAccess(socket, packet, offset, length, from, nowNanos);
            return;
        }
        if (rtcpDirectory.has(socket)) {
            rtcpFromAccess(socket, packet, offset, length, from, nowNanos);
            return;
        }
        var relay = coreDirectory.on(socket);
        if (relay == null) {
            unroutable++;
        } else {
            relay.through.fromCore(socket, packet, offset, length, from, nowNanos);
        }
    }

    /**
     * Whether this packet, the first that came over a TCP connection, makes it one for this
     * gateway: it is a check that names a stream of ours (RFC 6544 §7.2).
     */
    public boolean isNamedBy(byte[] packet, int offset, int length) {
        String ufrag = Ufrag.in(packet, offset, length);
        return ufrag != null && directory.isNamed(ufrag);
    }

    /** A TCP connection of a WIC is no more; its number is not given to another one soon. */
    public void closed(int connection) {
        directory.closed(connection);
    }

    /** Fires what is due; harmless and cheap when nothing is. */
    public void tick(long nowNanos) {
        deadlines.settle();
        for (var relay = deadlines.due(nowNanos); relay != null; relay = deadlines.due(nowNanos)) {
            relay.tick(nowNanos);
        }
        for (var due = heartbeats.due(nowNanos); due != null; due = heartbeats.due(nowNanos)) {
            sink.event(
                    due.isGivenUp()
                            ? release(new Command.Release(due.context()))
                            : new Event.Heartbeat(due.context()));
            hung += due.isGivenUp() ? 1 : 0;
        }
        deadlines.settle();
    }

    /** When {@link #tick} is next wanted; {@link Long#MAX_VALUE} for never. */
    public long deadline() {
        deadlines.settle();
        return Math.min(deadlines.next(), heartbeats.next());
    }

    /** What it did so far. Goes through all contexts. */
    public GatewayCounters counters() {
        var toCore = new Tally();
        var toAccess = new Tally();
        toCore.add(goneToCore);
        toAccess.add(goneToAccess);
        int streams = 0;
        int transcoded = 0;
        for (var context : contexts.values()) {
            context.forEach(relay -> relay.through.addTo(toCore, toAccess));
            streams += context.size();
            for (var relay : context) {
                transcoded += relay.through.transcoding().isEmpty() ? 0 : 1;
            }
        }
        return new GatewayCounters(
                contexts.size(),
                streams,
                transcoded,
                reserved,
                toCore.direction(),
                toAccess.direction(),
                strangers,
                unroutable,
                hung,
                Map.copyOf(refused),
                Map.copyOf(lost));
    }

    /** Frees all contexts, without an event: nobody is there to hear it. */
    public void close() {
        contexts.values().forEach(context -> context.forEach(this::free));
        contexts.clear();
    }

    /** Whether no context, address, ufrag or deadline is left. */
    boolean isEmpty() {
        return contexts.isEmpty()
                && directory.size() + rtcpDirectory.size() == 0
                && deadline() == Long.MAX_VALUE;
    }

    private void fromAccess(
            int socket,
            byte[] packet,
            int offset,
            int length,
            InetSocketAddress from,
            long nowNanos) {
        var relay = directory.of(socket, packet, offset, length, from);
        if (relay == null) {
            strangers++;
        } else {
            relay.fromAccess(socket, packet, offset, length, from, nowNanos);
        }
    }

    private void rtcpFromAccess(
            int socket,
            byte[] packet,
            int offset,
            int length,
            InetSocketAddress from,
            long nowNanos) {
        var relay = rtcpDirectory.of(socket, packet, offset, length, from);
        if (relay == null) {
            strangers++;
        } else {
            relay.rtcpFromAccess(socket, packet, offset, length, from, nowNanos);
        }
    }

    private Event reserve(Command.Reserve reserve, long nowNanos) {
        var id = reserve.context();
        if (contexts.containsKey(id)) {
            return refuse(id, Event.Cause.CONTEXT_EXISTS, "the context is there already");
        }
        int limit = limit(reserve.priority());
        if (contexts.size() >= limit) {
            return refuse(id, Event.Cause.TOO_MANY_CONTEXTS, limit + " contexts are the limit");
        }
        var context = new ArrayList<StreamRelay>();
        var refusal = add(id, context, reserve.streams());
        if (refusal != null) {
            return refusal;
        }
        contexts.put(id, context);
        heartbeats.heard(id, nowNanos);
        reserved++;
        return new Event.Reserved(id, apply(context, reserve.streams(), nowNanos));
    }

    /** Calls with priority find room when there is none for others (TS 23.334 §5.14). */
    private int limit(Command.Priority priority) {
        return switch (priority) {
            case ORDINARY -> settings.maxContexts();
            case PRIORITY, EMERGENCY -> settings.maxContexts() + policy.priorityContexts();
        };
    }

    private Event configure(Command.Configure configure, long nowNanos) {
        var id = configure.context();
        var context = contexts.get(id);
        if (context == null) {
            return refuse(id, Event.Cause.NO_SUCH_CONTEXT, "no such context");
        }
        heartbeats.heard(id, nowNanos);
        var refusal = add(id, context, configure.streams());
        if (refusal != null) {
            return refusal;
        }
        return new Event.Configured(id, apply(context, configure.streams(), nowNanos));
    }

    private Event audit(Command.Audit audit, long nowNanos) {
        var context = contexts.get(audit.context());
        if (context == null) {
            return refuse(audit.context(), Event.Cause.NO_SUCH_CONTEXT, "no such context");
        }
        heartbeats.heard(audit.context(), nowNanos);
        return new Event.Audited(audit.context(), counters(context));
    }

    private Event release(Command.Release release) {
        heartbeats.forget(release.context());
        var context = contexts.remove(release.context());
        if (context == null) {
            return new Event.Released(release.context(), List.of());
        }
        var last = counters(context);
        context.forEach(this::free);
        return new Event.Released(release.context(), last);
    }

    /** Adds the streams whose index is new: all of them, or none and why. */
    private @Nullable Event add(ContextId id, List<StreamRelay> context, List<Stream> streams) {
        int before = context.size();
        for (var stream : streams) {
            if (find(context, stream.index()) != null) {
                continue;
            }
            var pair = context.size() < settings.maxStreams() ? ports.reserve() : null;
            if (pair == null) {
                boolean isFull = context.size() >= settings.maxStreams();
                freeFrom(before, context);
                return isFull
                        ? refuse(
                                id,
                                Event.Cause.TOO_MANY_STREAMS,
                                settings.maxStreams() + " streams are the limit")
                        : refuse(id, Event.Cause.NO_PORTS, "no free pair of core ports");
            }
            context.add(new StreamRelay(id, stream, pair, around));
        }
        for (var stream : streams) {
            var relay = find(context, stream.index());
            if (relay != null && !relay.through.core.canReach(stream.core())) {
                freeFrom(before, context);
                String why = "stream " + stream.index() + " is for the other IP version";
                return refuse(id, Event.Cause.ADDRESS_FAMILY, why);
            }
        }
        return null;
    }

    private void freeFrom(int index, List<StreamRelay> context) {
        var added = context.subList(index, context.size());
        added.forEach(this::free);
        added.clear();
    }

    private static List<Local> apply(
            List<StreamRelay> context, List<Stream> streams, long nowNanos) {
        var locals = new ArrayList<Local>(streams.size());
        for (var stream : streams) {
            var relay = find(context, stream.index());
            if (relay != null) {
                relay.configure(stream, nowNanos);
                locals.add(relay.local());
            }
        }
        return locals;
    }

    private static @Nullable StreamRelay find(List<StreamRelay> context, int index) {
        for (var relay : context) {
            if (relay.index() == index) {
                return relay;
            }
        }
        return null;
    }

    private static List<Counters> counters(List<StreamRelay> context) {
        return context.stream().map(StreamRelay::counters).toList();
    }

    private void free(StreamRelay relay) {
        relay.through.addTo(goneToCore, goneToAccess);
        relay.close();
        ports.release(relay.through.core.ports);
    }

    private Event refuse(ContextId id, Event.Cause cause, String why) {
        refused.merge(cause, 1L, Long::sum);
        return new Event.Refused(id, cause, why);
    }
}
