package org.wicgate.sip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ;name=value} parameters of a header field or URI, in order and as written. Names are
 * compared without case. They stay in the text they were read from: only what is asked for becomes
 * a string of its own.
 */
public final class Params {
    private static final int MARKS = 4;
    private static final int NO_VALUE = -1;

    /** No parameter. */
    public static final Params NONE = new Params("", new int[0]);

    private final String text;

    /** For each: where its name begins and ends, and where its value does; or {@link #NO_VALUE}. */
    private final int[] marks;

    private Params(String text, int[] marks) {
        this.text = text;
        this.marks = marks;
    }

    /** Whether the parameter is there, with a value or without. */
    public boolean has(String name) {
        return find(name) >= 0;
    }

    /** The value without quotes; empty for a parameter without value; null when not there. */
    public @Nullable String value(String name) {
        int i = find(name);
        return i < 0 ? null : Quoted.unquote(raw(i));
    }

    /** The names in order. */
    public List<String> names() {
        var names = new ArrayList<String>(size());
        for (int i = 0; i < size(); i++) {
            names.add(name(i));
        }
        return names;
    }

    public boolean isEmpty() {
        return marks.length == 0;
    }

    /** These and one without value; it takes the place of one with the same name. */
    public Params with(String name) {
        return put(name, null);
    }

    /**
     * These and one more, which takes the place of one with the same name. {@code raw} is written
     * as it stands: a value that is no token must come quoted ({@link Quoted#quote}).
     */
    public Params with(String name, String raw) {
        return put(name, raw);
    }

    /** These without the one named. */
    public Params without(String name) {
        int gone = find(name);
        if (gone < 0) {
            return this;
        }
        var rest = new Writer(size() - 1);
        for (int i = 0; i < size(); i++) {
            if (i != gone) {
                rest.add(name(i), value(i));
            }
        }
        return rest.written();
    }

    private Params put(String name, @Nullable String raw) {
        int place = find(name);
        var all = new Writer(place < 0 ? size() + 1 : size());
        for (int i = 0; i < size(); i++) {
            if (i == place) {
                all.add(name, raw);
            } else {
                all.add(name(i), value(i));
            }
        }
        if (place < 0) {
            all.add(name, raw);
        }
        return all.written();
    }

    /** Writes parameters one after another. */
    private static final class Writer {
        private final StringBuilder text = new StringBuilder();
        private final int[] marks;
        private int used;

        Writer(int size) {
            marks = new int[size * MARKS];
        }

        void add(String name, @Nullable String raw) {
            marks[used] = text.append(';').length();
            marks[used + 1] = text.append(name).length();
            marks[used + 2] = raw == null ? NO_VALUE : text.append('=').length();
            marks[used + 3] = raw == null ? NO_VALUE : text.append(raw).length();
            used += MARKS;
        }

        Params written() {
            return used == 0 ? NONE : new Params(text.toString(), marks);
        }
    }

    private int size() {
        return marks.length / MARKS;
    }

    private String name(int i) {
        return text.substring(marks[i * MARKS], marks[i * MARKS + 1]);
    }

    private boolean hasValue(int i) {
        return marks[i * MARKS + 2] != NO_VALUE;
    }

    private @Nullable String value(int i) {
        return hasValue(i) ? raw(i) : null;
    }

    private String raw(int i) {
        return hasValue(i) ? text.substring(marks[i * MARKS + 2], marks[i * MARKS + 3]) : "";
    }

    private int find(String name) {
        for (int at = 0; at < marks.length; at += MARKS) {
            int from = marks[at];
            if (marks[at + 1] - from == name.length()
                    && text.regionMatches(true, from, name, 0, name.length())) {
                return at / MARKS;
            }
        }
        return -1;
    }

    /** Reads the parameters of a header value up to a comma or the end. */
    static Params read(Cursor in) {
        if (!in.take(';')) {
            return NONE;
        }
        int[] marks = new int[2 * MARKS];
        int used = 0;
        do {
            marks = withRoom(marks, used);
            marks[used] = in.at();
            in.skipToken();
            marks[used + 1] = in.at();
            marks[used + 2] = NO_VALUE;
            marks[used + 3] = NO_VALUE;
            if (in.take('=')) {
                marks[used + 2] = in.at();
                headerValue(in);
                marks[used + 3] = in.at();
            }
            used += MARKS;
        } while (in.take(';'));
        return of(in, marks, used);
    }

    private static void headerValue(Cursor in) {
        if (in.peek() == '"') {
            in.skipQuoted();
            return;
        }
        int start = in.at();
        in.skipParamValue();
        if (in.at() == start) {
            throw in.wrong("parameter value wanted");
        }
    }

    /** Reads the parameters of a URI, up to its headers or end. */
    static Params readUri(Cursor in) {
        if (in.peek() != ';') {
            return NONE;
        }
        int[] marks = new int[2 * MARKS];
        int used = 0;
        while (in.peek() == ';') {
            in.skip();
            marks = withRoom(marks, used);
            marks[used] = in.at();
            uriPart(in);
            marks[used + 1] = in.at();
            marks[used + 2] = NO_VALUE;
            marks[used + 3] = NO_VALUE;
            if (in.peek() == '=') {
                in.skip();
                marks[used + 2] = in.at();
                uriPart(in);
                marks[used + 3] = in.at();
            }
            used += MARKS;
        }
        return of(in, marks, used);
    }

    private static void uriPart(Cursor in) {
        int start = in.at();
        boolean isWhole = true;
        for (int c = in.peek(); Syntax.isUriParam(c); c = in.peek()) {
            in.skip();
            isWhole = isWhole && (c != '%' || in.isEscape());
        }
        if (in.at() == start || !isWhole) {
            throw in.wrong("URI parameter wanted");
        }
    }

    private static int[] withRoom(int[] marks, int used) {
        return used < marks.length ? marks : Arrays.copyOf(marks, 2 * marks.length);
    }

    private static Params of(Cursor in, int[] marks, int used) {
        return new Params(in.text(), used < marks.length ? Arrays.copyOf(marks, used) : marks);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Params that && that.toString().equals(toString()));
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** As on the wire, each with its semicolon, without space between them. */
    @Override
    public String toString() {
        if (marks.length == 0) {
            return "";
        }
        if (isWrittenTight()) {
            return text.substring(marks[0] - 1, end(size() - 1));
        }
        var out = new StringBuilder();
        for (int i = 0; i < size(); i++) {
            out.append(';').append(name(i));
            if (hasValue(i)) {
                out.append('=').append(raw(i));
            }
        }
        return out.toString();
    }

    private boolean isWrittenTight() {
        for (int i = 0; i < size(); i++) {
            int at = i * MARKS;
            boolean isSpaced = i > 0 && marks[at] != end(i - 1) + 1;
            if (isSpaced
                    || text.charAt(marks[at] - 1) != ';'
                    || (hasValue(i) && marks[at + 2] != marks[at + 1] + 1)) {
                return false;
            }
        }
        return true;
    }

    private int end(int i) {
        return hasValue(i) ? marks[i * MARKS + 3] : marks[i * MARKS + 1];
    }
}
