package org.wicgate.sip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;

/**
 * A SIP message: immutable, backed by the bytes as received; RFC 3261 §7. What decodes has Via,
 * From, To, Call-ID and CSeq, and every header field that has a typed accessor here is well formed,
 * so that the accessors never fail. All else is as it came.
 */
public abstract sealed class SipMessage permits Request, Response {
    private final Frame frame;
    private @Nullable Via topVia;
    private @Nullable NameAddr from;
    private @Nullable NameAddr to;
    private @Nullable CSeq cseq;
    private @Nullable String callId;
    private @Nullable List<Via> vias;
    private @Nullable List<Contact> contacts;
    private @Nullable List<NameAddr> routes;
    private @Nullable List<NameAddr> recordRoutes;

    SipMessage(Frame frame) {
        this.frame = frame;
    }

    /**
     * Reads one message that the caller has framed: a datagram, a WebSocket message, or what {@link
     * StreamFramer} cut. Without Content-Length the body reaches to the end (RFC 7118 §5); with it,
     * what follows the body is dropped but {@link #hasSecondMessage} tells. The message keeps the
     * array: it must not be changed afterwards.
     */
    public static Decoded<SipMessage> decode(byte[] bytes, Limits limits) {
        return Reading.of(() -> decodeOrThrow(bytes, limits));
    }

    static SipMessage decodeOrThrow(byte[] bytes, Limits limits) {
        var message = of(Frame.cut(bytes, limits));
        Validity.check(message);
        return message;
    }

    private static SipMessage of(Frame frame) {
        return of(frame, StartLine.read(frame.bytes(), frame.start(), frame.lineEnd()));
    }

    static SipMessage of(Frame frame, StartLine start) {
        return switch (start) {
            case StartLine.OfRequest(var method, var uri) -> new Request(frame, method, uri);
            case StartLine.OfResponse(var status, var reason) ->
                    new Response(frame, status, reason);
        };
    }

    /**
     * The answer to a request that did not decode: 400 with the reason, or 505; null when it is a
     * response, an ACK, or so broken that nobody can be answered (RFC 4475 §3.1.2).
     */
    public static @Nullable Refusal refusal(byte[] bytes, Limits limits) {
        return Refusal.of(bytes, limits);
    }

    /** Starts a change; the message itself stays as it is. */
    public abstract Edit<? extends SipMessage> edit();

    /**
     * The bytes for the wire: as received when nothing was changed. They may be the message's own
     * and must not be changed.
     */
    public byte[] encode() {
        if (frame.start() == 0 && frame.bodyEnd() == frame.bytes().length) {
            return frame.bytes();
        }
        return Arrays.copyOfRange(frame.bytes(), frame.start(), frame.bodyEnd());
    }

    /**
     * The same with a * for each byte in the values of these header fields: the message's own bytes
     * when it has none of them.
     */
    public byte[] encodeWithout(HeaderName... secret) {
        byte[] out = encode();
        boolean isOwn = false;
        var table = frame.headers();
        for (var name : secret) {
            for (int i = table.find(name, 0); i >= 0; i = table.find(name, i + 1)) {
                out = isOwn ? out : out.clone();
                isOwn = true;
                int from = table.valueStart(i) - frame.start();
                Arrays.fill(out, from, table.valueEnd(i) - frame.start(), (byte) '*');
            }
        }
        return out;
    }

    /** How many bytes {@link #encode} gives. */
    public int size() {
        return frame.bodyEnd() - frame.start();
    }

    /**
     * Whether something other than line ends follows the message in the same bytes, or a body
     * without Content-Length and Content-Type does: two messages in one (RFC 7118 §5).
     */
    public boolean hasSecondMessage() {
        for (int i = frame.bodyEnd(); i < frame.bytes().length; i++) {
            if (frame.bytes()[i] != '\r' && frame.bytes()[i] != '\n') {
                return true;
            }
        }
        return frame.bodyEnd() > frame.body()
                && !has(HeaderName.CONTENT_LENGTH)
                && !has(HeaderName.CONTENT_TYPE);
    }

    Frame frame() {
        return frame;
    }

    public boolean has(HeaderName name) {
        return frame.headers().find(name, 0) >= 0;
    }

    /** The first line's value, unfolded; null when there is none. */
    public @Nullable String header(HeaderName name) {
        int i = frame.headers().find(name, 0);
        return i < 0 ? null : frame.headers().value(i);
    }

    /** The value of each line of that name, unfolded, commas not taken apart. */
    public List<String> headers(HeaderName name) {
        var table = frame.headers();
        int i = table.find(name, 0);
        if (i < 0) {
            return List.of();
        }
        if (table.find(name, i + 1) < 0) {
            return List.of(table.value(i));
        }
        var all = new ArrayList<String>(4);
        for (; i >= 0; i = table.find(name, i + 1)) {
            all.add(table.value(i));
        }
        return all;
    }

    /** The values of all lines of that name, taken apart at their commas. */
    public List<String> values(HeaderName name) {
        return Commas.split(headers(name));
    }

