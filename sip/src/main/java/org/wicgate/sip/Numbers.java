package org.wicgate.sip;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Decimal numbers of any length. */
final class Numbers {
    /** RFC 3261 §20.19: "between 0 and (2**32)-1". */
    private static final long MOST_SECONDS = 0xFFFF_FFFFL;

    private Numbers() {}

    /** The number, at most 2^32-1; empty when there is none or it is no number. */
    static OptionalLong seconds(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            if (!Syntax.isDigit(text.charAt(i))) {
                return OptionalLong.empty();
            }
            value = Math.min(MOST_SECONDS, value * 10 + text.charAt(i) - '0');
        }
        return OptionalLong.of(value);
    }
}
