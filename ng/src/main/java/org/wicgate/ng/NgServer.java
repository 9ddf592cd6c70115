package org.wicgate.ng;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;
import org.wicgate.base.Entropy;
import org.wicgate.base.Machine;
import org.wicgate.base.Timers;
import org.wicgate.epcscf.ImsAlg;
import org.wicgate.iq.Command;
import org.wicgate.iq.ContextId;
import org.wicgate.iq.Counters;
import org.wicgate.iq.Event;
import org.wicgate.iq.Local;
import org.wicgate.ng.NgCall.Side;
import org.wicgate.sdp.SessionDescription;

/**
 * Our eIMS-AGW as an rtpengine: takes {@code offer}, {@code answer}, {@code delete}, {@code query},
 * {@code list} and {@code ping} of a proxy, and relays between its DTLS-SRTP side and its RTP side.
 * It has no password: who may speak to it is settled by address, before.
 */
public final class NgServer implements Machine<NgServer.Input, NgServer.Output> {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration UNANSWERED = Duration.ofMinutes(5);
    private static final int LISTED = 32;

    /** What happens to it. */
    public sealed interface Input {
        /** A datagram of a proxy that may; each character is an octet. */
        record Received(InetSocketAddress from, String datagram) implements Input {}

        /** The eIMS-AGW answered, or told of something. */
        record Told(Event event) implements Input {}
    }

    /** What it wants done. */
    public sealed interface Output {
        /** A datagram to a proxy; each character is an octet. */
        record Send(InetSocketAddress to, String datagram) implements Output {}

        /** A command for the eIMS-AGW. */
        record Ask(Command command) implements Output {}

        /** For the log: a request that was refused, or a call that ended by itself. */
        record Refused(InetSocketAddress from, String command, String callId, String why)
                implements Output {}

        /** For the log: a call that ended without {@code delete}. */
        record Ended(String callId, String why) implements Output {}
    }

    private sealed interface Timer {
        record Gateway(ContextId context) implements Timer {}

        record Answer(ContextId context) implements Timer {}
    }

    /** A context on its way out, and who asked for it, if anybody. */
    private record Leaving(NgCall call, @Nullable NgRequest request) {}

    private final Entropy entropy;
    private final Map<String, NgCall> calls = new LinkedHashMap<>();
    private final Map<ContextId, NgCall> contexts = new HashMap<>();
    private final Map<ContextId, Leaving> leaving = new HashMap<>();
    private final Map<ContextId, Queue<NgRequest>> asking = new HashMap<>();
    private final Timers<Timer> timers = new Timers<>();
    private final Queue<Output> out = new ArrayDeque<>();
    private final Answers answers = new Answers(out::add);

    /**
     * @param entropy for the names of contexts and the numbers of sessions
     */
    public NgServer(Entropy entropy) {
        this.entropy = entropy;
    }

    /** How many calls it has. */
    public int size() {
        return calls.size();
    }

    @Override
    public void handle(Input input, Instant now) {
        switch (input) {
            case Input.Received(var from, var datagram) -> received(from, datagram, now);
            case Input.Told(var event) -> told(event, now);
        }
    }

    @Override
    public void tick(Instant now) {
        for (var timer = timers.due(now); timer != null; timer = timers.due(now)) {
            switch (timer) {
                case Timer.Gateway(var context) -> silent(context, now);
                case Timer.Answer(var context) -> unanswered(context, now);
            }
        }
    }

    @Override
    public @Nullable Output poll() {
        return out.poll();
    }

    @Override
    public Instant deadline() {
        return timers.deadline();
    }

    private void received(InetSocketAddress from, String datagram, Instant now) {
        var request = answers.received(from, datagram, now);
        if (request != null) {
            request(request, now);
        }
    }

    private void request(NgRequest request, Instant now) {
        switch (request.command()) {
            case "ping" -> answers.reply(request, NgReply.pong());
            case "list" -> answers.reply(request, NgReply.calls(listed(request)));
            case "offer", "answer" -> describe(request, now);
            case "delete" -> delete(request, now);
            case "query" -> query(request);
            default ->
                    answers.refuse(
                            request, "command '" + request.command() + "' is not known here");
        }
    }

    private List<String> listed(NgRequest request) {
        long limit = request.content().number("limit");
        return calls.keySet().stream().limit(limit > 0 ? limit : LISTED).toList();
    }

