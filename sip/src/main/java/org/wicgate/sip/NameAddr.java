package org.wicgate.sip;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;

/**
 * A URI with a display name and header parameters, as in From, To, Contact, Route: RFC 3261 §20.10.
 *
 * @param displayName without quotes, empty for none
 */
public record NameAddr(String displayName, Uri uri, Params params) {
    public static NameAddr of(Uri uri) {
        return new NameAddr("", uri, Params.NONE);
    }

    /** Reads one value. */
    public static Decoded<NameAddr> decode(String value) {
        return Reading.of(() -> readOne(value));
    }

    static NameAddr readOne(String value) {
        var in = new Cursor(value);
        var one = read(in);
        in.end();
        return one;
    }

    static List<NameAddr> readAll(List<String> lines) {
        if (lines.size() == 1) {
            var in = new Cursor(lines.getFirst());
            var only = read(in);
            if (!in.take(',')) {
                in.end();
                return List.of(only);
            }
        }
        var all = new ArrayList<NameAddr>();
        for (String line : lines) {
            var in = new Cursor(line);
            do {
                all.add(read(in));
            } while (in.take(','));
            in.end();
        }
        return List.copyOf(all);
    }

    private static NameAddr read(Cursor in) {
        in.space();
        String name = "";
        if (in.peek() == '"') {
            name = Quoted.unquote(in.quoted());
            in.space();
            return bracketed(name, in);
        }
        int start = in.at();
        while (Syntax.isToken(in.peek()) || in.peek() == ' ' || in.peek() == '\t') {
            in.skip();
        }
        if (in.peek() == '<') {
            name = in.since(start).strip();
            return bracketed(name, in);
        }
        String uri = in.since(start) + in.until(";,? \t<>\"");
        if (in.peek() == '?') {
            // RFC 3261 §20.10: a URI with a question mark must stand in brackets
            throw in.wrong("URI with headers outside of brackets");
        }
        return new NameAddr("", UriReader.read(uri.strip()), Params.read(in));
    }

    private static NameAddr bracketed(String name, Cursor in) {
        if (in.peek() != '<') {
            throw in.wrong("'<' wanted");
        }
        in.skip();
        int start = in.at();
        in.skipUntil('>');
        if (in.peek() != '>') {
            throw in.wrong("'>' wanted");
        }
        var uri = UriReader.read(in.text(), start, in.at());
        in.skip();
        return new NameAddr(name, uri, Params.read(in));
    }

    public @Nullable String tag() {
        return params.value("tag");
    }

    public NameAddr withTag(String tag) {
        return new NameAddr(displayName, uri, params.with("tag", tag));
    }

    public NameAddr with(Params changed) {
        return new NameAddr(displayName, uri, changed);
    }

    @Override
    public String toString() {
        String name = displayName.isEmpty() ? "" : Quoted.quote(displayName) + " ";
        return name + "<" + uri + ">" + params;
    }
}
