package org.wicgate.epcscf;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wicgate.epcscf.Report.CallEnd;
import org.wicgate.epcscf.Report.Ending;
import org.wicgate.epcscf.Report.Refusal;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Event;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.SipMessage;

/** The calls of a shard: by number, by dialog, by flow, by media context. */
final class Sessions implements Registrations.Watcher {
    /** A person has one call or two; nobody may take the places of all others. */
    static final int MAX_OF_ONE_FLOW = 50;

    private record LegOf(Session session, CallLeg leg) {}

    private record Transaction(Side side, long id) {}

    private final Shard shard;
    private final Map<Long, Session> sessions = new HashMap<>();
    private final Map<Long, Set<Session>> byFlow = new HashMap<>();
    private final Map<ContextId, Session> byContext = new HashMap<>();
    private final Map<Transaction, Session> inviting = new HashMap<>();
    private final Map<Transaction, Passage> reinviting = new HashMap<>();
    private final Set<Session> adrift = new LinkedHashSet<>();
    private final Releases releases;
    private final Emergency emergency;
    private long lastId;

    Sessions(Shard shard) {
        this.shard = shard;
        this.releases = new Releases(shard);
        this.emergency = new Emergency(shard);
    }

    int size() {
        return sessions.size();
    }

    /** A WIC calls. */
    void fromAccess(Incoming incoming, Binding binding, Instant now) {
        begin(incoming, binding, now);
    }

    /** A WIC is called. */
    void fromCore(Incoming incoming, Binding binding, Instant now) {
        begin(incoming, binding, now);
    }

    private void begin(Incoming incoming, Binding binding, Instant now) {
        int ofThisFlow = byFlow.getOrDefault(binding.flow().connection(), Set.of()).size();
        var priority = emergency.priority(incoming);
        int max = shard.config.sessions().max();
        int room = priority == Command.Priority.ORDINARY ? max : max + Math.ceilDiv(max, 10);
        if (sessions.size() >= room || ofThisFlow >= MAX_OF_ONE_FLOW) {
            incoming.refuse(shard, 503, Refusal.OVERLOAD, now);
            return;
        }
        var session = new Session(shard, this, ++lastId, incoming, binding, now);
        session.media.priority(priority);
        sessions.put(session.id, session);
        byFlow.computeIfAbsent(session.flow.connection(), _ -> new LinkedHashSet<>()).add(session);
        byContext.put(session.media.id(), session);
        inviting.put(new Transaction(session.from, incoming.transaction()), session);
        session.begin(now);
    }

    /** A request within a dialog from a WIC: only from the one whose dialog it is. */
    void inDialogFromAccess(Incoming incoming, Flow flow, Instant now) {
        var found = ofWic(flow, incoming.request());
        if (found == null) {
            incoming.refuse(shard, 481, Refusal.NO_DIALOG, now);
        } else {
            pass(found.session, found.leg, incoming, now);
        }
    }

    /** A request within a dialog from the core. */
    void inDialogFromCore(Incoming incoming, long id, Instant now) {
        var session = sessions.get(id);
        var leg = session == null ? null : ofFar(session, incoming.request());
        if (session == null || leg == null) {
            incoming.refuse(shard, 481, Refusal.NO_DIALOG, now);
        } else if (!shard.isOpen(session.flow)) {
            withoutWic(session, leg, incoming, now);
        } else {
            pass(session, leg, incoming, now);
        }
    }

    /** The WIC is gone and may come back: what the core wants of it cannot wait. */
    private void withoutWic(Session session, CallLeg leg, Incoming incoming, Instant now) {
        if (incoming.request().is(Method.BYE)) {
            incoming.answer(shard, 200, now);
            session.byePassed(leg, Side.CORE, now);
        } else {
            int status = shard.config.sessions().lossStatus();
            incoming.refuse(shard, status, Refusal.FLOW_GONE, now);
        }
    }

    private void pass(Session session, CallLeg leg, Incoming incoming, Instant now) {
        if (!leg.hearing(incoming.side()).received(incoming.request())) {
            incoming.refuse(shard, 500, Refusal.OUT_OF_ORDER, now); // RFC 3261 §12.2.2
            return;
        }
        var key = new Transaction(incoming.side(), incoming.transaction());
        var passage = new Passage(shard, session, leg, incoming, () -> reinviting.remove(key));
        if (incoming.request().is(Method.INVITE)) {
            reinviting.put(key, passage);
        }
        if (!session.media.step(passage, now)) {
            incoming.refuse(shard, 503, Refusal.OVERLOAD, now);
        }
    }

    void ackFromAccess(Flow flow, Request ack, Instant now) {
        var found = ofWic(flow, ack);
        if (found == null) {
            dropped(Side.ACCESS, ack, "no dialog");
        } else {
            new Acknowledgement(shard, found.session, found.leg, Side.ACCESS, ack).take(now);
        }
    }

    void ackFromCore(RouteTokens.@Nullable Token token, Request ack, Instant now) {
        var session =
                token != null && token.kind() == RouteTokens.Kind.SESSION
                        ? sessions.get(token.id())
                        : null;
        var leg = session == null ? null : ofFar(session, ack);
        if (session == null || leg == null) {
            dropped(Side.CORE, ack, "no dialog");
        } else {
            new Acknowledgement(shard, session, leg, Side.CORE, ack).take(now);
        }
    }

