package org.wicgate.waf;

/** For whom a token is wanted; the WAF, and not who asks, says which IMS identity that is. */
public sealed interface Subject {
    /** What the claim of a pool member begins with; names of web users hold no colon. */
    String POOL = "pool:";

    /** A user known by a web identity of their own (TS 24.371 §6.1, scenario 2). */
    record WebUser(String webIdentity) implements Subject {}

    /** Whoever holds this member of the WWSF's pool at the moment (scenario 3). */
    record PoolMember(String name) implements Subject {}

    /** Somebody whom a WWSF has authenticated itself, by the name that they have there. */
    record UserOf(String wwsf, String name) implements Subject {}

    /** The {@code sub} claim: a pool member cannot be taken for a user of the same name. */
    default String claim() {
        return switch (this) {
            case WebUser user -> user.webIdentity();
            case PoolMember member -> POOL + member.name();
            case UserOf user -> user.wwsf() + ":" + user.name();
        };
    }

    /** Whether a {@code sub} claim names a member of a pool. */
    static boolean isPoolMember(String claim) {
        return claim.startsWith(POOL);
    }
}
