package org.wicgate.sip;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A header line of a message that is being made: a stretch of some bytes. */
final class Line {
    private final HeaderName name;
    private final byte[] bytes;
    private final int from;
    private final int nameEnd;
    private final int value;
    private final int valueEnd;
    private final int to;

    private Line(
            HeaderName name, byte[] bytes, int from, int nameEnd, int value, int valueEnd, int to) {
        this.name = name;
        this.bytes = bytes;
        this.from = from;
        this.nameEnd = nameEnd;
        this.value = value;
        this.valueEnd = valueEnd;
        this.to = to;
    }

    /** A line as it stands in a message. */
    static Line of(HeaderTable headers, int i) {
        return new Line(
                headers.name(i),
                headers.bytes(),
                headers.lineStart(i),
                headers.nameEnd(i),
                headers.valueStart(i),
                headers.valueEnd(i),
                headers.lineEnd(i));
    }

    /**
     * A new line.
     *
     * @throws IllegalArgumentException when the value would end it
     */
    static Line of(HeaderName name, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException(name + " with a line end in its value");
        }
        return whole(name, Syntax.bytes(name + ": " + value + "\r\n"));
    }

    private static Line whole(HeaderName name, byte[] bytes) {
        int nameEnd = name.toString().length();
        int value = nameEnd + 2;
        int valueEnd = bytes.length - 2;
        while (value < valueEnd && isBlank(bytes[value])) {
            value++;
        }
        while (valueEnd > value && isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        return new Line(name, bytes, 0, nameEnd, value, valueEnd, bytes.length);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Whether it is a line of that message. */
    boolean isIn(Frame frame) {
        return isSame(frame.bytes());
    }

    /** Whether it is that line, which was made alone. */
    boolean isIn(Line alone) {
        return isSame(alone.bytes);
    }

    @SuppressWarnings("ReferenceEquality") // where it stands, not what it says
    private boolean isSame(byte[] others) {
        return bytes == others;
    }

    HeaderName name() {
        return name;
    }

    /** How many bytes it has, its line end counted. */
    int size() {
        return to - from;
    }

    /** The value with its folds made a space each. */
    String text() {
        return table().value(0);
    }

    /** What is left of it, on a line of its own, without the first of its values; null for none. */
    @Nullable Line withoutFirstValue() {
        int rest = table().firstValueEnd(0) + 1;
        while (rest < valueEnd && bytes[rest] <= ' ') {
            rest++;
        }
        if (rest >= valueEnd) {
            return null;
        }
        var out = new ByteArrayOutputStream(to - rest + 16);
        out.writeBytes(Syntax.bytes(name + ": "));
        out.write(bytes, rest, to - rest);
        return whole(name, out.toByteArray());
    }

    /**
     * Writes it behind the other lines of a message.
     *
     * @return where it ends there
     */
    int put(HeaderTable headers, int at) {
        System.arraycopy(bytes, from, headers.bytes(), at, to - from);
        int shift = at - from;
        headers.add(name, at, nameEnd + shift, value + shift, valueEnd + shift, to + shift);
        return to + shift;
    }

    private HeaderTable table() {
        var alone = new HeaderTable(bytes, 1);
        alone.add(name, from, nameEnd, value, valueEnd, to);
        return alone;
    }
}
