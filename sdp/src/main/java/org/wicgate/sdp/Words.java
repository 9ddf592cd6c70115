package org.wicgate.sdp;

import java.util.ArrayList;
import java.util.List;

/** Values split at single spaces, and numbers read without exceptions. */
final class Words {
    private Words() {}

    /** The words between single spaces; two spaces in a row give an empty word. */
    static List<String> of(String value) {
        var words = new ArrayList<String>();
        int from = 0;
        for (int at = value.indexOf(' '); at >= 0; at = value.indexOf(' ', from)) {
            words.add(value.substring(from, at));
            from = at + 1;
        }
        words.add(value.substring(from));
        return words;
    }

    /** A decimal number from 0 to {@code max}; -1 when it is none. */
    static int number(String digits, int max) {
        long n = longNumber(digits, max);
        return (int) n;
    }

    /** A decimal number from 0 to {@code max}; -1 when it is none. */
    static long longNumber(String digits, long max) {
        if (!isDigits(digits) || digits.length() > 18) {
            return -1;
        }
        long n = Long.parseLong(digits);
        return n <= max ? n : -1;
    }

    static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
