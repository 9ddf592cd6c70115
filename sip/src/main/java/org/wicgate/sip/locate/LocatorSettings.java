package org.wicgate.sip.locate;

import java.time.Duration;
import java.util.List;
import org.wicgate.sip.Transport;

/**
 * How a {@link Locator} works.
 *
 * @param transports those we speak, the one first that is taken when neither a URI nor the DNS says
 * @param families those we can reach, the better one first
 * @param minTtl answers are kept at least so long
 * @param maxTtl and at most so long
 * @param maxNegativeTtl that there is nothing is kept at most so long
 * @param stale how long after its time an answer still serves when no server can be asked (RFC
 *     8767)
 * @param patience how long a question may stay without an answer
 * @param maxEntries answers kept
 * @param maxQuestions questions at once
 * @param maxSearches URIs at once that wait for answers
 * @param maxTargets of one URI
 */
public record LocatorSettings(
        List<Transport> transports,
        List<Family> families,
        Duration minTtl,
        Duration maxTtl,
        Duration maxNegativeTtl,
        Duration stale,
        Duration patience,
        int maxEntries,
        int maxQuestions,
        int maxSearches,
        int maxTargets) {
    /** Of IP. */
    public enum Family {
        V4,
        V6
    }

    /** The usual bounds. */
    public LocatorSettings(List<Transport> transports, List<Family> families) {
        this(
                transports,
                families,
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                Duration.ofMinutes(1),
                Duration.ofHours(24),
                Duration.ofSeconds(6),
                2_000,
                100,
                10_000,
                16);
    }

    public LocatorSettings {
        transports = List.copyOf(transports);
        families = List.copyOf(families);
        if (transports.isEmpty() || families.isEmpty()) {
            throw new IllegalArgumentException("no transport, or no address family");
        }
    }
}
