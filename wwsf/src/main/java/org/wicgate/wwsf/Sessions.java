package org.wicgate.wwsf;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.Subject;

/**
 * Who is logged in: what lets a page renew its token without keeping the password. Kept under the
 * hash of the cookie's value, so that who reads them cannot use them. Each call may block.
 */
public interface Sessions {
    /** When there are more, who logged in first is logged out. */
    int MAX = 100_000;

    /**
     * One login.
     *
     * @param name unique and no secret: a pool member is leased in its name, and its tokens have it
     *     as {@code sid}
     * @param tokenExpiry of the last token issued
     */
    record Session(Subject subject, String name, Instant end, Instant tokenExpiry) {}

    /** Keeps one; forgets those that are over. */
    void put(String hash, Session session, Instant now);

    /** The session, or null when there is none or it is over. */
    @Nullable Session find(String hash, Instant now);

    /** Notes a new token; false when the session was ended meanwhile. */
    boolean renew(String hash, Instant tokenExpiry);

    /** Ends one; null when there is none. Of two who end it, one gets it. */
    @Nullable Session remove(String hash);
}