    private void describe(NgRequest request, Instant now) {
        boolean isAnswer = request.command().equals("answer");
        if (request.callId().isEmpty()
                || request.fromTag().isEmpty()
                || (isAnswer && request.toTag().isEmpty())) {
            answers.refuse(
                    request, "call-id, from-tag" + (isAnswer ? " or to-tag" : "") + " is missing");
            return;
        }
        var call = calls.get(request.callId());
        if (call != null && call.pending() != null) {
            if (!call.queue(request)) {
                answers.refuse(request, "too many requests of this call wait");
            }
        } else if (isAnswer) {
            answer(call, request, now);
        } else {
            offer(call, request, now);
        }
    }

    private void offer(@Nullable NgCall known, NgRequest request, Instant now) {
        var call = known;
        var side = call == null ? null : call.sideOf(request);
        if (call == null || side == null) {
            var wanted = request.wanted();
            side = side(request);
            String why = why(side, wanted);
            if (wanted == null || !why.isEmpty()) {
                answers.refuse(request, why);
                return;
            }
            if (call == null) {
                var alg = ImsAlg.start(entropy.number(), wanted.policy());
                call = new NgCall(request.callId(), context(), alg, now);
            }
        }
        take(call, request, call.offer(side, request, now), now);
    }

    private void answer(@Nullable NgCall call, NgRequest request, Instant now) {
        var outcome = call == null ? null : call.answer(request, now);
        if (call == null || outcome == null) {
            answers.refuse(request, "an answer to no offer");
            return;
        }
        take(call, request, outcome, now);
    }

    private void take(NgCall call, NgRequest request, ImsAlg.Outcome outcome, Instant now) {
        switch (outcome) {
            case ImsAlg.Refused(_, _, var why, _) -> answers.refuse(request, why);
            case ImsAlg.Prepared prepared -> carryOut(call, request, prepared, now);
            case ImsAlg.IceRestart(_, var onward) -> carryOut(call, request, onward, now);
        }
    }

    private void carryOut(NgCall call, NgRequest request, ImsAlg.Prepared prepared, Instant now) {
        boolean isAnswer = request.command().equals("answer");
        var command = prepared.command(call.context());
        var exchange =
                new NgCall.Exchange(
                        request, prepared, isAnswer, command instanceof Command.Reserve);
        if (calls.putIfAbsent(call.callId(), call) == null) {
            contexts.put(call.context(), call);
            timers.start(new Timer.Answer(call.context()), now.plus(UNANSWERED));
        }
        if (command == null) {
            written(call, exchange, List.of());
            return;
        }
        call.asking(exchange);
        timers.start(new Timer.Gateway(call.context()), now.plus(PATIENCE));
        out.add(new Output.Ask(command));
    }

    private void written(NgCall call, NgCall.Exchange exchange, List<Local> streams) {
        var description = call.written(exchange, exchange.prepared().write(streams));
        if (call.isAnswered()) {
            timers.stop(new Timer.Answer(call.context()));
        }
        answers.reply(exchange.request(), NgReply.sdp(description));
    }

    private void delete(NgRequest request, Instant now) {
        var call = calls.get(request.callId());
        if (call == null || !call.tags().containsKey(request.fromTag())) {
            boolean isFatal = request.has("fatal");
            String why = "Call-ID not found or tags didn't match";
            answers.reply(request, isFatal ? NgReply.error(why) : NgReply.warning(why));
            return;
        }
        end(call, request, "deleted", now);
    }

    private void query(NgRequest request) {
        var call = calls.get(request.callId());
        if (call == null) {
            answers.reply(request, NgReply.error("Unknown call-id"));
            return;
        }
        asking.computeIfAbsent(call.context(), _ -> new ArrayDeque<>()).add(request);
        out.add(new Output.Ask(new Command.Audit(call.context())));
    }

    private void told(Event event, Instant now) {
        switch (event) {
            case Event.Reserved(var context, var streams) -> reserved(context, streams, now);
            case Event.Configured(var context, var streams) -> reserved(context, streams, now);
            case Event.Refused(var context, var cause, var why) ->
                    refused(context, cause, why, now);
            case Event.Audited(var context, var streams) -> audited(context, streams);
            case Event.Released(var context, var streams) -> released(context, streams);
            case Event.Lost(var context, _, var loss, var why) -> {
                var call = contexts.get(context);
                if (call != null) {
                    out.add(new Output.Ended(call.callId(), loss + ": " + why));
                    end(call, null, "the WebRTC side is lost", now);
                }
            }
            case Event.Heartbeat(var id) -> {
                boolean isNeeded = contexts.containsKey(id);
                out.add(new Output.Ask(isNeeded ? new Command.Audit(id) : new Command.Release(id)));
            }
            case Event.Connected _, Event.Secured _, Event.Noticed _, Event.Silent _ -> {}
        }
    }

