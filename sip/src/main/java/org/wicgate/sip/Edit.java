package org.wicgate.sip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change to a message: lines that it does not name come out byte for byte, those it names are
 * spliced in. Values must hold no CR or LF. For one thread, for one {@link #build}.
 *
 * @param <M> the kind of message
 */
public final class Edit<M extends SipMessage> {
    private static final byte[] NOTHING = {};

    private final Class<M> kind;
    private StartLine start;
    private byte[] startLine;
    private final List<Line> lines;
    private byte[] body;

    /** What the lines come from, with its values as far as they were read. */
    private @Nullable SipMessage source;

    /** A Via that was put on top, and its line. */
    private @Nullable Via pushed;

    private @Nullable Line pushedLine;

    private Edit(Class<M> kind, StartLine start, byte[] startLine, List<Line> lines, byte[] body) {
        this.kind = kind;
        this.start = start;
        this.startLine = startLine;
        this.lines = lines;
        this.body = body;
    }

    static Edit<Request> ofRequest(Request request) {
        var start = new StartLine.OfRequest(request.method(), request.requestUri());
        return of(Request.class, request, start);
    }

    static Edit<Response> ofResponse(Response response) {
        var start = new StartLine.OfResponse(response.status(), response.reason());
        return of(Response.class, response, start);
    }

    private static <M extends SipMessage> Edit<M> of(
            Class<M> kind, SipMessage message, StartLine start) {
        var frame = message.frame();
        var headers = frame.headers();
        var lines = new ArrayList<Line>(headers.size() + 8);
        for (int i = 0; i < headers.size(); i++) {
            lines.add(Line.of(headers, i));
        }
        byte[] line = Arrays.copyOfRange(frame.bytes(), frame.start(), frame.lineEnd());
        byte[] body = message.hasBody() ? message.body() : NOTHING;
        var edit = new Edit<>(kind, start, line, lines, body);
        edit.source = message;
        return edit;
    }

    static Edit<Request> ofRequest(String method, Uri uri) {
        if (!Syntax.isToken(method)) {
            throw new IllegalArgumentException("not a method: " + method);
        }
        var start = new StartLine.OfRequest(method, uri);
        return new Edit<>(
                Request.class, start, requestLine(method, uri), new ArrayList<>(), NOTHING);
    }

    static Edit<Response> ofResponse(Request request, int status, String reason) {
        var start = statusLine(status, reason);
        var edit = new Edit<>(Response.class, start, bytes(start), new ArrayList<>(), NOTHING);
        edit.copy(HeaderName.VIA, request);
        edit.copy(HeaderName.FROM, request);
        edit.copy(HeaderName.TO, request);
        edit.copy(HeaderName.CALL_ID, request);
        edit.copy(HeaderName.CSEQ, request);
        return edit;
    }

    private static byte[] requestLine(String method, Uri uri) {
        byte[] line = Syntax.bytes(method + " " + uri + " SIP/2.0");
        for (int i = method.length() + 1; i < line.length - StartLine.VERSION.length() - 1; i++) {
            if (line[i] >= 0 && line[i] <= ' ') {
                throw new IllegalArgumentException("a URI with a space or line end: " + uri);
            }
        }
        return line;
    }

    private static StartLine.OfResponse statusLine(int status, String reason) {
        if (status < 100 || status > 699) {
            throw new IllegalArgumentException("not a status: " + status);
        }
        return new StartLine.OfResponse(status, reason.replace('\r', ' ').replace('\n', ' '));
    }

    private static byte[] bytes(StartLine.OfResponse line) {
        return Syntax.bytes(StartLine.VERSION + " " + line.status() + " " + line.reason());
    }

    /** Gives a request another Request-URI. */
    public Edit<M> requestUri(Uri uri) {
        if (!(start instanceof StartLine.OfRequest(var method, _))) {
            throw new IllegalStateException("Request-URI of a response");
        }
        start = new StartLine.OfRequest(method, uri);
        startLine = requestLine(method, uri);
        return this;
    }

    /** Gives a response another status. */
    public Edit<M> status(int status, String reason) {
        if (kind != Response.class) {
            throw new IllegalStateException("status of a request");
        }
        var line = statusLine(status, reason);
        start = line;
        startLine = bytes(line);
        return this;
    }

    /** Takes all lines of that name out. */
    public Edit<M> remove(HeaderName name) {
        int at = first(name);
        if (at < 0) {
            return this;
        }
        int kept = at;
        for (int i = at + 1; i < lines.size(); i++) {
            var line = lines.get(i);
            if (!line.name().equals(name)) {
                lines.set(kept++, line);
            }
        }
        cut(kept);
        return this;
    }

    /** Takes all lines of these names out. */
    public Edit<M> removeAll(HeaderNames names) {
        return keep(names, false);
    }

    /** Leaves no lines but those of these names, and no body. */
    public Edit<M> only(HeaderNames names) {
        body = NOTHING;
        return keep(names, true);
    }

    private Edit<M> keep(HeaderNames names, boolean those) {
        int kept = 0;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (names.contains(line.name()) == those) {
                lines.set(kept++, line);
            }
        }
        cut(kept);
        return this;
    }

    private void cut(int size) {
        for (int i = lines.size() - 1; i >= size; i--) {
            lines.remove(i);
        }
    }

    /** Puts a line before the first of that name, or before all when there is none. */
    public Edit<M> prepend(HeaderName name, String value) {
        lines.add(Math.max(0, first(name)), Line.of(name, value));
        return this;
    }

    /** Puts a line after the last of that name, or after all when there is none. */
    public Edit<M> append(HeaderName name, String value) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).name().equals(name)) {
                lines.add(i + 1, Line.of(name, value));
                return this;
            }
        }
        lines.add(Line.of(name, value));
        return this;
    }

    /** Puts one line in the place of all of that name. */
    public Edit<M> replace(HeaderName name, String value) {
        int at = first(name);
        remove(name);
        lines.add(at < 0 ? lines.size() : at, Line.of(name, value));
        return this;
    }

    /** Adds the lines of that name that another message has, as they stand there. */
    public Edit<M> copy(HeaderName name, SipMessage source) {
        var headers = source.frame().headers();
        for (int i = headers.find(name, 0); i >= 0; i = headers.find(name, i + 1)) {
            lines.add(Line.of(headers, i));
        }
        return this;
    }

    public Edit<M> pushVia(Via via) {
        var line = Line.of(HeaderName.VIA, via.toString());
        lines.add(Math.max(0, first(HeaderName.VIA)), line);
        pushed = via;
        pushedLine = line;
        return this;
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
        lines.add(at, Line.of(name, value));
        return this;
    }

    /** Takes the first value of that name out; others on the same line stay. */
    public Edit<M> removeFirst(HeaderName name) {
        int at = first(name);
        if (at < 0) {
            return this;
        }
        var rest = lines.remove(at).withoutFirstValue();
        if (rest != null) {
            lines.add(at, rest);
        }
        return this;
    }

    /** Gives To a tag, unless it has one. */
    public Edit<M> toTag(String tag) {
        int at = first(HeaderName.TO);
        if (at < 0) {
            throw new IllegalStateException("no To");
        }
        String value = lines.get(at).text();
        if (NameAddr.readOne(value).tag() == null) {
            lines.set(at, Line.of(HeaderName.TO, value + ";tag=" + tag));
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
        body = NOTHING;
        return replace(HeaderName.CONTENT_LENGTH, "0");
    }

    /** The changed message. Content-Length is added where it is missing. */
    public M build() {
        if (first(HeaderName.CONTENT_LENGTH) < 0) {
            append(HeaderName.CONTENT_LENGTH, Integer.toString(body.length));
        }
        var out = new byte[size()];
        int at = put(startLine, out, 0);
        at = lineEnd(out, at);
        var headers = new HeaderTable(out, lines.size());
        for (int i = 0; i < lines.size(); i++) {
            at = lines.get(i).put(headers, at);
        }
        at = lineEnd(out, at);
        put(body, out, at);
        var frame = new Frame(out, 0, startLine.length, headers, at, out.length);
        var message = kind.cast(SipMessage.of(frame, start));
        tell(message);
        return message;
    }

    /** What is known of the lines need not be read again. */
    private void tell(M message) {
        var known = source;
        boolean below = false;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (!below && line.name().equals(HeaderName.VIA)) {
                below = true;
                if (pushed != null && pushedLine != null && line.isIn(pushedLine)) {
                    message.knowVia(pushed);
                }
            } else if (known != null && line.isIn(known.frame())) {
                message.know(line.name(), known);
            }
        }
    }

    /** How many bytes the message has as it stands; Content-Length may come to it. */
    public int size() {
        int size = startLine.length + 4 + body.length;
        for (var line : lines) {
            size += line.size();
        }
        return size;
    }

    private static int put(byte[] from, byte[] to, int at) {
        System.arraycopy(from, 0, to, at, from.length);
        return at + from.length;
    }

    private static int lineEnd(byte[] to, int at) {
        to[at] = '\r';
        to[at + 1] = '\n';
        return at + 2;
    }

    private int first(HeaderName name) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
