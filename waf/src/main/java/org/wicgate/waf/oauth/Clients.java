package org.wicgate.waf.oauth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The clients that the WAF knows. Each call may block. */
public interface Clients {
    /** The client of that identity, or null. */
    @Nullable Client find(String id);

    /**
     * Notes that a client proved itself with what has this hash; false when it did before, or
     * somebody else.
     *
     * @param end from when on nobody would take it anyway
     */
    boolean firstUse(String hash, Instant end, Instant now);

    /** Whether a page of this web origin belongs to a client. */
    boolean hasOrigin(String origin);
}
