package org.wicgate.waf.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.Subject;

/**
 * Devices that wait for a person to let them in (RFC 8628), by the hash of their code. May block.
 */
public interface Devices {
    /** So many wait at once; one more is refused. */
    int MAX = 10_000;

    /** How far it is with one. */
    sealed interface State {
        /** Nobody has said anything yet. */
        record Pending() implements State {}

        /** Somebody has let it in. */
        record Allowed(Subject subject) implements State {}

        /** Somebody has refused it. */
        record Denied() implements State {}
    }

    /**
     * One device.
     *
     * @param interval how far apart its questions must be
     * @param asked when it asked last
     */
    record Device(
            String client,
            List<String> scope,
            Instant expiry,
            Duration interval,
            Instant asked,
            State state) {
        public Device {
            scope = List.copyOf(scope);
        }
    }

    /** Keeps one; false when too many wait already, or the user code is in use. */
    boolean put(String hash, String userCode, Device device, Instant now);

    /** Who waits under this code of a device, over or not; null for nobody. */
    @Nullable Device find(String hash);

    /** Who waits under this code of a person and is not over; null for nobody. */
    @Nullable Device byUserCode(String userCode, Instant now);

    /** Notes that the device asked. */
    void asked(String hash, Instant now, Duration interval);

    /** Notes what a person said; false when nobody waits for that any more. */
    boolean decide(String userCode, State state, Instant now);

    /** Forgets one; false when it was gone already: of two who take it, one gets it. */
    boolean remove(String hash);
}
