package org.wicgate.sdp;

import org.jspecify.annotations.Nullable;

/**
 * An o= line (RFC 8866 §5.2). The numbers stay text: they may be longer than any integer type.
 *
 * @param username or a hyphen
 * @param sessionId digits
 * @param version digits; grows by one with each change (RFC 3264 §8)
 * @param netType IN
 * @param addrType IP4 or IP6
 * @param address of the machine that made the description
 */
public record Origin(
        String username,
        String sessionId,
        String version,
        String netType,
        String addrType,
        String address) {
    /** Reads the value of an o= line; null when it is none. */
    static @Nullable Origin parse(String value) {
        var w = Words.of(value);
        if (w.size() != 6 || w.contains("")) {
            return null;
        }
        if (!Words.isDigits(w.get(1)) || !Words.isDigits(w.get(2))) {
            return null;
        }
        return new Origin(w.get(0), w.get(1), w.get(2), w.get(3), w.get(4), w.get(5));
    }

    /** The value as it stands behind {@code o=}. */
    @Override
    public String toString() {
        return String.join(" ", username, sessionId, version, netType, addrType, address);
    }
}
