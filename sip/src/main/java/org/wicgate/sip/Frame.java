package org.wicgate.sip;

/**
 * One message cut into start line, header lines and body, not looked into any further. One pass
 * over the bytes; RFC 3261 §7.
 */
final class Frame {
    private final byte[] bytes;
    private final int start;
    private final int lineEnd;
    private final HeaderTable headers;
    private final int body;
    private final int bodyEnd;

    /** What stands where in a message of ours; lines follow the start line, the body them. */
    Frame(byte[] bytes, int start, int lineEnd, HeaderTable headers, int body, int bodyEnd) {
        this.bytes = bytes;
        this.start = start;
        this.lineEnd = lineEnd;
        this.headers = headers;
        this.body = body;
        this.bodyEnd = bodyEnd;
    }

    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    /** Where the start line's CRLF stands. */
    int lineEnd() {
        return lineEnd;
    }

    HeaderTable headers() {
        return headers;
    }

    int body() {
        return body;
    }

    int bodyEnd() {
        return bodyEnd;
    }

    /** Cuts the bytes; throws {@link Malformation}. */
    static Frame cut(byte[] bytes, Limits limits) {
        if (bytes.length > limits.messageBytes()) {
            throw new Malformation("message longer than " + limits.messageBytes() + " bytes");
        }
        int start = skipLineEnds(bytes);
        int lineEnd = endOfLine(bytes, start, start, limits);
        var headers = new HeaderTable(bytes);
        int body = readLines(bytes, lineEnd + 2, headers, limits);
        int bodyEnd = bodyEnd(headers, body, bytes.length);
        if (bodyEnd - body > limits.bodyBytes()) {
            throw new Malformation("body longer than " + limits.bodyBytes() + " bytes");
        }
        return new Frame(bytes, start, lineEnd, headers, body, bodyEnd);
    }

    /** RFC 3261 §7.5: "SHOULD ignore any CRLF appearing before the start-line". */
    static int skipLineEnds(byte[] bytes) {
        int start = 0;
        while (start + 1 < bytes.length && bytes[start] == '\r' && bytes[start + 1] == '\n') {
            start += 2;
        }
        return start;
    }

    /** Reads a whole header after its start line; gives where the body begins. */
    static int readLines(byte[] bytes, HeaderTable into, Limits limits) {
        return readLines(bytes, endOfLine(bytes, 0, 0, limits) + 2, into, limits);
    }

    private static int readLines(byte[] bytes, int from, HeaderTable into, Limits limits) {
        int at = from;
        while (!isBreak(bytes, at)) {
            if (into.size() == limits.headerLines()) {
                throw new Malformation("more than " + limits.headerLines() + " header lines");
            }
            at = line(bytes, at, into, limits);
        }
        return at + 2;
    }

    /** Reads one header line with its folds; gives where the next begins. */
    static int line(byte[] bytes, int start, HeaderTable headers, Limits limits) {
        int at = start;
        while (at < bytes.length && Syntax.isToken(bytes[at])) {
            at++;
        }
        int nameEnd = at;
        while (at < bytes.length && isSpace(bytes[at])) {
            at++;
        }
        if (nameEnd == start || at == bytes.length || bytes[at] != ':') {
            throw new Malformation("header line " + (headers.size() + 1) + " has no name");
        }
        at++;
        int end = endOfLine(bytes, start, at, limits);
        while (end + 2 < bytes.length && isSpace(bytes[end + 2])) {
            end = endOfLine(bytes, start, end + 2, limits);
        }
        int value = at;
        int valueEnd = end;
        while (value < valueEnd && isBlank(bytes[value])) {
            value++;
        }
        while (valueEnd > value && isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        headers.add(start, nameEnd, value, valueEnd, end + 2);
        return end + 2;
    }

    /**
     * Where the CRLF stands. A CR or LF alone is refused: others might see a line end there where
     * we forward bytes.
     */
    static int endOfLine(byte[] bytes, int lineStart, int from, Limits limits) {
        int most = (int) Math.min(bytes.length, (long) lineStart + limits.headerLineBytes());
        for (int at = from; at < most; at++) {
            byte b = bytes[at];
            if (b == '\r' && at + 1 < bytes.length && bytes[at + 1] == '\n') {
                return at;
            }
            if (b == '\r' || b == '\n') {
                throw new Malformation("CR or LF alone in byte " + at);
            }
        }
        throw new Malformation(
                most == bytes.length
                        ? "ends within the header"
                        : "line longer than " + limits.headerLineBytes() + " bytes");
    }

    private static int bodyEnd(HeaderTable headers, int body, int end) {
        int i = headers.find(HeaderName.CONTENT_LENGTH, 0);
        if (i < 0) {
            return end;
        }
        long length = contentLength(headers.value(i));
        int next = headers.find(HeaderName.CONTENT_LENGTH, i + 1);
        if (next >= 0 && contentLength(headers.value(next)) != length) {
            throw new Malformation("Content-Length twice, and not the same");
        }
        if (body + length > end) {
            throw new Malformation(
                    "Content-Length " + length + " but " + (end - body) + " bytes of body");
        }
        return (int) (body + length);
    }

    /** Throws {@link Malformation}. */
    static long contentLength(String value) {
        if (value.isEmpty() || value.length() > 9) {
            throw new Malformation("Content-Length is malformed");
        }
        long length = 0;
        for (int i = 0; i < value.length(); i++) {
            if (!Syntax.isDigit(value.charAt(i))) {
                throw new Malformation("Content-Length is malformed");
            }
            length = length * 10 + value.charAt(i) - '0';
        }
        return length;
    }

    /** Whether the empty line stands here. */
    private static boolean isBreak(byte[] bytes, int at) {
        if (at + 1 >= bytes.length) {
            throw new Malformation("ends within the header");
        }
        return bytes[at] == '\r' && bytes[at + 1] == '\n';
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
