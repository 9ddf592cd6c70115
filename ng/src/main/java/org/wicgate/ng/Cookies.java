package org.wicgate.ng;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Which requests were seen of late, and how they were answered: UDP brings some of them twice. */
final class Cookies {
    private static final Duration KEPT = Duration.ofSeconds(10);
    private static final int MOST = 100_000;

    private record Key(InetSocketAddress from, String cookie) {}

    private record Seen(Key key, Instant until) {}

    private final Map<Key, String> answers = new HashMap<>();
    private final Queue<Seen> seen = new ArrayDeque<>();

    /** The answer that was given; null when there is none: the request is new. */
    @Nullable String take(InetSocketAddress from, String cookie, Instant now) {
        forget(now);
        var key = new Key(from, cookie);
        var answer = answers.putIfAbsent(key, "");
        if (answer == null) {
            seen.add(new Seen(key, now.plus(KEPT)));
        }
        return answer;
    }

    void answered(InetSocketAddress from, String cookie, String answer) {
        answers.computeIfPresent(new Key(from, cookie), (_, _) -> answer);
    }

    private void forget(Instant now) {
        for (var first = seen.peek();
                first != null && (first.until.isBefore(now) || seen.size() > MOST);
                first = seen.peek()) {
            seen.remove();
            answers.remove(first.key);
        }
    }
}
