package org.wicgate.sip;

import java.util.Locale;

/** Reads URIs: RFC 3261 §25.1, RFC 3966 §3. */
final class UriReader {
    private UriReader() {}

    static Uri read(String text) {
        return read(text, 0, text.length());
    }

    /** Reads what stands between two places of a text. */
    static Uri read(String text, int from, int to) {
        int colon = text.indexOf(':', from, to);
        if (colon <= from || !Syntax.isAlpha(text.charAt(from))) {
            throw new Malformation("URI without scheme");
        }
        if (colon - from == 3 && text.regionMatches(true, from, "sip", 0, 3)) {
            return sip(false, text, colon + 1, to);
        }
        for (int i = from + 1; i < colon; i++) {
            char c = text.charAt(i);
            if (!Syntax.isAlpha(c) && !Syntax.isDigit(c) && "+-.".indexOf(c) < 0) {
                throw new Malformation("URI without scheme");
            }
        }
        String scheme = text.substring(from, colon).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "sips" -> sip(true, text, colon + 1, to);
            case "tel" -> tel(text.substring(colon + 1, to));
            default -> other(scheme, text.substring(colon + 1, to));
        };
    }

    private static Uri other(String scheme, String rest) {
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (c <= ' ' || c == 127 || c == '<' || c == '>' || c == '"') {
                throw new Malformation("URI holds a character it may not");
            }
        }
        if (rest.isEmpty()) {
            throw new Malformation("URI is empty");
        }
        return new Uri.Other(scheme, rest);
    }

    private static SipUri sip(boolean secure, String text, int from, int to) {
        int at = text.indexOf('@', from, to);
        String userInfo = at < 0 ? "" : text.substring(from, at);
        if (at == from || userInfo.startsWith(":") || !Syntax.escapesAreWhole(userInfo)) {
            throw new Malformation("URI user is malformed");
        }
        for (int i = 0; i < userInfo.length(); i++) {
            if (!Syntax.isUser(userInfo.charAt(i))) {
                throw new Malformation("URI user holds a character it may not");
            }
        }
        var in = new Cursor(text, at < 0 ? from : at + 1, to);
        String host = Host.read(in);
        int port = 0;
        if (in.peek() == ':') {
            in.skip();
            port = Host.readPort(in);
        }
        var params = Params.readUri(in);
        String headers = in.peek() == '?' ? headers(in) : "";
        if (!in.atEnd()) {
            throw new Malformation("URI holds a character it may not");
        }
        return new SipUri(secure, userInfo, host, port, params, headers);
    }

    private static String headers(Cursor in) {
        in.skip();
        int start = in.at();
        while (!in.atEnd()) {
            if (!Syntax.isUser(in.peek()) && in.peek() != '[' && in.peek() != ']') {
                throw new Malformation("URI header holds a character it may not");
            }
            in.skip();
        }
        String headers = in.since(start);
        if (headers.indexOf('=') < 1 || !Syntax.escapesAreWhole(headers)) {
            throw new Malformation("URI header is malformed");
        }
        return headers;
    }

    private static Uri tel(String rest) {
        if (rest.indexOf('!') >= 0) {
            return other("tel", rest); // TS 23.003 §13.4B: stands for many numbers
        }
        var in = new Cursor(rest);
        String number = in.until(";");
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            boolean plus = c == '+' && i == 0;
            if (!plus && !Syntax.isHex(c) && "-.()*#".indexOf(c) < 0) {
                throw new Malformation("telephone number holds a character it may not");
            }
        }
        if (number.isEmpty() || number.equals("+")) {
            throw new Malformation("telephone number is empty");
        }
        var params = Params.readUri(in);
        if (!in.atEnd()) {
            throw new Malformation("telephone number is malformed");
        }
        return new TelUri(number, params);
    }
}
