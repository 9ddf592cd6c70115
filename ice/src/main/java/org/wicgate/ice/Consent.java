package org.wicgate.ice;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Entropy;

/** When to ask for the peer's consent, and when it has expired (RFC 7675 §5.1). */
final class Consent {
    private static final long NEVER = Long.MAX_VALUE;
    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

    private final long expiryNanos;
    private final Entropy entropy;
    private @Nullable Session session;
    private long checkAt = NEVER;
    private long expiresAt = NEVER;

    Consent(long expiryNanos, Entropy entropy) {
        this.expiryNanos = expiryNanos;
        this.entropy = entropy;
    }

    /** A pair of {@code session} was selected: ICE itself has just given consent. */
    void start(Session owner, long nowNanos) {
        session = owner;
        renew(nowNanos);
        checked(nowNanos);
    }

    void stop() {
        session = null;
        checkAt = NEVER;
        expiresAt = NEVER;
    }

    /** The session whose credentials the consent checks carry. */
    Session session() {
        if (session == null) {
            throw new IllegalStateException("no pair is selected");
        }
        return session;
    }

    void renew(long nowNanos) {
        expiresAt = nowNanos + expiryNanos;
    }

    /**
     * A check was sent; the next follows after 4 to 6 seconds, so that no two agents march in step.
     */
    void checked(long nowNanos) {
        double factor = 0.8 + 0.4 * ((entropy.number() >>> 8) / (double) (1 << 24));
        checkAt = nowNanos + (long) (INTERVAL * factor);
    }

    boolean isCheckDue(long nowNanos) {
        return nowNanos >= checkAt;
    }

    boolean isExpired(long nowNanos) {
        return nowNanos >= expiresAt;
    }

    long deadline() {
        return Math.min(checkAt, expiresAt);
    }
}
