package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.wicgate.base.Entropy;
import org.wicgate.base.Timers;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.sip.Edit;
import org.wicgate.sip.Hop;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.SipUri;
import org.wicgate.sip.Uri;
import org.wicgate.sip.locate.Answer;
import org.wicgate.sip.locate.Locator;
import org.wicgate.sip.locate.Quarantine;
import org.wicgate.sip.locate.Question;

/**
 * Sends requests to the core: finds the targets of their next hop (RFC 3263 §4), takes the next one
 * as a new transaction when one fails (§4.3), and leaves alone those that are dead. Who sends a
 * request hears of its last failure only.
 */
final class CoreClient {
    /** Who waits for the targets of a next hop. */
    private interface Located {
        void located(List<Hop.Address> targets, String why, Instant now);
    }

    /** The way through the URIs of a next hop, of which the entry point may have several. */
    private record Search(List<SipUri> left, Set<Hop.Address> found, Located reply) {}

    private final Config.Mw mw;
    private final Wire wire;
    private final Signalling signalling;
    private final Timelines timelines;
    private final Queue<EdgeProxy.Out> out;
    private final Entropy entropy;
    private final Locator locator;
    private final Quarantine quarantine;
    private final CoreProbe probe;
    private final Map<Long, Search> searches = new HashMap<>();

    private final Map<Long, Journey> journeys = new HashMap<>();
    private final Timers<Journey> silence = new Timers<>();
    private final Queue<Shard.Alarm> later = new ArrayDeque<>();
    private final int shard;
    private long last;

    CoreClient(
            Config.Mw mw,
            int shard,
            Wire wire,
            Signalling signalling,
            Entropy entropy,
            Timelines timelines,
            Queue<EdgeProxy.Out> out) {
        this.mw = mw;
        this.timelines = timelines;
        this.shard = shard;
        this.wire = wire;
        this.signalling = signalling;
        this.out = out;
        this.entropy = entropy;
        this.locator = new Locator(mw.failover().locator(), entropy);
        this.quarantine = new Quarantine(mw.failover().quarantine());
        this.probe = new CoreProbe(wire, signalling, quarantine, entropy);
    }

    /**
     * Sends a request without our Via.
     *
     * @param next its next hop; what is no SIP URI goes to the entry point
     * @return the handle to cancel it by
     */
    long send(Edit<Request> edit, Uri next, Signalling.Reply reply, Instant now) {
        var journey = new Journey(this, ++last, edit, next, reply);
        journeys.put(journey.handle, journey);
        locate(next, journey::begin, now);
        return journey.handle;
    }

    /** Sends an ACK without our Via. */
    void sendAck(Request plain, Uri next, Instant now) {
        locate(
                next,
                (targets, why, at) -> {
                    if (targets.isEmpty()) {
                        tellNowhere(Method.ACK, next, why);
                        return;
                    }
                    var up = targets.stream().filter(t -> quarantine.isUp(t, at)).findFirst();
                    var to = up.orElse(targets.getFirst());
                    signalling.sendAck(Side.CORE, wire.toCore(plain.edit(), to), to, at);
                },
                now);
    }

    /** Cancels an INVITE, wherever it is. */
    void cancel(long handle, String reason, Instant now) {
        var journey = journeys.get(handle);
        if (journey != null) {
            journey.cancel(reason, now);
        }
    }

    /** The DNS answered. */
    void resolved(Question question, Answer answer, Instant now) {
        locator.handle(new Locator.In.Answered(question, answer), now);
        pump(now);
    }

    void tick(Instant now) {
        locator.tick(now);
        pump(now);
        for (var journey = silence.due(now); journey != null; journey = silence.due(now)) {
            journey.silent(now);
        }
        for (var dead = quarantine.probe(now); dead != null; dead = quarantine.probe(now)) {
            probe.send(dead, now);
        }
    }

    Instant deadline() {
        var first = silence.deadline();
        first = locator.deadline().isBefore(first) ? locator.deadline() : first;
        return quarantine.deadline().isBefore(first) ? quarantine.deadline() : first;
    }

