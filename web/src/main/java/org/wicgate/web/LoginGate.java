package org.wicgate.web;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Each login under way costs 19 MiB and a core: so many at once, the others wait. */
final class LoginGate {
    private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Semaphore logins = new Semaphore(AT_ONCE, true);
    private final WebCounters counters;

    LoginGate(WebCounters counters) {
        this.counters = counters;
    }

    /** Does {@code login} when it is its turn; 503 when that takes too long. */
    WebAnswer through(Supplier<WebAnswer> login) {
        try {
            if (!logins.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                counters.count("busy");
                return WebAnswer.problem(
                                503, "Service Unavailable", "Too many logins at the moment.")
                        .with("Retry-After", "2");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return WebAnswer.problem(503, "Service Unavailable", "Stopping.");
        }
        try {
            return login.get();
        } finally {
            logins.release();
        }
    }
}
