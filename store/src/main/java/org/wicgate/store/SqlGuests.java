package org.wicgate.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.wicgate.waf.oauth.Guests;

/** The pools of all WWSFs. */
final class SqlGuests implements Guests {
    private final Database database;

    SqlGuests(Database database) {
        this.database = database;
    }

    @Override
    public @Nullable String lease(String wwsf, String holder, Instant now, Instant until) {
        return new SqlPool(database, wwsf).lease(holder, now, until);
    }

    @Override
    public boolean move(String wwsf, String member, String holder, Instant now, Instant until) {
        return new SqlPool(database, wwsf).move(member, holder, now, until);
    }
}
