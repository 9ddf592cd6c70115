package org.wicgate.ng;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;

/**
 * Bencode: {@code 3:abc}, {@code i42e}, {@code l...e}, {@code d...e}. Keys may be in any order, as
 * rtpengine and those who speak with it take them.
 */
public final class Bencode {
    private static final int DEPTH = 16;
    private static final int DIGITS = 18;

    private final String octets;
    private int at;
    private @Nullable String wrong;

    private Bencode(String octets) {
        this.octets = octets;
    }

    /** Reads one value that is all of the octets, each of them a character. */
    public static Decoded<Value> decode(String octets) {
        var reader = new Bencode(octets);
        var value = reader.value(0);
        if (value == null) {
            return new Decoded.Malformed<>(reader.wrong + " at octet " + reader.at);
        }
        return reader.at == octets.length()
                ? new Decoded.Ok<>(value)
                : new Decoded.Malformed<>("more after the end at octet " + reader.at);
    }

    /** Writes a value, each octet as a character. */
    public static String encode(Value value) {
        var out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Value value, StringBuilder out) {
        switch (value) {
            case Value.Text(var text) -> write(text, out);
            case Value.Whole(var number) -> out.append('i').append(number).append('e');
            case Value.Sequence(var values) -> {
                out.append('l');
                values.forEach(each -> write(each, out));
                out.append('e');
            }
            case Value.Dictionary(var entries) -> {
                out.append('d');
                entries.forEach((key, each) -> {
                    write(key, out);
                    write(each, out);
                });
                out.append('e');
            }
        }
    }

    private static void write(String text, StringBuilder out) {
        out.append(text.length()).append(':').append(text);
    }

    private @Nullable Value value(int depth) {
        if (depth > DEPTH) {
            return no("nested too deep");
        }
        if (at >= octets.length()) {
            return no("it ends too early");
        }
        return switch (octets.charAt(at)) {
            case 'i' -> whole();
            case 'l' -> sequence(depth);
            case 'd' -> dictionary(depth);
            default -> textValue();
        };
    }

    private @Nullable Value whole() {
        at++;
        Long found = number('e');
        if (found == null) {
            return null;
        }
        return new Value.Whole(found);
    }

    private @Nullable Value textValue() {
        String found = text();
        return found == null ? null : new Value.Text(found);
    }

    private @Nullable Value sequence(int depth) {
        var values = new ArrayList<Value>();
        at++;
        while (!ends()) {
            var value = value(depth + 1);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        at++;
        return new Value.Sequence(values);
    }

    private @Nullable Value dictionary(int depth) {
        var entries = new LinkedHashMap<String, Value>();
        at++;
        while (!ends()) {
            String key = text();
            var value = key == null ? null : value(depth + 1);
            if (key == null || value == null) {
                return null;
            }
            entries.put(key, value);
        }
        at++;
        return new Value.Dictionary(entries);
    }

    private boolean ends() {
        return at < octets.length() && octets.charAt(at) == 'e';
    }

    private @Nullable String text() {
        Long length = number(':');
        if (length == null) {
            return null;
        }
        if (length < 0 || length > octets.length() - at) {
            no("a text that is longer than the message");
            return null;
        }
        int from = at;
        at += length.intValue();
        return octets.substring(from, at);
    }

    /** Digits up to an end, which is taken too. */
    private @Nullable Long number(char end) {
        boolean isNegative = at < octets.length() && octets.charAt(at) == '-';
        int from = isNegative ? at + 1 : at;
        int to = from;
        long found = 0;
        while (to < octets.length() && isDigit(octets.charAt(to)) && to - from < DIGITS) {
            found = found * 10 + (octets.charAt(to) - '0');
            to++;
        }
        if (to == from || to >= octets.length() || octets.charAt(to) != end) {
            no("no number");
            return null;
        }
        at = to + 1;
        long signed = isNegative ? -found : found;
        return signed;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private @Nullable Value no(String why) {
        if (wrong == null) {
            wrong = why;
        }
        return null;
    }
}
