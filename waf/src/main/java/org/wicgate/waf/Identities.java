package org.wicgate.waf;

import org.jspecify.annotations.Nullable;

/** What the WAF needs kept: which IMS identity belongs to whom (TS 24.371 Annex A.3.2 step 1). */
@FunctionalInterface
public interface Identities {
    /** The identity of {@code subject}, or null when it has none. May block. */
    @Nullable ImsIdentity of(Subject subject);
}
