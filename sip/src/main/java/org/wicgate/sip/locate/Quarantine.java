package org.wicgate.sip.locate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Timers;
import org.wicgate.sip.Hop;

/**
 * Which targets are dead, and since when. A dead target gets no request until a probe is answered;
 * the time between probes doubles. One that asks for rest (503 with Retry-After) gets what it asked
 * for. Of targets that nobody wants any more nothing is kept.
 */
public final class Quarantine {
    /** A target that nobody wanted for so long is not probed any more. */
    private static final Duration FORGET = Duration.ofHours(1);

    /**
     * How long.
     *
     * @param first from a failure to the first probe
     * @param longest between two probes, and the longest rest
     * @param trial how long a request or probe may take to bring a sign of life
     * @param maxTargets remembered
     */
    public record Policy(Duration first, Duration longest, Duration trial, int maxTargets) {
        /** Probes after 5 s, 10 s and so on, to every 2 minutes. */
        public static final Policy DEFAULT =
                new Policy(
                        Duration.ofSeconds(5), Duration.ofMinutes(2), Duration.ofSeconds(5), 1_000);
    }

    /** A target's state has changed. */
    public sealed interface Change {
        Hop.Address target();

        /** It gets no request until {@code until}, and then a probe or, after a rest, requests. */
        record Down(Hop.Address target, String why, Instant until) implements Change {}

        /** It gets requests again. */
        record Up(Hop.Address target, Duration after) implements Change {}
    }

    private static final class Health {
        Instant heard = Instant.MIN;
        Instant wanted = Instant.MIN;
        Instant changed = Instant.MIN;
        Instant trialEnds = Instant.MIN;

        /** When it is probed or may be used; null while it is up. */
        @Nullable Instant until;

        boolean rests;
        int strikes;
    }

    private final Policy policy;
    private final Timers<Hop.Address> timers = new Timers<>();
    private final Queue<Change> changes = new ArrayDeque<>();
    private final LinkedHashMap<Hop.Address, Health> all = new LinkedHashMap<>(16, 0.75f, true);

    public Quarantine(Policy policy) {
        this.policy = policy;
    }

    /** Whether the target may get any request. */
    public boolean isUp(Hop.Address target, Instant now) {
        var health = all.get(target);
        if (health == null) {
            return true;
        }
        health.wanted = now;
        return health.until == null;
    }

    /**
     * Whether one request may be tried on a dead target, for want of a better one. Never while
     * another tries, until that has failed or its time is over; never while the target rests.
     */
    public boolean mayTry(Hop.Address target, Instant now) {
        var health = all.get(target);
        if (health == null || health.until == null) {
            return true;
        }
        if (health.rests || health.trialEnds.isAfter(now)) {
            return false;
        }
        health.trialEnds = now.plus(policy.trial());
        return true;
    }

    /** A response came from the target that is no sign of overload. */
    public void heard(Hop.Address target, Instant now) {
        var health = health(target);
        health.heard = now;
        if (health.until != null && !health.rests) {
            up(target, health, now);
        }
    }

    /**
     * Nothing came back on a request that was sent at {@code sent}. Does not count when the target
     * answered others since.
     */
    public void silent(Hop.Address target, Instant sent, Instant now) {
        var health = all.get(target);
        if (health == null || health.heard.isBefore(sent)) {
            fell(target, health(target), "silent", now);
        }
    }

    /** A request could not be delivered. */
    public void failed(Hop.Address target, String why, Instant now) {
        var health = health(target);
        health.trialEnds = now;
        fell(target, health, why, now);
    }

    private void fell(Hop.Address target, Health health, String why, Instant now) {
        if (health.until != null) {
            return; // known already
        }
        if (health.changed.isBefore(now.minus(policy.longest()))) {
            health.strikes = 0; // it was up for long
        }
        Instant until = down(target, health, backoff(health.strikes++), now);
        changes.add(new Change.Down(target, why, until));
    }

    /** A probe brought no sign of life: the next one comes later. */
    public void probeFailed(Hop.Address target, Instant now) {
        var health = all.get(target);
        if (health != null && health.until != null && !health.rests) {
            down(target, health, backoff(health.strikes++), now);
        }
    }

    /** The target asked to be left alone (RFC 3261 §21.5.4). */
    public void rest(Hop.Address target, Duration time, Instant now) {
        var health = health(target);
        if (time.isZero() || (health.until != null && health.rests)) {
            return;
        }
        boolean wasUp = health.until == null;
        health.rests = true;
        health.heard = now;
        var bounded = time.compareTo(policy.longest()) > 0 ? policy.longest() : time;
        Instant until = down(target, health, bounded, now);
        if (wasUp) {
            changes.add(new Change.Down(target, "asked for rest", until));
        }
    }

    /** Whom to probe now; rests that are over end here. To be called until it returns null. */
    public Hop.@Nullable Address probe(Instant now) {
        for (var target = timers.due(now); target != null; target = timers.due(now)) {
            var health = all.get(target);
            if (health == null || health.until == null) {
                continue;
            }
            if (health.rests) {
                up(target, health, now);
            } else if (health.wanted.isBefore(now.minus(FORGET))) {
                all.remove(target);
                changes.add(new Change.Up(target, Duration.between(health.changed, now)));
            } else {
                health.trialEnds = now.plus(policy.trial());
                return target;
            }
        }
        return null;
    }

    /** What has changed since; null when nothing has. */
    public @Nullable Change poll() {
        return changes.poll();
    }

    /** When {@link #probe} is next to be called. */
    public Instant deadline() {
        return timers.deadline();
    }

    /** How long until one of them may be better; zero when one is up. */
    public Duration wait(List<Hop.Address> targets, Instant now) {
        Instant best = Instant.MAX;
        for (var target : targets) {
            var health = all.get(target);
            Instant until = health == null ? null : health.until;
            if (until == null) {
                return Duration.ZERO;
            }
            best = until.isBefore(best) ? until : best;
        }
        return best.equals(Instant.MAX) || best.isBefore(now)
                ? Duration.ZERO
                : Duration.between(now, best);
    }

    /** All that are down. */
    public List<Hop.Address> down() {
        var down = new ArrayList<Hop.Address>();
        all.forEach((target, health) -> {
            if (health.until != null) {
                down.add(target);
            }
        });
        return down;
    }

    private Health health(Hop.Address target) {
        var health = all.computeIfAbsent(target, _ -> new Health());
        var eldest = all.size() > policy.maxTargets() ? all.pollFirstEntry() : null;
        if (eldest != null) {
            timers.stop(eldest.getKey());
        }
        return health;
    }

    private Instant down(Hop.Address target, Health health, Duration time, Instant now) {
        Instant until = now.plus(time);
        if (health.until == null) {
            health.changed = now;
            health.wanted = now;
        }
        health.until = until;
        timers.start(target, until);
        return until;
    }

    private void up(Hop.Address target, Health health, Instant now) {
        health.until = null;
        health.rests = false;
        timers.stop(target);
        changes.add(new Change.Up(target, Duration.between(health.changed, now)));
        health.changed = now;
    }

    private Duration backoff(int strikes) {
        var time = policy.first().multipliedBy(1L << Math.min(strikes, 20));
        return time.compareTo(policy.longest()) < 0 ? time : policy.longest();
    }
}
