package org.wicgate.wwsf.oidc;

import java.time.Instant;
import org.wicgate.waf.ImsIdentity;

/** Keeps whom a provider has named, so that they can be listed and locked. May block. */
@FunctionalInterface
public interface KnownUsers {
    /** What came of it. */
    enum Kept {
        /** They may come in, with this identity from now on. */
        WELCOME,
        /** An operator has locked them. */
        LOCKED,
        /** One of the identities is somebody else's here; nothing was changed. */
        TAKEN
    }

    /** Keeps them; the sessions of one whose identity is another now are ended. */
    Kept keep(String webIdentity, ImsIdentity identity, Instant now);
}
