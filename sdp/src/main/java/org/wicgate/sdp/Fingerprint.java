package org.wicgate.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A certificate fingerprint (RFC 8122 §5).
 *
 * @param hash its name in lower case
 * @param value upper-case hex pairs joined by colons
 */
public record Fingerprint(String hash, String value) {
    private static final int SHA_512_LENGTH = 64 * 3 - 1;

    /** Reads the value of a=fingerprint; null when it is none. */
    public static @Nullable Fingerprint parse(String value) {
        var words = Words.of(value.strip());
        if (words.size() != 2 || words.get(0).isEmpty() || !isHexPairs(words.get(1))) {
            return null;
        }
        return new Fingerprint(
                words.get(0).toLowerCase(Locale.ROOT), words.get(1).toUpperCase(Locale.ROOT));
    }

    private static boolean isHexPairs(String text) {
        if (text.length() % 3 != 2 || text.length() > SHA_512_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i % 3 == 2 ? c != ':' : c > 'f' || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The value of the attribute. */
    @Override
    public String toString() {
        return hash + " " + value;
    }
}
