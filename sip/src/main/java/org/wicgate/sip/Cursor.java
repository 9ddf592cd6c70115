package org.wicgate.sip;

/** Reads one unfolded header value from left to right; throws {@link Malformation}. */
final class Cursor {
    private final String text;
    private final int start;
    private final int end;
    private int at;

    Cursor(String text) {
        this(text, 0, text.length());
    }

    /** Reads a stretch of a text, as if there were nothing around it. */
    Cursor(String text, int start, int end) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.at = start;
    }

    /** What it reads in. */
    String text() {
        return text;
    }

    int at() {
        return at;
    }

    boolean atEnd() {
        return at == end;
    }

    /** The next character, or -1 at the end. */
    int peek() {
        return at < end ? text.charAt(at) : -1;
    }

    void skip() {
        at++;
    }

    void space() {
        while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    /** Takes {@code c} and the space around it, when it comes next. */
    boolean take(char c) {
        int before = at;
        space();
        if (peek() != c) {
            at = before;
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
        int from = at;
        skipToken();
        return since(from);
    }

    void skipToken() {
        int from = at;
        while (at < end && Syntax.isToken(text.charAt(at))) {
            at++;
        }
        if (from == at) {
            throw wrong("token wanted");
        }
    }

    /** Digits; more than fit are {@link Long#MAX_VALUE}. */
    long number(int maxDigits) {
        int from = at;
        int digits = 0;
        long number = 0;
        for (; at < end && Syntax.isDigit(text.charAt(at)); at++) {
            int digit = text.charAt(at) - '0';
            digits = digits == 0 && digit == 0 ? 0 : digits + 1;
            number = digits > 18 ? Long.MAX_VALUE : number * 10 + digit;
        }
        if (from == at) {
            throw wrong("number wanted");
        }
        if (digits > maxDigits) {
            throw wrong("number too large");
        }
        return number;
    }

    /** A quoted string as written, with its quotes. */
    String quoted() {
        int from = at;
        skipQuoted();
        return since(from);
    }

    void skipQuoted() {
        at++;
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
            }
            if (at >= end) {
                throw wrong("quote not closed");
            }
            at++;
        }
        at++;
    }

    /** What stands before the first of {@code stops}, or all. */
    String until(String stops) {
        int from = at;
        skipUntil(stops);
        return since(from);
    }

    void skipUntil(String stops) {
        while (at < end && stops.indexOf(text.charAt(at)) < 0) {
            at++;
        }
    }

    /** To the first {@code stop}, or to the end. */
    void skipUntil(char stop) {
        int found = text.indexOf(stop, at, end);
        at = found < 0 ? end : found;
    }

    /** Over what a parameter's value without quotes may be made of. */
    void skipParamValue() {
        while (at < end && Syntax.isParamValue(text.charAt(at))) {
            at++;
        }
    }

    /** Whether the two digits of an escape come next, whose percent sign is passed. */
    boolean isEscape() {
        return at + 1 < end && Syntax.isHex(text.charAt(at)) && Syntax.isHex(text.charAt(at + 1));
    }

    String since(int from) {
        return text.substring(from, at);
    }

    Malformation wrong(String why) {
        return new Malformation(why + " at character " + (at - start + 1));
    }
}
