package org.wicgate.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that did not decode, made from those lines that can be read: RFC 4475
 * §3.1.2. It goes back to where the request came from and is no {@link Response}, because what it
 * echoes may be as broken as the request. Slow and lenient, for the rare case.
 */
public final class Refusal {
    private static final HeaderName[] ECHOED = {
        HeaderName.VIA, HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ
    };

    private final int status;
    private final String why;
    private final byte[] bytes;

    private Refusal(int status, String why, byte[] bytes) {
        this.status = status;
        this.why = why;
        this.bytes = bytes;
    }

    /** 400, or 505 for another version of SIP. */
    public int status() {
        return status;
    }

    /** What was wrong, as in the reason phrase. */
    public String why() {
        return why;
    }

    /** The bytes for the wire. */
    public byte[] encode() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return status + " " + why;
    }

    static @Nullable Refusal of(byte[] bytes, Limits limits) {
        try {
            SipMessage.decodeOrThrow(bytes, limits);
            return null;
        } catch (Malformation m) {
            return answer(bytes, limits, m.why());
        }
    }

    /** The answer to a request whose stream could not be followed, for the reason given. */
    static @Nullable Refusal of(byte[] header, Limits limits, String why) {
        return answer(header, limits, why);
    }

    private static @Nullable Refusal answer(byte[] bytes, Limits limits, String why) {
        if (bytes.length > limits.messageBytes()) {
            return null;
        }
        var headers = new HeaderTable(bytes);
        try {
            int start = Frame.skipLineEnds(bytes);
            int end = Frame.endOfLine(bytes, start, start, limits);
            String line = Syntax.text(bytes, start, end);
            if (line.startsWith("SIP/") || line.startsWith("ACK ") || line.indexOf(' ') < 1) {
                return null;
            }
            readLines(bytes, end + 2, headers, limits);
            int status = why.equals(StartLine.UNSPOKEN) ? 505 : 400;
            return new Refusal(status, why, write(headers, status, why));
        } catch (Malformation _) {
            return null;
        }
    }

    /** Reads what can be read; a line without name is passed over, one without end is the last. */
    private static void readLines(byte[] bytes, int from, HeaderTable headers, Limits limits) {
        int at = from;
        while (at + 1 < bytes.length && !(bytes[at] == '\r' && bytes[at + 1] == '\n')) {
            if (headers.size() == limits.headerLines()) {
                return;
            }
            try {
                at = Frame.line(bytes, at, headers, limits);
            } catch (Malformation _) {
                at = nextLine(bytes, at, limits);
            }
        }
    }

    private static int nextLine(byte[] bytes, int at, Limits limits) {
        try {
            return Frame.endOfLine(bytes, at, at, limits) + 2;
        } catch (Malformation _) {
            return bytes.length; // a message that was cut off here
        }
    }

    private static byte[] write(HeaderTable headers, int status, String why) {
        var out = new StringBuilder("SIP/2.0 " + status + " ");
        out.append(status == 400 ? "Bad Request - " + why : Status.phrase(status)).append("\r\n");
        for (var name : ECHOED) {
            int i = headers.find(name, 0);
            if (i >= 0) {
                out.append(name).append(": ").append(echo(name, headers.value(i))).append("\r\n");
            } else if (name.equals(HeaderName.VIA) || name.equals(HeaderName.CSEQ)) {
                throw new Malformation(name + " is missing");
            }
            while (i >= 0 && name.equals(HeaderName.VIA)) {
                i = headers.find(name, i + 1);
                if (i >= 0) {
                    out.append("Via: ").append(headers.value(i)).append("\r\n");
                }
            }
        }
        return Syntax.bytes(out.append("Content-Length: 0\r\n\r\n").toString());
    }

    private static String echo(HeaderName name, String value) {
        if (name.equals(HeaderName.VIA)) {
            return via(value);
        }
        if (name.equals(HeaderName.CSEQ)) {
            var in = new Cursor(value);
            in.number(Integer.MAX_VALUE);
            in.space();
            in.token();
            in.end();
        }
        return name.equals(HeaderName.TO) ? tagged(value) : value;
    }

    /** The Via as it came, or as much of it as leads back to the sender. */
    private static String via(String value) {
        try {
            Via.readAll(value, new ArrayList<>());
            return value;
        } catch (Malformation _) {
            var in = new Cursor(value);
            in.token();
            in.expect('/');
            in.token();
            in.expect('/');
            in.token();
            in.space();
            Host.read(in);
            if (in.take(':')) {
                Host.readPort(in);
            }
            return in.since(0).strip();
        }
    }

    /** RFC 3261 §8.2.7: the same request gets the same tag without being remembered. */
    private static String tagged(String to) {
        try {
            if (NameAddr.readOne(to).tag() != null) {
                return to;
            }
        } catch (Malformation _) {
            return to;
        }
        var sum = new CRC32();
        sum.update(to.getBytes(StandardCharsets.UTF_8));
        return to + ";tag=r" + Long.toHexString(sum.getValue());
    }
}