    void cancelled(Side side, long transaction, Request cancel, String toTag, Instant now) {
        var key = new Transaction(side, transaction);
        var session = inviting.get(key);
        var passage = reinviting.get(key);
        if (session != null) {
            session.incoming.cancelled(toTag);
            session.cancel(cancel, now);
        } else if (passage != null) {
            passage.cancel(cancel, now);
        }
    }

    /** The eIMS-AGW says something. */
    void told(Event event, Instant now) {
        if (event instanceof Event.Released released) {
            releases.released(released);
            return;
        }
        var session = byContext.get(event.context());
        if (session == null) {
            if (event instanceof Event.Heartbeat) {
                shard.ask(new Command.Release(event.context()));
            }
            return; // it was over first
        }
        switch (event) {
            case Event.Reserved(_, var streams) -> session.media.answered(streams, now);
            case Event.Configured(_, var streams) -> session.media.answered(streams, now);
            case Event.Refused(_, var cause, var why) -> session.media.refused(cause, why, now);
            case Event.Connected(_, var stream, var pair) ->
                    shard.tell(new Report.MediaConnected(session.callId(), stream, pair));
            case Event.Secured(_, var stream, var profile) ->
                    shard.tell(new Report.MediaSecured(session.callId(), stream, profile));
            case Event.Lost(_, var stream, var loss, var why) -> {
                shard.tell(new Report.MediaLost(session.callId(), stream, loss, why));
                session.record.because(loss.name().toLowerCase(Locale.ROOT) + ": " + why);
                session.hangUp(CallEnd.MEDIA_LOST, now);
            }
            case Event.Audited _ -> session.media.audited(now);
            case Event.Heartbeat _ -> session.media.heartbeat();
            case Event.Noticed _, Event.Silent _, Event.Released _ -> {}
        }
    }

    /** A WebSocket is closed. */
    void lost(Flow flow, Instant now) {
        for (var session : of(flow)) {
            adrift.add(session);
            session.lost(now);
        }
    }

    @Override
    public void registered(@Nullable Binding before, Binding binding, Instant now) {
        if (before == null) {
            follow(List.copyOf(adrift), binding, now);
        } else if (before.flow() != binding.flow()) {
            follow(of(before.flow()), binding, now);
        }
    }

    /** A client that remembers its calls keeps them; of one that started anew they are over. */
    private void follow(List<Session> candidates, Binding to, Instant now) {
        for (var session : candidates) {
            if (to.continues(session.binding)) {
                move(session, to.flow());
            } else if (session.binding.key().equals(to.key())) {
                session.hangUp(CallEnd.CONNECTION_LOST, now);
            }
        }
    }

    @Override
    public void ended(Binding binding, Ending ending, Instant now) {
        switch (ending) {
            case DEREGISTERED -> hangUp(binding, CallEnd.WIC_HUNG_UP, now); // TS 24.229 §5.2.8.1
            case NETWORK, LOGGED_OUT -> hangUp(binding, CallEnd.DEREGISTERED, now);
            case EXPIRED, MOVED, CONNECTION_LOST -> {}
        }
    }

    private void hangUp(Binding binding, CallEnd end, Instant now) {
        for (var session : of(binding.flow())) {
            if (session.binding.key().equals(binding.key())) {
                session.hangUp(end, now);
            }
        }
    }

    /** The client is kept by another shard: nobody here can speak for its calls. */
    void forget(Binding.Key key, Instant now) {
        for (var session : List.copyOf(sessions.values())) {
            if (session.binding.key().equals(key)) {
                session.hangUp(CallEnd.CONNECTION_LOST, now);
            }
        }
    }

    /** Ends all calls. */
    void stop(Instant now) {
        for (var session : List.copyOf(sessions.values())) {
            session.hangUp(CallEnd.STOPPED, now);
        }
    }

    /** A call is over. */
    void leave(Session session, Releases.Ending ending, Instant now) {
        sessions.remove(session.id);
        byContext.remove(session.media.id());
        inviting.remove(new Transaction(session.from, session.incoming.transaction()));
        leaveFlow(session);
        releases.await(session.media, ending, now);
    }

    private void move(Session session, Flow to) {
        leaveFlow(session);
        session.moved(to);
        byFlow.computeIfAbsent(to.connection(), _ -> new LinkedHashSet<>()).add(session);
    }

    private void leaveFlow(Session session) {
        adrift.remove(session);
        byFlow.computeIfPresent(
                session.flow.connection(),
                (_, set) -> {
                    set.remove(session);
                    return set.isEmpty() ? null : set;
                });
    }

    private List<Session> of(Flow flow) {
        return new ArrayList<>(byFlow.getOrDefault(flow.connection(), Set.of()));
    }

    /** Whether a request of a WIC is in the dialog of a call that it has. */
    boolean has(Flow flow, Request request) {
        return ofWic(flow, request) != null;
    }

    private @Nullable LegOf ofWic(Flow flow, Request request) {
        for (var session : byFlow.getOrDefault(flow.connection(), Set.of())) {
            for (var leg : session.legs()) {
                if (leg.asFar().isOf(request)) {
                    return new LegOf(session, leg);
                }
            }
        }
        return null;
    }

    private @Nullable CallLeg ofFar(Session session, Request request) {
        for (var leg : session.legs()) {
            if (leg.asWic().isOf(request)) {
                return leg;
            }
        }
        return null;
    }

    private void dropped(Side side, SipMessage message, String why) {
        shard.tell(new Report.Dropped(side, message.startLine(), why));
    }
}
