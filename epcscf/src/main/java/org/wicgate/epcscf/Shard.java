package org.wicgate.epcscf;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.base.Timers;
import org.wicgate.epcscf.Report.Side;
import org.wicgate.iq.Command;
import org.wicgate.sip.Challenge;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** What all parts of one shard share: its set-up, its wires, its flows, its timers. */
final class Shard {
    /** How long a client waits before it tries again, unless something says more. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** By so many seconds at most some wait longer than others, or all came back at once. */
    static final int RETRY_SPREAD = 10;

    /** What a timer does; the object is the timer's key. */
    @FunctionalInterface
    interface Alarm {
        void ring(Instant now);
    }

    final Timelines timelines = new Timelines(Timelines.Limits.USUAL);
    final Config config;
    final Wire wire;
    final Signalling signalling;
    final CoreClient core;
    final Entropy entropy;
    final Timers<Alarm> timers = new Timers<>();
    final Map<Long, Flow> flows = new HashMap<>();
    private final Queue<EdgeProxy.Out> out;

    /** Streams that the eIMS-AGW transcodes. */
    int transcoded;

    Shard(Config config, int number, NodeKey key, Entropy entropy, Queue<EdgeProxy.Out> out) {
        this.config = config;
        this.wire = new Wire(config, number, new RouteTokens(key), entropy);
        this.signalling = new Signalling(config, entropy, timelines, out);
        this.entropy = entropy;
        this.out = out;
        this.core = new CoreClient(config.mw(), number, wire, signalling, entropy, timelines, out);
    }

    /** The open flow of this number; null when it is closed. */
    @Nullable Flow flow(long connection) {
        return flows.get(connection);
    }

    boolean isOpen(Flow flow) {
        return flows.get(flow.connection()) == flow;
    }

    void close(Flow flow, int code, String why) {
        out.add(new EdgeProxy.Out.Close(flow.connection(), code, why));
    }

    void tell(Report report) {
        timelines.told(report);
        out.add(new EdgeProxy.Out.Tell(report));
    }

    void ask(Command command) {
        timelines.asked(command);
        out.add(new EdgeProxy.Out.ToGateway(command));
    }

    void verify(long correlation, String token) {
        out.add(new EdgeProxy.Out.Verify(correlation, token));
    }

    /** How the media of a new call are offered. */
    MediaPolicy media() {
        return config.sessions().policy().media().when(transcoded);
    }

    /** Starts a response of ours. */
    Edit<Response> response(Request request, int status) {
        return Response.to(request, status).toTag(entropy.token(10));
    }

    /** Cancels an INVITE of ours. */
    void cancel(Side side, long handle, String reason, Instant now) {
        switch (side) {
            case ACCESS -> signalling.cancel(Side.ACCESS, handle, reason, now);
            case CORE -> core.cancel(handle, reason, now);
        }
    }

    /** Answers with nothing but a status. */
    void answer(Side side, long transaction, Request request, int status, Instant now) {
        answer(side, transaction, request, status, entropy.token(10), now);
    }

    /** The same with this To tag. */
    void answer(Side side, long transaction, Request request, int status, String tag, Instant now) {
        var response = Response.to(request, status).toTag(tag);
        if (status == 503) {
            long spread = Math.floorMod(entropy.number(), RETRY_SPREAD + 1);
            long seconds = core.retryAfter(now).toSeconds() + spread;
            response.append(HeaderName.RETRY_AFTER, Long.toString(seconds));
        }
        signalling.answer(side, transaction, response.build(), now);
    }

    /**
     * Answers 401 (RFC 8898 §2.2).
     *
     * @param error invalid_token, or empty when no token came
     */
    void challenge(long transaction, Request request, String error, Instant now) {
        var challenge =
                new Challenge.Bearer(
                        config.homeDomain(), config.registration().authzServer(), "", error);
        var response =
                response(request, 401)
                        .append(HeaderName.WWW_AUTHENTICATE, challenge.format())
                        .build();
        signalling.answer(Side.ACCESS, transaction, response, now);
    }

    /** The first P-Charging-Vector of a dialog or transaction (TS 24.229 §4.5). */
    String chargingVector() {
        return "icid-value=\""
                + entropy.token(32)
                + "\";icid-generated-at="
                + config.mw().host()
                + ";orig-ioi="
                + config.homeDomain();
    }
}
