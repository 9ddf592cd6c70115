package org.wicgate.sip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code ;name=value} parameters of a header field or URI, in order and as written. Names are
 * compared without case.
 */
public final class Params {
    /** No parameter. */
    public static final Params NONE = new Params(List.of());

    private record Entry(String name, boolean hasValue, String raw) {}

    private final List<Entry> entries;

    private Params(List<Entry> entries) {
        this.entries = entries;
    }

    /** Whether the parameter is there, with a value or without. */
    public boolean has(String name) {
        return find(name) >= 0;
    }

    /** The value without quotes; empty for a parameter without value; null when not there. */
    public @Nullable String value(String name) {
        int i = find(name);
        return i < 0 ? null : Quoted.unquote(entries.get(i).raw);
    }

    /** The names in order. */
    public List<String> names() {
        return entries.stream().map(Entry::name).toList();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** These and one without value; it takes the place of one with the same name. */
    public Params with(String name) {
        return put(new Entry(name, false, ""));
    }

    /**
     * These and one more, which takes the place of one with the same name. {@code raw} is written
     * as it stands: a value that is no token must come quoted ({@link Quoted#quote}).
     */
    public Params with(String name, String raw) {
        return put(new Entry(name, true, raw));
    }

    /** These without the one named. */
    public Params without(String name) {
        int i = find(name);
        if (i < 0) {
            return this;
        }
        var rest = new ArrayList<>(entries);
        rest.remove(i);
        return new Params(List.copyOf(rest));
    }

    private Params put(Entry entry) {
        var all = new ArrayList<>(entries);
        int i = find(entry.name);
        if (i < 0) {
            all.add(entry);
        } else {
            all.set(i, entry);
        }
        return new Params(List.copyOf(all));
    }

    private int find(String name) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).name.equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Reads the parameters of a header value up to a comma or the end. */
    static Params read(Cursor in) {
        if (!in.take(';')) {
            return NONE;
        }
        var entries = new ArrayList<Entry>(4);
        do {
            String name = in.token();
            if (in.take('=')) {
                entries.add(new Entry(name, true, headerValue(in)));
            } else {
                entries.add(new Entry(name, false, ""));
            }
        } while (in.take(';'));
        return new Params(entries);
    }

    private static String headerValue(Cursor in) {
        if (in.peek() == '"') {
            return in.quoted();
        }
        String value = in.until(";, \t\"<>");
        if (value.isEmpty()) {
            throw in.wrong("parameter value wanted");
        }
        return value;
    }

    /** Reads the parameters of a URI, up to its headers or end. */
    static Params readUri(Cursor in) {
        if (in.peek() != ';') {
            return NONE;
        }
        var entries = new ArrayList<Entry>(4);
        while (in.peek() == ';') {
            in.skip();
            String name = uriPart(in);
            if (in.peek() == '=') {
                in.skip();
                entries.add(new Entry(name, true, uriPart(in)));
            } else {
                entries.add(new Entry(name, false, ""));
            }
        }
        return new Params(entries);
    }

    private static String uriPart(Cursor in) {
        int start = in.at();
        while (Syntax.isUriParam(in.peek())) {
            in.skip();
        }
        String part = in.since(start);
        if (part.isEmpty() || !Syntax.escapesAreWhole(part)) {
            throw in.wrong("URI parameter wanted");
        }
        return part;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Params that && that.entries.equals(entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    /** As on the wire, each with its semicolon. */
    @Override
    public String toString() {
        var out = new StringBuilder();
        for (var entry : entries) {
            out.append(';').append(entry.name);
            if (entry.hasValue) {
                out.append('=').append(entry.raw);
            }
        }
        return out.toString();
    }
}
