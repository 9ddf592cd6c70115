package org.wicgate.sip;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A change to a message: lines that it does not name come out byte for byte, those it names are
 * spliced in. Values must hold no CR or LF. For one thread, for one {@link #build}.
 *
 * @param <M> the kind of message
 */
public final class Edit<M extends SipMessage> {
    /** A line: a stretch of some bytes. */
    private static final class Line {
        private final HeaderName name;
        private final byte[] bytes;
        private final int from;
        private final int to;

        Line(HeaderName name, byte[] bytes, int from, int to) {
            this.name = name;
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }

        static Line written(HeaderName name, String value) {
            if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
                throw new IllegalArgumentException(name + " with a line end in its value");
            }
            byte[] bytes = Syntax.bytes(name + ": " + value + "\r\n");
            return new Line(name, bytes, 0, bytes.length);
        }
    }

    private final Class<M> kind;
    private byte[] startLine;
    private final List<Line> lines;
    private byte[] body;

    private Edit(Class<M> kind, byte[] startLine, List<Line> lines, byte[] body) {
        this.kind = kind;
        this.startLine = startLine;
        this.lines = lines;
        this.body = body;
    }

    static Edit<Request> ofRequest(Request request) {
        return of(Request.class, request);
    }

    static Edit<Response> ofResponse(Response response) {
        return of(Response.class, response);
    }

    private static <M extends SipMessage> Edit<M> of(Class<M> kind, SipMessage message) {
        var headers = message.frame().headers();
        var lines = new ArrayList<Line>(headers.size() + 4);
        for (int i = 0; i < headers.size(); i++) {
            lines.add(line(headers, i));
        }
        return new Edit<>(kind, Syntax.bytes(message.startLine()), lines, message.body());
    }

    private static Line line(HeaderTable headers, int i) {
        return new Line(headers.name(i), headers.bytes(), headers.lineStart(i), headers.lineEnd(i));
    }

    static Edit<Request> ofRequest(String method, Uri uri) {
        if (!Syntax.isToken(method)) {
            throw new IllegalArgumentException("not a method: " + method);
        }
        return new Edit<>(Request.class, requestLine(method, uri), new ArrayList<>(), new byte[0]);
    }

    static Edit<Response> ofResponse(Request request, int status, String reason) {
        var edit =
                new Edit<>(
                        Response.class, statusLine(status, reason), new ArrayList<>(), new byte[0]);
        edit.copy(HeaderName.VIA, request);
        edit.copy(HeaderName.FROM, request);
        edit.copy(HeaderName.TO, request);
        edit.copy(HeaderName.CALL_ID, request);
        edit.copy(HeaderName.CSEQ, request);
        return edit;
    }

    private static byte[] requestLine(String method, Uri uri) {
        return Syntax.bytes(method + " " + uri + " SIP/2.0");
    }

    private static byte[] statusLine(int status, String reason) {
        if (status < 100 || status > 699) {
            throw new IllegalArgumentException("not a status: " + status);
        }
        return Syntax.bytes(
                "SIP/2.0 " + status + " " + reason.replace('\r', ' ').replace('\n', ' '));
    }

    /** Gives a request another Request-URI. */
    public Edit<M> requestUri(Uri uri) {
        if (kind != Request.class) {
            throw new IllegalStateException("Request-URI of a response");
        }
        String line = Syntax.text(startLine, 0, startLine.length);
        startLine = requestLine(line.substring(0, line.indexOf(' ')), uri);
        return this;
    }

    /** Gives a response another status. */
    public Edit<M> status(int status, String reason) {
        if (kind != Response.class) {
            throw new IllegalStateException("status of a request");
        }
        startLine = statusLine(status, reason);
        return this;
    }

    /** Takes all lines of that name out. */
    public Edit<M> remove(HeaderName name) {
        lines.removeIf(line -> line.name.equals(name));
        return this;
    }

    /** Takes all lines of these names out. */
    public Edit<M> removeAll(Set<HeaderName> names) {
        lines.removeIf(line -> names.contains(line.name));
        return this;
    }

    /** Puts a line before the first of that name, or before all when there is none. */
    public Edit<M> prepend(HeaderName name, String value) {
        lines.add(Math.max(0, first(name)), Line.written(name, value));
        return this;
    }

    /** Puts a line after the last of that name, or after all when there is none. */
    public Edit<M> append(HeaderName name, String value) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).name.equals(name)) {
                lines.add(i + 1, Line.written(name, value));
                return this;
            }
        }
        lines.add(Line.written(name, value));
        return this;
    }

    /** Puts one line in the place of all of that name. */
    public Edit<M> replace(HeaderName name, String value) {
        int at = first(name);
        remove(name);
        lines.add(at < 0 ? lines.size() : at, Line.written(name, value));
        return this;
    }

    /** Adds the lines of that name that another message has, as they stand there. */
    public Edit<M> copy(HeaderName name, SipMessage source) {
        var headers = source.frame().headers();
        for (int i = headers.find(name, 0); i >= 0; i = headers.find(name, i + 1)) {
            lines.add(line(headers, i));
        }
        return this;
    }

    public Edit<M> pushVia(Via via) {
        return prepend(HeaderName.VIA, via.toString());
    }

    public Edit<M> popVia() {
        return removeFirst(HeaderName.VIA);
    }

    /** Puts another Via in the place of the topmost, as when received is added to it. */
    public Edit<M> topVia(Via via) {
        return replaceFirst(HeaderName.VIA, via.toString());
    }

    /**
     * Puts a value in the place of the first of that name; others on the same line stay, on a line
     * of their own.
     */
    public Edit<M> replaceFirst(HeaderName name, String value) {
        int at = Math.max(0, first(name));
        removeFirst(name);
        lines.add(at, Line.written(name, value));
        return this;
    }

    /** Takes the first value of that name out; others on the same line stay. */
    public Edit<M> removeFirst(HeaderName name) {
        int at = first(name);
        if (at < 0) {
            return this;
        }
        var line = lines.remove(at);
        var alone = new HeaderTable(line.bytes);
        Frame.line(line.bytes, line.from, alone, Limits.OURS);
        int comma = alone.firstValueEnd(0);
        int rest = comma + 1;
        while (rest < alone.valueEnd(0) && line.bytes[rest] <= ' ') {
            rest++;
        }
        if (rest < alone.valueEnd(0)) {
            var out = new ByteArrayOutputStream(line.to - rest + 16);
            out.writeBytes(Syntax.bytes(name + ": "));
            out.write(line.bytes, rest, line.to - rest);
            lines.add(at, new Line(name, out.toByteArray(), 0, out.size()));
        }
        return this;
    }

    /** Gives To a tag, unless it has one. */
    public Edit<M> toTag(String tag) {
        int at = first(HeaderName.TO);
        if (at < 0) {
            throw new IllegalStateException("no To");
        }
        var line = lines.get(at);
        var alone = new HeaderTable(line.bytes);
        Frame.line(line.bytes, line.from, alone, Limits.OURS);
        String value = alone.value(0);
        if (NameAddr.readOne(value).tag() == null) {
            lines.set(at, Line.written(HeaderName.TO, value + ";tag=" + tag));
        }
        return this;
    }

    /** Gives the message a body and says what it is. */
    public Edit<M> body(String contentType, byte[] bytes) {
        replace(HeaderName.CONTENT_TYPE, contentType);
        body = bytes.clone();
        return replace(HeaderName.CONTENT_LENGTH, Integer.toString(body.length));
    }

    public Edit<M> noBody() {
        remove(HeaderName.CONTENT_TYPE);
        remove(HeaderName.CONTENT_DISPOSITION);
        remove(HeaderName.CONTENT_ENCODING);
        body = new byte[0];
        return replace(HeaderName.CONTENT_LENGTH, "0");
    }

    /** The changed message. Content-Length is added where it is missing. */
    public M build() {
        if (first(HeaderName.CONTENT_LENGTH) < 0) {
            append(HeaderName.CONTENT_LENGTH, Integer.toString(body.length));
        }
        var out = new byte[size()];
        int at = put(startLine, 0, startLine.length, out, 0);
        at = lineEnd(out, at);
        for (var line : lines) {
            at = put(line.bytes, line.from, line.to, out, at);
        }
        at = lineEnd(out, at);
        put(body, 0, body.length, out, at);
        return kind.cast(SipMessage.ours(out));
    }

    /** How many bytes the message has as it stands; Content-Length may come to it. */
    public int size() {
        int size = startLine.length + 4 + body.length;
        for (var line : lines) {
            size += line.to - line.from;
        }
        return size;
    }

    private static int put(byte[] from, int start, int end, byte[] to, int at) {
        System.arraycopy(from, start, to, at, end - start);
        return at + end - start;
    }

    private static int lineEnd(byte[] to, int at) {
        to[at] = '\r';
        to[at + 1] = '\n';
        return at + 2;
    }

    private int first(HeaderName name) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).name.equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
