package org.wicgate.sip;

/** The first line: RFC 3261 §7.1, §7.2. One space between the parts, none around them. */
sealed interface StartLine {
    String VERSION = "SIP/2.0";

    record OfRequest(String method, Uri uri) implements StartLine {}

    record OfResponse(int status, String reason) implements StartLine {}

    static StartLine read(byte[] bytes, int from, int to) {
        if (to - from > 4 && Syntax.matches(bytes, from, "SIP/")) {
            return response(bytes, from, to);
        }
        return request(bytes, from, to);
    }

    private static StartLine request(byte[] bytes, int from, int to) {
        int first = space(bytes, from, to);
        int last = first < 0 ? -1 : space(bytes, first + 1, to);
        if (first <= from || last < 0) {
            throw new Malformation("not a SIP request line");
        }
        for (int i = from; i < first; i++) {
            if (!Syntax.isToken(bytes[i])) {
                throw new Malformation("method is not a token");
            }
        }
        if (to - last - 1 != VERSION.length() || !Syntax.matches(bytes, last + 1, VERSION)) {
            boolean other = to - last > 4 && Syntax.matches(bytes, last + 1, "SIP/");
            throw new Malformation(
                    other && isVersion(bytes, last + 5, to) ? UNSPOKEN : "not a SIP request line");
        }
        var uri = UriReader.read(Syntax.text(bytes, first + 1, last));
        if (uri instanceof SipUri sip && !sip.headers().isEmpty()) {
            throw new Malformation("Request-URI with headers"); // RFC 3261 §19.1.1
        }
        return new OfRequest(Method.of(bytes, from, first), uri);
    }

    /**
     * Why a request of another version is refused; RFC 3261 §21.5.6 gives it an answer of its own.
     */
    String UNSPOKEN = "SIP version not supported";

    private static boolean isVersion(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Syntax.isDigit(bytes[i]) && bytes[i] != '.') {
                return false;
            }
        }
        return to > from;
    }

    private static StartLine response(byte[] bytes, int from, int to) {
        int code = from + VERSION.length() + 1;
        if (!Syntax.matches(bytes, from, VERSION + " ")
                || to < code + 4
                || bytes[code + 3] != ' ') {
            throw new Malformation("not a SIP status line");
        }
        int status = 0;
        for (int i = code; i < code + 3; i++) {
            if (!Syntax.isDigit(bytes[i])) {
                throw new Malformation("status is not a number");
            }
            status = status * 10 + bytes[i] - '0';
        }
        if (status < 100 || status > 699) {
            throw new Malformation("status out of range");
        }
        return new OfResponse(status, Syntax.text(bytes, code + 4, to));
    }

    private static int space(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == ' ') {
                return i;
            }
        }
        return -1;
    }
}
