package org.wicgate.web;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again which tokens and logins are revoked and tells of each new one, on a thread
 * of its own. What was revoked stays so while nobody can be asked.
 */
public final class RevocationWatch implements AutoCloseable {
    /** A revocation is known within twice this, while the source answers. */
    public static final Duration USUAL = Duration.ofSeconds(2);

    /** How long a source that fails is left alone at most. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(RevocationWatch.class);

    private final Source source;
    private final Duration every;
    private final Predicate<String> listener;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("revocations").factory());

    private volatile Set<String> known = Set.of();

    /** Known, and not taken by the listener yet; at most as many as the source names. */
    private final Set<String> untold = new LinkedHashSet<>();

    private Duration pause;

    /** Who knows what is revoked. */
    @FunctionalInterface
    public interface Source {
        /**
         * All ids that matter now; empty when they are those of the last time. May block.
         *
         * @throws IOException with one line for a person, when it cannot be told
         */
        Optional<Set<String>> changed() throws IOException;
    }

    private RevocationWatch(Source source, Duration every, Predicate<String> listener) {
        this.source = source;
        this.every = every;
        this.pause = every;
        this.listener = listener;
    }

    /**
     * Looks at once and again after each pause, until closed; after failures pauses grow.
     *
     * @param listener hears of each id until it says that it took it, for as long as the source
     *     names it, and then no more
     */
    public static RevocationWatch start(Source source, Duration every, Predicate<String> listener) {
        var watch = new RevocationWatch(source, every, listener);
        var _ = watch.looks.submit(watch::look);
        return watch;
    }

    /** Whether this token or login was revoked when we last heard. */
    public boolean isRevoked(String id) {
        return known.contains(id);
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }

    private void look() {
        try {
            untold.removeIf(listener);
            var changed = source.changed();
            if (pause.compareTo(every) > 0) {
                LOG.atInfo().addKeyValue("source", source).log("revocations are heard of again");
            }
            pause = every;
            if (changed.isPresent()) {
                take(changed.get());
            }
        } catch (IOException | RuntimeException refused) { // an exception would end the looks
            failed(refused);
        }
        if (!looks.isShutdown()) {
            var _ = looks.schedule(this::look, pause.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void take(Set<String> current) {
        untold.retainAll(current);
        var before = known;
        known = Set.copyOf(current);
        for (String id : current) {
            if (!before.contains(id)) {
                untold.add(id);
            }
        }
        untold.removeIf(listener);
    }

    private void failed(Exception why) {
        if (pause.equals(every) && !looks.isShutdown()) {
            LOG.atWarn()
                    .addKeyValue("source", source)
                    .addKeyValue("why", why.toString())
                    .log("revocations not heard of: a logout does not end registrations here");
        }
        var twice = pause.multipliedBy(2);
        pause = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    }
}
