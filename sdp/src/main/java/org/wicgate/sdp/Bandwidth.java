package org.wicgate.sdp;

import org.jspecify.annotations.Nullable;

/**
 * A b= line (RFC 8866 §5.8).
 *
 * @param type AS, CT, TIAS, RS or RR
 * @param value kilobits per second; bits for TIAS, RS and RR
 */
public record Bandwidth(String type, long value) {
    private static final long MAX = 1_000_000_000_000L;

    /** Reads the value of a b= line; null when it is none. */
    static @Nullable Bandwidth parse(String value) {
        int colon = value.indexOf(':');
        if (colon <= 0) {
            return null;
        }
        long amount = Words.longNumber(value.substring(colon + 1), MAX);
        return amount < 0 ? null : new Bandwidth(value.substring(0, colon), amount);
    }

    /** The value as it stands behind {@code b=}. */
    @Override
    public String toString() {
        return type + ":" + value;
    }
}
