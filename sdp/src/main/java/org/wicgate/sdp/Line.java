package org.wicgate.sdp;

/**
 * One line of a description, kept as it came (RFC 8866 §5). Text is one character for each octet,
 * so that what is not touched leaves as it entered, whatever its charset.
 *
 * @param type the letter before the equals sign
 * @param value what stands behind it
 * @param end what ended it: CRLF, a bare LF, or nothing at the end of the text
 */
public record Line(char type, String value, String end) {
    private static final String CRLF = "\r\n";

    public Line {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0 || c > 0xFF) {
                throw new IllegalArgumentException("not one line of octets, type " + type);
            }
        }
    }

    /** A new line, ended as RFC 8866 §5 wants it. */
    public static Line of(char type, String value) {
        return new Line(type, value, CRLF);
    }

    /** {@code a=name}. */
    public static Line attribute(String name) {
        return of('a', name);
    }

    /** {@code a=name:value}. */
    public static Line attribute(String name, String value) {
        return of('a', name + ":" + value);
    }

    /** The name of the attribute; empty when the line is none. */
    public String attributeName() {
        if (type != 'a') {
            return "";
        }
        int colon = value.indexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }

    /** The value of the attribute; empty when it has none. */
    public String attributeValue() {
        int colon = value.indexOf(':');
        return type != 'a' || colon < 0 ? "" : value.substring(colon + 1);
    }

    /** Whether the line is the attribute {@code name}, with a value or without. */
    public boolean isAttribute(String name) {
        return type == 'a'
                && value.startsWith(name)
                && (value.length() == name.length() || value.charAt(name.length()) == ':');
    }

    /** Writes the line as it goes out; only the last of a text may lack an end. */
    void writeTo(StringBuilder out, boolean last) {
        out.append(type).append('=').append(value).append(end.isEmpty() && !last ? CRLF : end);
    }
}
