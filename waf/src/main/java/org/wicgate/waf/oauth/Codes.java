package org.wicgate.waf.oauth;

import java.time.Instant;
import java.util.List;
import org.wicgate.waf.Subject;

/** Authorization codes by their hash. Each call may block. */
public interface Codes {
    /** When there are more, the oldest is forgotten. */
    int MAX = 10_000;

    /**
     * What a code stands for.
     *
     * @param challenge of PKCE, S256
     * @param session the {@code sid} of all tokens that come of it
     * @param expiry from then on it is worth nothing
     */
    record Code(
            String client,
            String redirectUri,
            String challenge,
            Subject subject,
            List<String> scope,
            String session,
            Instant expiry) {
        public Code {
            scope = List.copyOf(scope);
        }
    }

    /** What came of using one. */
    sealed interface Use {
        /** Used for the first time: nobody else gets this answer. */
        record First(Code code) implements Use {}

        /** Used before: somebody has stolen it (RFC 6749 §4.1.2). */
        record Again(Code code) implements Use {}

        /** Never given, or long ago. */
        record Unknown() implements Use {}
    }

    /** Keeps one, and for a while after its expiry, so that a second use is noticed. */
    void put(String hash, Code code, Instant now);

    /** Uses one up. */
    Use use(String hash);
}
