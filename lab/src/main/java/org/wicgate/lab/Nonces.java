package org.wicgate.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
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
        private final String impi;
        private final String ha1;
        private long count;

        Given(Instant until, String impi, String ha1) {
            this.until = until;
            this.impi = impi;
            this.ha1 = ha1;
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
        String nonce = entropy.token(32);
        keep(nonce, "", "", now);
        return nonce;
    }

    /** Gives a nonce that is a card's challenge, with the hash of the password that it makes. */
    void keep(String nonce, String impi, String ha1, Instant now) {
        if (given.size() >= most) {
            given.remove(given.firstEntry().getKey());
        }
        given.put(nonce, new Given(now.plus(life), impi, ha1));
    }

    /** What a card's challenge must be answered with; null when it is not this user's, or old. */
    @Nullable String ha1(String nonce, String impi, Instant now) {
        var known = given.get(nonce);
        return known == null || !known.impi.equals(impi) || now.isAfter(known.until)
                ? null
                : known.ha1;
    }

    void forget(String nonce) {
        given.remove(nonce);
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

    /** A new nonce in good time before this one is old; empty until then. */
    String next(String nonce, Instant now) {
        var known = given.get(nonce);
        boolean isOld = known == null || now.isAfter(known.until.minus(life.dividedBy(2)));
        return isOld ? give(now) : "";
    }
}
