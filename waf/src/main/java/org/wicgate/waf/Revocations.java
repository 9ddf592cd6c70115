package org.wicgate.waf;

import java.time.Instant;
import java.util.List;

/**
 * Which tokens are dead before their time (RFC 7009). An id is that of one token ({@code jti}) or
 * of the session that it was issued in ({@code sid}), which stands for all its tokens. May block.
 */
public interface Revocations {
    /** Nothing is ever revoked. */
    Revocations NONE =
            new Revocations() {
                @Override
                public void revoke(String id, Instant until, Instant now) {}

                @Override
                public boolean isRevoked(String id) {
                    return false;
                }

                @Override
                public List<String> current(Instant now) {
                    return List.of();
                }
            };

    /** Notes an id; it may be forgotten after {@code until}, when its tokens are dead anyway. */
    void revoke(String id, Instant until, Instant now);

    /** Whether this token or session is revoked. */
    boolean isRevoked(String id);

    /** All ids that still matter. */
    List<String> current(Instant now);
}
