package org.wicgate.ng;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Timers;

/**
 * Requests that are out at an rtpengine, each repeated until it is answered or given up. An
 * rtpengine answers a cookie that it knows with what it answered before, so that no cookie of an
 * earlier life may come again.
 *
 * @param <T> what a request is for
 */
final class NgTransactions<T> {
    private static final Duration FIRST = Duration.ofMillis(300);
    private static final int TRIES = 4;

    /** What became of a request: the answer, or none. */
    record Done<T>(T subject, Value.@Nullable Dictionary answer) {}

    private static final class Out<T> {
        private final T subject;
        private final String datagram;
        private int tries = 1;

        private Out(T subject, String datagram) {
            this.subject = subject;
            this.datagram = datagram;
        }
    }

    private final String life;
    private final Timers<String> timers = new Timers<>();
    private final Map<String, Out<T>> requests = new HashMap<>();
    private long count;

    /**
     * @param life what no earlier life had
     */
    NgTransactions(String life) {
        this.life = life;
    }

    /** The datagram of a new request. */
    String start(T subject, Value.Dictionary request, Instant now) {
        String cookie = life + "_" + count++;
        var out = new Out<>(subject, new NgMessage(cookie, request).encode());
        requests.put(cookie, out);
        timers.start(cookie, now.plus(FIRST));
        return out.datagram;
    }

    /** The request that an answer is for; null when none waits for it. */
    @Nullable Done<T> answered(NgMessage answer) {
        var out = requests.remove(answer.cookie());
        if (out == null) {
            return null;
        }
        timers.stop(answer.cookie());
        return new Done<>(out.subject, answer.content());
    }

    /** Forgets all requests for a subject. */
    void forget(T subject) {
        requests.entrySet()
                .removeIf(entry -> {
                    boolean isOf = entry.getValue().subject.equals(subject);
                    if (isOf) {
                        timers.stop(entry.getKey());
                    }
                    return isOf;
                });
    }

    /** Datagrams that are due again. Those given up are added to {@code lost}. */
    List<String> due(Instant now, List<Done<T>> lost) {
        var again = new ArrayList<String>();
        for (var cookie = timers.due(now); cookie != null; cookie = timers.due(now)) {
            var out = requests.get(cookie);
            if (out == null) {
                continue;
            }
            if (out.tries == TRIES) {
                requests.remove(cookie);
                lost.add(new Done<>(out.subject, null));
            } else {
                timers.start(cookie, now.plus(FIRST.multipliedBy(1L << out.tries)));
                out.tries++;
                again.add(out.datagram);
            }
        }
        return again;
    }

    Instant deadline() {
        return timers.deadline();
    }
}
