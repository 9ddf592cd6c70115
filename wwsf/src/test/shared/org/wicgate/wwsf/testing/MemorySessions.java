package org.wicgate.wwsf.testing;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.wicgate.wwsf.Sessions;

/** Sessions without a store; compiled into the tests of this module and of web. */
public final class MemorySessions implements Sessions {
    private final Map<String, Session> byHash = new ConcurrentHashMap<>();

    @Override
    public void put(String hash, Session session, Instant now) {
        byHash.put(hash, session);
    }

    @Override
    public @Nullable Session find(String hash, Instant now) {
        var session = byHash.get(hash);
        return session != null && now.isBefore(session.end()) ? session : null;
    }

    @Override
    public boolean renew(String hash, Instant tokenExpiry) {
        return byHash.computeIfPresent(
                        hash, (_, s) -> new Session(s.subject(), s.name(), s.end(), tokenExpiry))
                != null;
    }

    @Override
    public @Nullable Session remove(String hash) {
        return byHash.remove(hash);
    }
}