    /** Whether an option tag, method or the like is listed, without case. */
    public boolean lists(HeaderName name, String token) {
        var table = frame.headers();
        for (int i = table.find(name, 0); i >= 0; i = table.find(name, i + 1)) {
            if (Commas.lists(table.value(i), token)) {
                return true;
            }
        }
        return false;
    }

    /** The names of all header lines, in order. */
    public List<HeaderName> names() {
        var names = new ArrayList<HeaderName>(frame.headers().size());
        for (int i = 0; i < frame.headers().size(); i++) {
            names.add(frame.headers().name(i));
        }
        return names;
    }

    void knowVia(Via top) {
        topVia = top;
    }

    /** The line of that name, of which there is one, is that of another message. */
    void know(HeaderName name, SipMessage other) {
        if (name.equals(HeaderName.FROM)) {
            from = other.from;
        } else if (name.equals(HeaderName.TO)) {
            to = other.to;
        } else if (name.equals(HeaderName.CSEQ)) {
            cseq = other.cseq;
        }
    }

    /** The topmost Via. */
    public Via via() {
        var known = topVia;
        if (known == null) {
            known = Via.readFirst(required(HeaderName.VIA));
            topVia = known;
        }
        return known;
    }

    public List<Via> vias() {
        var known = vias;
        if (known == null) {
            known = Via.readAll(headers(HeaderName.VIA));
            vias = known;
            topVia = known.isEmpty() ? null : known.getFirst();
        }
        return known;
    }

    public NameAddr from() {
        var known = from;
        if (known == null) {
            known = NameAddr.readOne(required(HeaderName.FROM));
            from = known;
        }
        return known;
    }

    public NameAddr to() {
        var known = to;
        if (known == null) {
            known = NameAddr.readOne(required(HeaderName.TO));
            to = known;
        }
        return known;
    }

    public CSeq cseq() {
        var known = cseq;
        if (known == null) {
            known = CSeq.read(required(HeaderName.CSEQ));
            cseq = known;
        }
        return known;
    }

    public String callId() {
        var known = callId;
        if (known == null) {
            known = required(HeaderName.CALL_ID);
            callId = known;
        }
        return known;
    }

    /** All Contacts; none for {@code Contact: *}. */
    public List<Contact> contacts() {
        var known = contacts;
        if (known == null) {
            known = hasStarContact() ? List.of() : contactsOf(addressesOf(HeaderName.CONTACT));
            contacts = known;
        }
        return known;
    }

    /** Whether the Contact is {@code *}: RFC 3261 §10.2.2. */
    public boolean hasStarContact() {
        var table = frame.headers();
        int i = table.find(HeaderName.CONTACT, 0);
        return i >= 0
                && table.valueEnd(i) - table.valueStart(i) == 1
                && frame.bytes()[table.valueStart(i)] == '*';
    }

    private static List<Contact> contactsOf(List<NameAddr> addresses) {
        if (addresses.size() == 1) {
            return List.of(new Contact(addresses.getFirst()));
        }
        return addresses.stream().map(Contact::new).toList();
    }

    public List<NameAddr> routes() {
        var known = routes;
        if (known == null) {
            known = addressesOf(HeaderName.ROUTE);
            routes = known;
        }
        return known;
    }

    public List<NameAddr> recordRoutes() {
        var known = recordRoutes;
        if (known == null) {
            known = addressesOf(HeaderName.RECORD_ROUTE);
            recordRoutes = known;
        }
        return known;
    }

    /** Any other header field made of addresses: Path, Service-Route, P-Asserted-Identity. */
    public Decoded<List<NameAddr>> addresses(HeaderName name) {
        return Reading.of(() -> addressesOf(name));
    }

    public OptionalInt maxForwards() {
        String value = header(HeaderName.MAX_FORWARDS);
        return value == null ? OptionalInt.empty() : OptionalInt.of(Validity.maxForwards(value));
    }

    /** Seconds of Expires; more than fit are as many as fit, no number is none. */
    public OptionalLong expires() {
        return Numbers.seconds(header(HeaderName.EXPIRES));
    }

    /** Type and subtype in lower case without parameters; empty for none. */
    public String contentType() {
        String value = header(HeaderName.CONTENT_TYPE);
        return value == null ? "" : Validity.mediaType(value);
    }

    /** A copy of the body; empty for none. */
    public byte[] body() {
        return Arrays.copyOfRange(frame.bytes(), frame.body(), frame.bodyEnd());
    }

    public boolean hasBody() {
        return frame.bodyEnd() > frame.body();
    }

    private List<NameAddr> addressesOf(HeaderName name) {
        var lines = headers(name);
        return lines.isEmpty() ? List.of() : NameAddr.readAll(lines);
    }

    private String required(HeaderName name) {
        String value = header(name);
        if (value == null) {
            throw new IllegalStateException("no " + name + " in " + startLine());
        }
        return value;
    }

    /** The first line, for logs and tests. */
    public String startLine() {
        return Syntax.text(frame.bytes(), frame.start(), frame.lineEnd());
    }

    /** The first line; the rest may hold what is nobody's business. */
    @Override
    public String toString() {
        return startLine();
    }
}
