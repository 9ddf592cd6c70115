package org.wicgate.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;
import org.wicgate.base.Timers;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Method;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;
import org.wicgate.sip.Transport;

/** The stateful, forking proxy: RFC 3261 §16. */
final class Proxy {
    private record Timer(long transaction, Kind kind) {
        enum Kind {
            /** RFC 3261 §16.6 step 11. */
            C,
            /** Late 2xx are passed on until then; then the fork is forgotten. */
            LINGER
        }
    }

    private static final Duration C = Duration.ofSeconds(181);
    private static final Duration LINGER = Duration.ofSeconds(40);

    private final Forwarding forwarding;
    private final Entropy entropy;
    private final Outbox out;
    private final Consumer<Target> flowFailed;
    private final Map<Long, Fork> byTransaction = new HashMap<>();
    private final Map<Long, Fork> byHandle = new HashMap<>();
    private final Timers<Timer> timers = new Timers<>();

    /**
     * @param flowFailed told of a target whose edge said 430 (RFC 5626 §5.3.1)
     */
    Proxy(Forwarding forwarding, Entropy entropy, Outbox out, Consumer<Target> flowFailed) {
        this.forwarding = forwarding;
        this.entropy = entropy;
        this.out = out;
        this.flowFailed = flowFailed;
    }

    void forward(
            long transaction,
            Request request,
            Transport cameBy,
            List<Target> targets,
            Instant now) {
        var fork = new Fork(transaction, request, cameBy, targets);
        byTransaction.put(transaction, fork);
        tryNext(fork, now);
    }

    private void tryNext(Fork fork, Instant now) {
        for (var target : fork.next()) {
            long handle = out.number();
            fork.sent(handle, target);
            byHandle.put(handle, fork);
            out.send(forwarding.to(target, fork.request, fork.cameBy), target.hop(), handle, now);
        }
        if (fork.request.is(Method.INVITE) && !fork.isSettled()) {
            timers.start(new Timer(fork.transaction, Timer.Kind.C), now.plus(C));
        }
    }

    void onCancel(long transaction, Request cancel, Instant now) {
        var fork = byTransaction.get(transaction);
        if (fork == null) {
            return;
        }
        fork.end();
        String reason = cancel.header(HeaderName.REASON);
        cancelPending(fork, reason == null ? "" : reason, now);
    }

    /** Whether the request of this transaction is forwarded here. */
    boolean has(long transaction) {
        return byTransaction.containsKey(transaction);
    }

    void onResponse(long handle, Response response, Instant now) {
        var fork = byHandle.get(handle);
        if (fork == null) {
            return;
        }
        if (response.isSuccess()) {
            fork.settled(handle, new Fork.Final(response.status(), response));
            pass(fork, response, now);
            fork.answered();
            cancelPending(fork, "SIP;cause=200;text=\"Call completed elsewhere\"", now);
            linger(fork, now);
        } else if (response.isProvisional()) {
            if (response.status() > 100 && !fork.isAnswered()) {
                pass(fork, response, now);
                timers.start(new Timer(fork.transaction, Timer.Kind.C), now.plus(C));
            }
        } else {
            settle(fork, handle, new Fork.Final(response.status(), response), now);
        }
    }

    /** No answer came: 408 for none in time, 503 for a hop that cannot be reached. */
    void onNoAnswer(long handle, int status, Instant now) {
        var fork = byHandle.get(handle);
        if (fork != null) {
            settle(fork, handle, new Fork.Final(status, null), now);
        }
    }

    private void settle(Fork fork, long handle, Fork.Final result, Instant now) {
        var target = fork.targetOf(handle);
        if (target == null) {
            return;
        }
        if (result.status() == 430) {
            flowFailed.accept(target);
        }
        fork.settled(handle, result);
        byHandle.remove(handle);
        if (result.status() >= 600 && !fork.isEnding()) {
            fork.end();
            cancelPending(fork, "", now);
        }
        if (!fork.isSettled()) {
            return;
        }
        tryNext(fork, now);
        if (fork.isSettled() && !fork.isAnswered()) {
            answerBest(fork, now);
        }
    }

    private void answerBest(Fork fork, Instant now) {
        var best = fork.best();
        int status = best == null ? 408 : best.status();
        Response response = best == null ? null : best.response();
        if (response != null && status != 430 && status != 503) {
            pass(fork, response, now);
        } else {
            // TS 24.229 §5.4.3.3: 480 when the last flow failed; RFC 3261 §16.7: 500 for 503
            int mapped = status == 430 ? 480 : status == 503 ? 500 : status;
            out.answer(
                    fork.transaction,
                    Response.to(fork.request, mapped).toTag(entropy.token(10)).build(),
                    now);
        }
        fork.answered();
        forget(fork);
    }

    private void pass(Fork fork, Response response, Instant now) {
        out.answer(fork.transaction, response.edit().popVia().build(), now);
    }

    private void cancelPending(Fork fork, String reason, Instant now) {
        if (fork.request.is(Method.INVITE)) {
            fork.pending().forEach(handle -> out.cancel(handle, reason, now));
        }
    }

    private void linger(Fork fork, Instant now) {
        timers.stop(new Timer(fork.transaction, Timer.Kind.C));
        timers.start(new Timer(fork.transaction, Timer.Kind.LINGER), now.plus(LINGER));
    }

    private void forget(Fork fork) {
        timers.stop(new Timer(fork.transaction, Timer.Kind.C));
        timers.stop(new Timer(fork.transaction, Timer.Kind.LINGER));
        byTransaction.remove(fork.transaction);
        byHandle.values().removeIf(fork::equals);
    }

    void tick(Instant now) {
        for (var timer = timers.due(now); timer != null; timer = timers.due(now)) {
            @Nullable Fork fork = byTransaction.get(timer.transaction);
            if (fork == null) {
                continue;
            }
            switch (timer.kind) {
                case C -> {
                    fork.end();
                    cancelPending(fork, "SIP;cause=408;text=\"Timer C\"", now);
                }
                case LINGER -> forget(fork);
            }
        }
    }

    Instant deadline() {
        return timers.deadline();
    }

    int size() {
        return byTransaction.size();
    }
}
