package org.wicgate.wwsf;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.Subject;

/**
 * Who is logged in: what lets a page renew its token without keeping the password. Bounded; when
 * full, who logged in first is logged out.
 */
final class Sessions {
    static final int MAX = 100_000;

    /**
     * One login.
     *
     * @param holder whose name a pool member is leased in
     * @param tokenExpiry of the last token issued
     */
    record Session(Subject subject, String holder, Instant end, Instant tokenExpiry) {}

    private final Map<String, Session> byId = new LinkedHashMap<>();

    void put(String id, Session session, Instant now) {
        if (byId.size() >= MAX && !byId.containsKey(id)) {
            makeRoom(now);
        }
        byId.put(id, session);
    }

    private void makeRoom(Instant now) {
        byId.values().removeIf(s -> !now.isBefore(s.end));
        if (byId.size() >= MAX) {
            byId.remove(byId.keySet().iterator().next());
        }
    }

    /** The session, or null when there is none or it is over. */
    @Nullable Session find(String id, Instant now) {
        var session = byId.get(id);
        return session != null && now.isBefore(session.end) ? session : null;
    }

    /** Notes a new token; false when the session was ended meanwhile. */
    boolean renew(String id, Instant tokenExpiry) {
        return byId.computeIfPresent(
                        id, (_, s) -> new Session(s.subject, s.holder, s.end, tokenExpiry))
                != null;
    }

    @Nullable Session remove(String id) {
        return byId.remove(id);
    }
}
