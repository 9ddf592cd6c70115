package org.wicgate.waf.oauth;

import org.jspecify.annotations.Nullable;

/** The clients that the WAF knows. Each call may block. */
public interface Clients {
    /** The client of that identity, or null. */
    @Nullable Client find(String id);

    /** Whether a page of this web origin belongs to a client. */
    boolean hasOrigin(String origin);
}
