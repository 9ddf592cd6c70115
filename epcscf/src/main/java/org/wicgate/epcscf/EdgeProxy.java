package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.base.Machine;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.Command;
import org.wicgate.iq.Event;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Limits;
import org.wicgate.sip.Refusal;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipMessage;
import org.wicgate.sip.Transport;
import org.wicgate.sip.locate.Answer;
import org.wicgate.sip.locate.Question;

/**
 * One shard of an eP-CSCF (TS 24.371 §5.5): its WebSocket connections and every registration,
 * transaction and call that rides on them.
 */
public final class EdgeProxy implements Machine<EdgeProxy.In, EdgeProxy.Out> {
    /**
     * A client as the node knows it.
     *
     * @param impi whose it is
     * @param instance names it and its flow (RFC 5626 §4.2)
     * @param bootCycle the Call-ID of its REGISTER requests, another one after it started anew
     */
    public record Client(String impi, String instance, String bootCycle) {}

    /** What happens to it. */
    public sealed interface In {
        /**
         * A WebSocket is open.
         *
         * @param transport WS or WSS
         * @param origin the Origin of the handshake, empty for none
         * @param remote the other end, for reports
         */
        record ConnectionOpened(long connection, Transport transport, String origin, String remote)
                implements In {}

        /** A WebSocket is closed, by whomever, or its peer is dead. */
        record ConnectionClosed(long connection, String why) implements In {}

        /** A WIC sent a message. */
        record FromAccess(long connection, SipMessage message) implements In {}

        /** A WIC sent a request that is not well formed; {@code refusal} answers it. */
        record BadRequest(long connection, Refusal refusal) implements In {}

        /** A WIC sent something that nobody can answer. */
        record Garbage(long connection, String why) implements In {}

        /** A message came on Mw. */
        record FromCore(SipMessage message, Hop from) implements In {}

        /** Nothing can be sent there on Mw. */
        record CoreFailed(Hop hop) implements In {}

        /** The answer to {@link Out.Resolve}; one that nobody waits for is dropped. */
        record Resolved(Question question, Answer answer) implements In {}

        /** The eIMS-AGW says something. */
        record FromGateway(Event event) implements In {}

        /** The node stops: all calls are ended on both sides. */
        record Stopping() implements In {}

        /** A token, or all those of a login, is good no more: it was given up, or logged out. */
        record Revoked(String id) implements In {}

        /** How much later than due the shard did what was due. */
        record Late(Duration lag) implements In {}

        /** Another shard keeps this client from now on; what is here of it is over. */
        record KeptElsewhere(Client client) implements In {}

        /** The answer to {@link Out.Verify}. */
        record Verified(long correlation, TokenVerdict verdict) implements In {}

        /** What the bytes of a WebSocket message are. */
        static In fromAccess(long connection, byte[] bytes, Limits limits) {
            return switch (SipMessage.decode(bytes, limits)) {
                case Decoded.Ok(var message) -> new FromAccess(connection, message);
                case Decoded.Malformed(var why) -> {
                    var refusal = SipMessage.refusal(bytes, limits);
                    yield refusal == null
                            ? new Garbage(connection, why)
                            : new BadRequest(connection, refusal);
                }
            };
        }
    }

    /** What it wants done. */
    public sealed interface Out {
        /** Sends a message, on W2 or on Mw as the hop says. */
        record Transmit(SipMessage message, Hop to) implements Out {}

        /** Answers what was no well-formed request. */
        record Refuse(Refusal refusal, Hop to) implements Out {}

        /** Closes a WebSocket (RFC 6455 §7.4). */
        record Close(long connection, int code, String reason) implements Out {}

        /** Wants to know whether a token is good. The token is a secret: never log this. */
        record Verify(long correlation, String token) implements Out {
            @Override
            public String toString() {
                return "Verify[" + correlation + "]";
            }
        }

        /** Wants something of the eIMS-AGW. */
        record ToGateway(Command command) implements Out {}

        /** Wants to know something of the DNS. */
        record Resolve(Question question) implements Out {}

        /** From now on this shard has a client's registration, and its calls if there are any. */
        record Keeps(Client client) implements Out {}

        /** It has neither any more. */
        record Leaves(Client client) implements Out {}

        /** Something for logs and metrics. */
        record Tell(Report report) implements Out {}
    }

    /** How much there is of everything, for gauges and tests. */
    public record Census(
            int connections, int bindings, int calls, int transactions, int awaited, int timers) {}

    private final Queue<Out> out = new ArrayDeque<>();
    private final Shard shard;
    private final BearerGate gate;
    private final Registrations registrations;
    private final Registrar registrar;
    private final Sessions sessions;
    private final Front front;
    private final Overload overload;
    private final int number;

    /**
     * @param number which shard of the node this is, 0 to {@link RouteTokens#MAX_SHARD}
     * @param key the node's, the same in all its shards
     */
    public EdgeProxy(Config config, int number, NodeKey key, Entropy entropy) {
        this(config, number, key, entropy, Timelines.Limits.USUAL);
    }

