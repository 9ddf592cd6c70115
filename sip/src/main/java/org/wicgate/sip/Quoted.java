package org.wicgate.sip;

/** Quoted strings: RFC 3261 §25.1. */
public final class Quoted {
    private Quoted() {}

    /** {@code text} in quotes, with what needs it escaped. */
    public static String quote(String text) {
        var out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c == '\r' || c == '\n' ? ' ' : c);
        }
        return out.append('"').toString();
    }

    /** What stands between the quotes, escapes resolved; text without quotes stays as it is. */
    public static String unquote(String text) {
        int last = text.length() - 1;
        if (last < 1 || text.charAt(0) != '"' || text.charAt(last) != '"') {
            return text;
        }
        if (text.indexOf('\\') < 0) {
            return text.substring(1, last);
        }
        var out = new StringBuilder(last);
        for (int i = 1; i < last; i++) {
            if (text.charAt(i) == '\\' && i + 1 < last) {
                i++;
            }
            out.append(text.charAt(i));
        }
        return out.toString();
    }
}
