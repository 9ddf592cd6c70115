package org.wicgate.sip;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the header lines of one message stand in its bytes. Lines follow each other without gap, so
 * a line ends where the next begins.
 */
final class HeaderTable {
    private static final int MARKS = 4;

    private final byte[] bytes;
    private @Nullable HeaderName[] names;
    private int[] marks;
    private int size;
    private int end;

    /** Which constants there are, and whether any other name. */
    private long low;

    private long high;
    private boolean hasOthers;

    HeaderTable(byte[] bytes) {
        this(bytes, 24);
    }

    /**
     * @param lines how many are expected
     */
    HeaderTable(byte[] bytes, int lines) {
        this.bytes = bytes;
        names = new @Nullable HeaderName[Math.max(1, lines)];
        marks = new int[Math.max(1, lines) * MARKS];
    }

    void add(int line, int nameEnd, int value, int valueEnd, int lineEnd) {
        add(HeaderName.find(bytes, line, nameEnd), line, nameEnd, value, valueEnd, lineEnd);
    }

    /**
     * @param name null when it is not known before it is asked for
     */
    void add(
            @Nullable HeaderName name,
            int line,
            int nameEnd,
            int value,
            int valueEnd,
            int lineEnd) {
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            marks = Arrays.copyOf(marks, size * 2 * MARKS);
        }
        names[size] = name;
        if (name == null || name.number() == HeaderName.MOST) {
            hasOthers = true;
        } else {
            low |= HeaderNames.bit(name, 0);
            high |= HeaderNames.bit(name, Long.SIZE);
        }
        int at = size * MARKS;
        marks[at] = line;
        marks[at + 1] = nameEnd;
        marks[at + 2] = value;
        marks[at + 3] = valueEnd;
        size++;
        end = lineEnd;
    }

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    int lineStart(int i) {
        return marks[i * MARKS];
    }

    int lineEnd(int i) {
        return i + 1 < size ? marks[(i + 1) * MARKS] : end;
    }

    int nameEnd(int i) {
        return marks[i * MARKS + 1];
    }

    int valueStart(int i) {
        return marks[i * MARKS + 2];
    }

    int valueEnd(int i) {
        return marks[i * MARKS + 3];
    }

    HeaderName name(int i) {
        var known = names[i];
        if (known != null) {
            return known;
        }
        int at = i * MARKS;
        return HeaderName.of(Syntax.text(bytes, marks[at], marks[at + 1]));
    }

    boolean is(int i, HeaderName name) {
        var known = names[i];
        if (known != null) {
            return known.equals(name);
        }
        return name.isSpelled(bytes, marks[i * MARKS], marks[i * MARKS + 1]);
    }

    /** The next line of that name from {@code from} on, or -1. */
    int find(HeaderName name, int from) {
        if (!mayHave(name)) {
            return -1;
        }
        for (int i = from; i < size; i++) {
            if (is(i, name)) {
                return i;
            }
        }
        return -1;
    }

    private boolean mayHave(HeaderName name) {
        return name.number() == HeaderName.MOST
                ? hasOthers
                : ((low & HeaderNames.bit(name, 0)) | (high & HeaderNames.bit(name, Long.SIZE)))
                        != 0;
    }

    /** The value with its folds made a space each: RFC 3261 §7.3.1. */
    String value(int i) {
        return unfold(Syntax.text(bytes, valueStart(i), valueEnd(i)));
    }

    private static String unfold(String value) {
        int fold = value.indexOf('\r');
        if (fold < 0) {
            return value;
        }
        var out = new StringBuilder(value.length());
        int from = 0;
        for (; fold >= 0; fold = value.indexOf('\r', from)) {
            out.append(value, from, fold).append(' ');
            from = fold + 2;
            while (from < value.length()
                    && (value.charAt(from) == ' ' || value.charAt(from) == '\t')) {
                from++;
            }
        }
        return out.append(value, from, value.length()).toString();
    }

    /**
     * Where the first of several values on a line ends: at its comma, or at the end of the value.
     */
    int firstValueEnd(int i) {
        boolean quoted = false;
        int brackets = 0;
        for (int at = valueStart(i); at < valueEnd(i); at++) {
            byte b = bytes[at];
            if (quoted) {
                if (b == '\\') {
                    at++;
                } else if (b == '"') {
                    quoted = false;
                }
            } else if (b == '"') {
                quoted = true;
            } else if (b == '<') {
                brackets++;
            } else if (b == '>') {
                brackets--;
            } else if (b == ',' && brackets == 0) {
                return at;
            }
        }
        return valueEnd(i);
    }
}