    /**
     * The same with another measure of timelines.
     *
     * @param kept how much of its calls this shard keeps
     */
    public EdgeProxy(
            Config config, int number, NodeKey key, Entropy entropy, Timelines.Limits kept) {
        shard = new Shard(config, number, key, entropy, out);
        shard.timelines.limit(kept);
        gate = new BearerGate(shard);
        sessions = new Sessions(shard);
        registrations = new Registrations(shard);
        var regEvents = new RegEvents(shard, registrations);
        registrations.watch(sessions);
        var subscriptions = new Subscriptions(shard);
        registrations.watch(subscriptions);
        registrations.watch(regEvents);
        registrations.watch(new LogOut(shard));
        registrations.watch(new Stays(shard, out));
        registrar = new Registrar(shard, gate, registrations);
        this.number = number;
        overload = new Overload(config.admission().late());
        front = new Front(shard, gate, registrar, sessions, subscriptions, regEvents, overload);
    }

    @Override
    public void handle(In input, Instant now) {
        shard.timelines.at(now);
        switch (input) {
            case In.ConnectionOpened(var id, var transport, var origin, var remote) -> {
                var hop = new Hop.Connection(transport, id);
                shard.flows.put(id, new Flow(hop, origin, remote));
            }
            case In.ConnectionClosed(var id, _) -> closed(id, now);
            case In.FromAccess(var id, var message) -> fromAccess(id, message, now);
            case In.BadRequest(var id, var refusal) -> {
                var flow = shard.flow(id);
                malformed(id, refusal.why(), flow != null); // counted before it is answered
                if (flow != null) {
                    out.add(new Out.Refuse(refusal, flow.hop()));
                }
            }
            case In.Garbage(var id, var why) -> malformed(id, why, false);
            case In.FromCore(var message, var from) ->
                    shard.signalling.received(Side.CORE, message, from, now);
            case In.CoreFailed(var hop) -> shard.signalling.lost(Side.CORE, hop, now);
            case In.Resolved(var question, var answer) ->
                    shard.core.resolved(question, answer, now);
            case In.FromGateway(var event) -> {
                shard.timelines.heard(event);
                sessions.told(event, now);
            }
            case In.Stopping _ -> sessions.stop(now);
            case In.Late(var lag) -> {
                shard.timelines.expire();
                if (overload.measured(lag)) {
                    shard.tell(new Report.Overload(number, overload.isRefusing(), lag));
                }
            }
            case In.KeptElsewhere(var client) -> {
                var key = new Binding.Key(client.impi(), client.instance());
                registrations.movedAway(key, now);
                sessions.forget(key, now);
            }
            case In.Revoked(var id) -> {
                gate.revoked(id);
                registrations.revoked(id, now);
            }
            case In.Verified(var correlation, var verdict) ->
                    gate.verified(correlation, verdict, now);
        }
        drain(now);
    }

    @Override
    public void tick(Instant now) {
        shard.timelines.at(now);
        shard.signalling.tick(now);
        shard.core.tick(now);
        for (var alarm = shard.timers.due(now); alarm != null; alarm = shard.timers.due(now)) {
            alarm.ring(now);
        }
        drain(now);
    }

    @Override
    public @Nullable Out poll() {
        return out.poll();
    }

    @Override
    public Instant deadline() {
        var signalling = shard.signalling.deadline();
        var timers = shard.timers.deadline();
        var first = signalling.isBefore(timers) ? signalling : timers;
        var core = shard.core.deadline();
        return core.isBefore(first) ? core : first;
    }

    /** What happened to its calls; for the thread that drives this machine. */
    public Timelines timelines() {
        return shard.timelines;
    }

    /** Counts what there is. */
    public Census census() {
        return new Census(
                shard.flows.size(),
                registrations.size(),
                sessions.size(),
                shard.signalling.transactions(),
                shard.signalling.awaited() + shard.core.size() + gate.waiting() + front.waiting(),
                shard.timers.size());
    }

    private void drain(Instant now) {
        do {
            shard.signalling.drain(front, now);
        } while (shard.core.drain(now));
    }

    private void closed(long id, Instant now) {
        var flow = shard.flows.remove(id);
        if (flow != null) {
            registrar.closed(flow);
            registrations.closed(flow, now);
            sessions.lost(flow, now);
            shard.signalling.lost(Side.ACCESS, flow.hop(), now);
        }
    }

    private void fromAccess(long id, SipMessage message, Instant now) {
        var flow = shard.flow(id);
        if (flow == null) {
            shard.tell(new Report.Dropped(Side.ACCESS, message.startLine(), "connection closed"));
        } else if (message.hasSecondMessage()) {
            String why = "two messages in one"; // RFC 7118 §5
            if (message instanceof Request request) {
                var refusal = Response.to(request, 400, "Bad Request - " + why);
                out.add(new Out.Transmit(refusal.build(), flow.hop()));
            }
            malformed(id, why, message instanceof Request);
        } else {
            shard.signalling.received(Side.ACCESS, message, flow.hop(), now);
        }
    }

    private void malformed(long id, String why, boolean answered) {
        shard.tell(new Report.Malformed(Side.ACCESS, id, why, answered));
    }
}