    private void reserved(ContextId context, List<Local> streams, Instant now) {
        var call = contexts.get(context);
        var exchange = call == null ? null : done(call);
        if (call != null && exchange != null) {
            written(call, exchange, streams);
            proceed(call, now);
        }
    }

    private void refused(ContextId context, Event.Cause cause, String why, Instant now) {
        var call = contexts.get(context);
        if (call == null) {
            return;
        }
        var asked = asking.remove(context);
        if (asked != null) {
            asked.forEach(request -> answers.reply(request, NgReply.error("Unknown call-id")));
        }
        var exchange = done(call);
        if (exchange != null) {
            boolean limit = exchange.request().supportsLoadLimit();
            answers.reply(exchange.request(), NgReply.refused(cause, why, limit));
            answers.tell(exchange.request(), cause + ": " + why);
        }
        if (cause == Event.Cause.NO_SUCH_CONTEXT || (exchange != null && exchange.makes())) {
            end(call, null, "the eIMS-AGW does not have it", now);
        } else {
            proceed(call, now);
        }
    }

    private void audited(ContextId context, List<Counters> streams) {
        var asked = asking.remove(context);
        var call = contexts.get(context);
        if (asked != null && call != null) {
            asked.forEach(request -> answers.reply(request, NgReply.statistics(call, streams)));
        }
    }

    private void released(ContextId context, List<Counters> streams) {
        timers.stop(new Timer.Gateway(context));
        var gone = leaving.remove(context);
        if (gone != null && gone.request != null) {
            answers.reply(gone.request, NgReply.statistics(gone.call, streams));
        }
    }

    private void silent(ContextId context, Instant now) {
        var gone = leaving.remove(context);
        if (gone != null && gone.request != null) {
            answers.reply(gone.request, NgReply.warning("the eIMS-AGW does not answer"));
        }
        refused(context, Event.Cause.UNAVAILABLE, "no answer", now);
    }

    private void unanswered(ContextId context, Instant now) {
        var call = contexts.get(context);
        if (call != null) {
            out.add(new Output.Ended(call.callId(), "no answer to its offer"));
            end(call, null, "not answered", now);
        }
    }

    /** What waited for the command goes on: none or one of it needs a command again. */
    private void proceed(NgCall call, Instant now) {
        while (call.pending() == null && contexts.containsKey(call.context())) {
            var next = call.waiting().poll();
            if (next == null) {
                return;
            }
            describe(next, now);
        }
    }

    /** The call is over; its context is given back once. */
    private void end(NgCall call, @Nullable NgRequest request, String why, Instant now) {
        calls.remove(call.callId());
        contexts.remove(call.context());
        timers.stop(new Timer.Answer(call.context()));
        var exchange = done(call);
        if (exchange != null) {
            answers.refuse(exchange.request(), why);
        }
        call.waiting().forEach(each -> answers.refuse(each, why));
        var asked = asking.remove(call.context());
        if (asked != null) {
            asked.forEach(each -> answers.reply(each, NgReply.error("Unknown call-id")));
        }
        leaving.put(call.context(), new Leaving(call, request));
        timers.start(new Timer.Gateway(call.context()), now.plus(PATIENCE));
        out.add(new Output.Ask(new Command.Release(call.context())));
    }

    private NgCall.@Nullable Exchange done(NgCall call) {
        timers.stop(new Timer.Gateway(call.context()));
        return call.done();
    }

    private ContextId context() {
        return new ContextId("ng-" + entropy.token(26));
    }

    /** Which side a description is of: one line of DTLS-SRTP makes it a browser's. */
    private static Side side(NgRequest request) {
        boolean isSecure =
                SessionDescription.decode(request.sdp()) instanceof Decoded.Ok(var sdp)
                        && sdp.media().stream().anyMatch(media -> media.mediaLine().isDtlsSrtp());
        return isSecure ? Side.ACCESS : Side.CORE;
    }

    /** Why such a pair of sides is not relayed; empty when it is. */
    private static String why(Side side, NgRequest.@Nullable Wanted wanted) {
        boolean isPlain = wanted == NgRequest.Wanted.AVP || wanted == NgRequest.Wanted.AVPF;
        if (side == Side.ACCESS && !isPlain) {
            return "the offer is DTLS-SRTP: the other side must be asked for as RTP/AVP or RTP/AVPF";
        }
        if (side == Side.CORE && wanted != NgRequest.Wanted.WEBRTC) {
            return "the offer is RTP: the other side must be asked for as UDP/TLS/RTP/SAVPF";
        }
        return "";
    }
}
