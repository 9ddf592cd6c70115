package org.wicgate.sip;

import org.jspecify.annotations.Nullable;

/**
 * Answers what did not decode, from those lines that can be read. Slow and lenient, for the rare
 * case; RFC 4475 §3.1.2 names the answers.
 */
final class Refusal {
    private static final HeaderName[] ECHOED = {
        HeaderName.VIA, HeaderName.FROM, HeaderName.TO, HeaderName.CALL_ID, HeaderName.CSEQ
    };

    private Refusal() {}

    static @Nullable Response of(byte[] bytes, Limits limits) {
        try {
            SipMessage.decodeOrThrow(bytes, limits);
            return null;
        } catch (Malformation m) {
            return answer(bytes, limits, m.why());
        }
    }

    private static @Nullable Response answer(byte[] bytes, Limits limits, String why) {
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
            Via.readFirst(firstOf(headers, HeaderName.VIA));
            CSeq.read(firstOf(headers, HeaderName.CSEQ));
        } catch (Malformation _) {
            return null;
        }
        int status = why.equals(StartLine.UNSPOKEN) ? 505 : 400;
        return write(headers, status, why);
    }

    /** Reads what can be read; a line without name is passed over. */
    private static void readLines(byte[] bytes, int from, HeaderTable headers, Limits limits) {
        int at = from;
        while (at + 1 < bytes.length && !(bytes[at] == '\r' && bytes[at + 1] == '\n')) {
            if (headers.size() == limits.headerLines()) {
                return;
            }
            try {
                at = Frame.line(bytes, at, headers, limits);
            } catch (Malformation _) {
                at = Frame.endOfLine(bytes, at, at, limits) + 2;
            }
        }
    }

    private static String firstOf(HeaderTable headers, HeaderName name) {
        int i = headers.find(name, 0);
        if (i < 0) {
            throw new Malformation(name + " is missing");
        }
        return headers.value(i);
    }

    private static @Nullable Response write(HeaderTable headers, int status, String why) {
        var out = new StringBuilder("SIP/2.0 " + status + " ");
        out.append(status == 400 ? "Bad Request - " + why : Status.phrase(status)).append("\r\n");
        for (var name : ECHOED) {
            int i = headers.find(name, 0);
            if (i < 0) {
                return null;
            }
            do {
                out.append(name).append(": ").append(headers.value(i)).append("\r\n");
                i = name.equals(HeaderName.VIA) ? headers.find(name, i + 1) : -1;
            } while (i >= 0);
        }
        byte[] bytes = Syntax.bytes(out.append("Content-Length: 0\r\n\r\n").toString());
        return (Response) SipMessage.ours(bytes);
    }
}
