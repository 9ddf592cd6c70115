package org.wicgate.sip;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into messages by Content-Length (RFC 3261 §18.3) and finds the keep-alives
 * between them (RFC 5626 §4.4.1). Holds at most one message's bytes and what was fed with them.
 */
public final class StreamFramer {
    /** What was found in the stream. */
    public sealed interface Found {
        /** A whole message, for {@link SipMessage#decode}. */
        final class Message implements Found {
            private final byte[] bytes;

            private Message(byte[] bytes) {
                this.bytes = bytes;
            }

            public byte[] bytes() {
                return bytes;
            }
        }

        /** A double CRLF: "a ping", to be answered with one CRLF. */
        record Ping() implements Found {}

        /** A single CRLF: the answer to a ping of ours. */
        record Pong() implements Found {}

        /** The stream cannot be followed any further and must be closed. */
        final class Broken implements Found {
            private final String why;
            private final @Nullable Refusal refusal;

            private Broken(String why, @Nullable Refusal refusal) {
                this.why = why;
                this.refusal = refusal;
            }

            public String why() {
                return why;
            }

            /** The answer, when the header could be read and was that of a request. */
            public @Nullable Refusal refusal() {
                return refusal;
            }
        }
    }

    private static final byte[] NOTHING = new byte[0];

    private final Limits limits;
    private byte[] buffer = NOTHING;
    private int from;
    private int to;
    private int searched;
    private boolean broken;

    public StreamFramer(Limits limits) {
        this.limits = limits;
    }

    /** Takes the next bytes of the stream. Call {@link #next} until it gives null. */
    public void feed(byte[] bytes, int offset, int length) {
        if (broken) {
            return;
        }
        if (to + length > buffer.length) {
            int held = to - from;
            byte[] wider = held + length > buffer.length ? new byte[held + length] : buffer;
            System.arraycopy(buffer, from, wider, 0, held);
            buffer = wider;
            searched -= from;
            from = 0;
            to = held;
        }
        System.arraycopy(bytes, offset, buffer, to, length);
        to += length;
    }

    public void feed(byte[] bytes) {
        feed(bytes, 0, bytes.length);
    }

    /** The next thing in the stream, or null when more bytes are wanted. */
    public @Nullable Found next() {
        if (broken || from == to) {
            return null;
        }
        if (buffer[from] == '\r' || buffer[from] == '\n') {
            return keepAlive();
        }
        int headerEnd = headerEnd();
        if (headerEnd < 0) {
            if (to - from > limits.messageBytes()) {
                return broken("header longer than " + limits.messageBytes() + " bytes", NOTHING);
            }
            return null;
        }
        return message(headerEnd);
    }

    /** Whether bytes of an unfinished message are held: a peer that is slow, or stuck. */
    public boolean isWithinMessage() {
        return from < to;
    }

    private @Nullable Found keepAlive() {
        if (buffer[from] == '\n') {
            return broken("LF alone between messages", NOTHING);
        }
        if (to - from < 2) {
            return null;
        }
        if (buffer[from + 1] != '\n') {
            return broken("CR alone between messages", NOTHING);
        }
        boolean isDouble = to - from >= 4 && buffer[from + 2] == '\r' && buffer[from + 3] == '\n';
        consume(isDouble ? 4 : 2);
        return isDouble ? new Found.Ping() : new Found.Pong();
    }

    /** Where the body begins, or -1. */
    private int headerEnd() {
        for (int i = Math.max(from, searched - 3); i + 3 < to; i++) {
            if (buffer[i] == '\r'
                    && buffer[i + 1] == '\n'
                    && buffer[i + 2] == '\r'
                    && buffer[i + 3] == '\n') {
                return i + 4;
            }
        }
        searched = to;
        return -1;
    }

    private @Nullable Found message(int headerEnd) {
        byte[] header = Arrays.copyOfRange(buffer, from, headerEnd);
        long length;
        try {
            length = contentLength(header);
        } catch (Malformation m) {
            return broken(m.why(), header);
        }
        if (length > limits.bodyBytes() || header.length + length > limits.messageBytes()) {
            return broken("message longer than " + limits.messageBytes() + " bytes", header);
        }
        int size = header.length + (int) length;
        if (to - from < size) {
            return null;
        }
        byte[] whole = length == 0 ? header : Arrays.copyOfRange(buffer, from, from + size);
        consume(size);
        return new Found.Message(whole);
    }

    private long contentLength(byte[] header) {
        var headers = new HeaderTable(header);
        Frame.readLines(header, headers, limits);
        int i = headers.find(HeaderName.CONTENT_LENGTH, 0);
        if (i < 0) {
            // RFC 3261 §20.14: "MUST be used" on a stream
            throw new Malformation("Content-Length is missing");
        }
        long length = Frame.contentLength(headers.value(i));
        int next = headers.find(HeaderName.CONTENT_LENGTH, i + 1);
        if (next >= 0 && Frame.contentLength(headers.value(next)) != length) {
            throw new Malformation("Content-Length twice, and not the same");
        }
        return length;
    }

    private void consume(int bytes) {
        from += bytes;
        searched = from;
        if (from == to) {
            from = 0;
            to = 0;
            searched = 0;
            buffer = buffer.length > 4096 ? NOTHING : buffer;
        }
    }

    private Found broken(String why, byte[] header) {
        broken = true;
        buffer = NOTHING;
        from = 0;
        to = 0;
        return new Found.Broken(why, Refusal.of(header, limits, why));
    }
}
