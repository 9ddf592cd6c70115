package org.wicgate.waf.oauth;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.Subject;

/**
 * Refresh tokens by family: all that came one of another, of which the last alone is good. Each
 * call may block.
 */
public interface Families {
    /** When there are more, the oldest is forgotten. */
    int MAX = 100_000;

    /**
     * One family.
     *
     * @param session the {@code sid} of all access tokens that come of it
     * @param end no token of it is good from then on
     */
    record Family(String client, Subject subject, List<String> scope, String session, Instant end) {
        public Family {
            scope = List.copyOf(scope);
        }
    }

    /** Keeps a new one with the hash of its first token. */
    void put(String id, String hash, Family family, Instant now);

    /** The family, or null when there is none or it is over. */
    @Nullable Family find(String id, Instant now);

    /** Puts one token in another's place; false when {@code hash} was not the last one's. */
    boolean rotate(String id, String hash, String next);

    /** Forgets all families of a session. */
    void endSession(String session);
}
