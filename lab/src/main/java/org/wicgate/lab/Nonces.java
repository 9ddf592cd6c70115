package org.wicgate.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.wicgate.base.Entropy;

/** Nonces given out, and how often each was used: RFC 7616 §3.3, §3.4. */
final class Nonces {
    /** What is known about a nonce that a client gives back. */
    enum Use {
        FRESH,
        STALE
    }

    private static final class Given {
        private final Instant until;
        private long count;

        Given(Instant until) {
            this.until = until;
        }
    }

    private final LinkedHashMap<String, Given> given = new LinkedHashMap<>();
    private final int most;
    private final Duration life;
    private final Entropy entropy;

    Nonces(int most, Duration life, Entropy entropy) {
        this.most = most;
        this.life = life;
        this.entropy = entropy;
    }

    String give(Instant now) {
        if (given.size() >= most) {
            given.remove(given.firstEntry().getKey());
        }
        String nonce = entropy.token(32);
        given.put(nonce, new Given(now.plus(life)));
        return nonce;
    }

    /**
     * Uses a nonce. Without a count (no qop) it is good for one use.
     *
     * @param nc as written, or empty
     */
    Use use(String nonce, String nc, Instant now) {
        var known = given.get(nonce);
        if (known == null || now.isAfter(known.until)) {
            given.remove(nonce);
            return Use.STALE;
        }
        long count = nc.matches("[0-9a-fA-F]{8}") ? Long.parseLong(nc, 16) : 1;
        if (count <= known.count) {
            return Use.STALE;
        }
        known.count = count;
        return Use.FRESH;
    }
}