    /** Says what is left to say; whether that was anything. */
    boolean drain(Instant now) {
        for (var change = quarantine.poll(); change != null; change = quarantine.poll()) {
            out.add(new EdgeProxy.Out.Tell(report(change, now)));
        }
        boolean any = false;
        for (var alarm = later.poll(); alarm != null; alarm = later.poll()) {
            any = true;
            alarm.ring(now);
        }
        return any;
    }

    /** How many requests are on their way. */
    int size() {
        return journeys.size();
    }

    /** When a client may try again, as far as dead targets say (RFC 3261 §20.33). */
    Duration retryAfter(Instant now) {
        var wait = quarantine.wait(quarantine.down(), now);
        return wait.compareTo(Shard.RETRY_AFTER) > 0 ? wait : Shard.RETRY_AFTER;
    }

    Quarantine quarantine() {
        return quarantine;
    }

    /** Sends one try of a journey. */
    long transmit(Request request, Hop to, Signalling.Reply reply, Instant now) {
        return signalling.send(Side.CORE, request, to, reply, now);
    }

    Request stamp(Edit<Request> edit, Hop to) {
        return wire.toCore(edit, to);
    }

    /** Stops one try that another has taken the place of. */
    void abandon(long inner, String reason, Instant now) {
        signalling.cancel(Side.CORE, inner, reason, now);
    }

    void watch(Journey journey, Instant now) {
        silence.start(journey, now.plus(mw.failover().silence()));
    }

    void unwatch(Journey journey) {
        silence.stop(journey);
    }

    /** Takes a journey off the list: its end is told after what is being done now. */
    void settled(Journey journey) {
        journeys.remove(journey.handle);
        silence.stop(journey);
    }

    /** A request of a call has, or has not, got a target. */
    void note(Request request, String what, Object detail) {
        if (timelines.isOn() && !request.is(Method.REGISTER)) {
            timelines.note(request.callId(), new Note.Said("target", what, detail));
        }
    }

    void later(Shard.Alarm alarm) {
        later.add(alarm);
    }

    void tellNowhere(String method, Uri next, String why) {
        out.add(new EdgeProxy.Out.Tell(new Report.NoTarget(method, next.toString(), why)));
    }

    /** The answer of a cancelled request that had not gone anywhere yet. */
    Response terminated(Request request) {
        return Response.to(request, 487).toTag(entropy.token(10)).build();
    }

    private void locate(Uri next, Located reply, Instant now) {
        var uris = next instanceof SipUri sip && !wire.isEntry(sip) ? List.of(sip) : mw.nextHops();
        var known = uris.size() == 1 ? locator.literal(uris.getFirst()) : null;
        if (known != null) {
            reply.located(known, "", now);
        } else {
            go(new Search(new ArrayList<>(uris), new LinkedHashSet<>(), reply), now);
        }
    }

    private void go(Search search, Instant now) {
        long id = ++last;
        searches.put(id, search);
        locator.handle(new Locator.In.Locate(id, search.left.removeFirst()), now);
        pump(now);
    }

    private void pump(Instant now) {
        for (var o = locator.poll(); o != null; o = locator.poll()) {
            switch (o) {
                case Locator.Out.Ask(var question) -> out.add(new EdgeProxy.Out.Resolve(question));
                case Locator.Out.Located(var id, var targets, var why) -> {
                    var search = Objects.requireNonNull(searches.remove(id), "never begun");
                    located(search, targets, why, now);
                }
            }
        }
    }

    private void located(Search search, List<Hop.Address> targets, String why, Instant now) {
        search.found.addAll(targets);
        if (search.left.isEmpty()) {
            search.reply.located(List.copyOf(search.found), why, now);
        } else {
            go(search, now);
        }
    }

    private Report report(Quarantine.Change change, Instant now) {
        return switch (change) {
            case Quarantine.Change.Down(var target, var why, var until) ->
                    new Report.TargetDown(shard, target, why, Duration.between(now, until));
            case Quarantine.Change.Up(var target, var after) ->
                    new Report.TargetUp(shard, target, after);
        };
    }
}
