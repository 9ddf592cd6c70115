package org.wicgate.sip;

/** Reads one unfolded header value from left to right; throws {@link Malformation}. */
final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
        this.text = text;
    }

    int at() {
        return at;
    }

    boolean atEnd() {
        return at == text.length();
    }

    /** The next character, or -1 at the end. */
    int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    void skip() {
        at++;
    }

    void space() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    /** Takes {@code c} and the space around it, when it comes next. */
    boolean take(char c) {
        int start = at;
        space();
        if (peek() != c) {
            at = start;
            return false;
        }
        at++;
        space();
        return true;
    }

    void expect(char c) {
        if (!take(c)) {
            throw wrong("'" + c + "' wanted");
        }
    }

    void end() {
        space();
        if (!atEnd()) {
            throw wrong("end wanted");
        }
    }

    String token() {
        int start = at;
        while (at < text.length() && Syntax.isToken(text.charAt(at))) {
            at++;
        }
        return some(start, "token wanted");
    }

    long number(int maxDigits) {
        int start = at;
        while (at < text.length() && Syntax.isDigit(text.charAt(at))) {
            at++;
        }
        String digits = some(start, "number wanted");
        int zeros = 0;
        while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
            zeros++;
        }
        if (digits.length() - zeros > maxDigits) {
            throw wrong("number too large");
        }
        return digits.length() - zeros > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    /** A quoted string as written, with its quotes. */
    String quoted() {
        int start = at;
        at++;
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
            }
            if (at >= text.length()) {
                throw wrong("quote not closed");
            }
            at++;
        }
        at++;
        return text.substring(start, at);
    }

    /** What stands before the first of {@code stops}, or all. */
    String until(String stops) {
        int start = at;
        while (at < text.length() && stops.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    String since(int start) {
        return text.substring(start, at);
    }

    private String some(int start, String otherwise) {
        if (start == at) {
            throw wrong(otherwise);
        }
        return text.substring(start, at);
    }

    Malformation wrong(String why) {
        return new Malformation(why + " at character " + (at + 1));
    }
}
