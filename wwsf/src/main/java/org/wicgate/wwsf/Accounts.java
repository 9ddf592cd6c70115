package org.wicgate.wwsf;

import org.jspecify.annotations.Nullable;

/** What the WWSF needs kept about its users. */
@FunctionalInterface
public interface Accounts {
    /** The account of that name, or null. May block. */
    @Nullable Account find(String webIdentity);
}
