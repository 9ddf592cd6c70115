package org.wicgate.sip;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.wicgate.base.Decoded;

/**
 * A SIP or SIPS URI: RFC 3261 §19.1. Record equality is equality of the text; {@link #matches} is
 * the comparison of the standard.
 *
 * @param userInfo user and password as written, empty for none
 * @param host IPv6 in brackets
 * @param port 0 when not given
 * @param headers what follows the question mark, empty for none
 */
public record SipUri(
        boolean secure, String userInfo, String host, int port, Params params, String headers)
        implements Uri {

    /** RFC 3261 §19.1.4: these count even when only one URI has them. */
    private static final String[] WEIGHTY = {"user", "ttl", "method", "maddr"};

    /** {@code sip:user@host}; an empty user for none. */
    public static SipUri of(String user, String host) {
        return new SipUri(false, user, host, 0, Params.NONE, "");
    }

    /** {@code sip:user@host:port}. */
    public static SipUri of(String user, String host, int port) {
        return new SipUri(false, user, host, port, Params.NONE, "");
    }

    /** Reads a SIP or SIPS URI; any other scheme is malformed here. */
    public static Decoded<SipUri> decode(String text) {
        return Reading.of(() -> {
            if (UriReader.read(text) instanceof SipUri uri) {
                return uri;
            }
            throw new Malformation("not a SIP URI");
        });
    }

    @Override
    public String scheme() {
        return secure ? "sips" : "sip";
    }

    /** The user, escapes resolved, without password and user parameters; empty for none. */
    public String user() {
        int colon = userInfo.indexOf(':');
        return unescape(colon < 0 ? userInfo : userInfo.substring(0, colon));
    }

    public int portOr(int otherwise) {
        return port == 0 ? otherwise : port;
    }

    public @Nullable String param(String name) {
        return params.value(name);
    }

    /** Whether the element that wrote this routes loosely: RFC 3261 §16.12. */
    public boolean isLoose() {
        return params.has("lr");
    }

    public SipUri with(Params changed) {
        return new SipUri(secure, userInfo, host, port, changed, headers);
    }

    /** Scheme, user and host alone, the host in lower case: what a registration is kept under. */
    public SipUri addressOfRecord() {
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String plain = normal(user);
        return new SipUri(secure, plain, host.toLowerCase(Locale.ROOT), 0, Params.NONE, "");
    }

    /** Whether both lead to the same resource: RFC 3261 §19.1.4. */
    public boolean matches(SipUri other) {
        return secure == other.secure
                && normal(userInfo).equals(normal(other.userInfo))
                && host.equalsIgnoreCase(other.host)
                && port == other.port
                && paramsMatch(other)
                && sortedHeaders().equals(other.sortedHeaders());
    }

    private boolean paramsMatch(SipUri other) {
        for (String name : WEIGHTY) {
            if (params.has(name) != other.params.has(name)) {
                return false;
            }
        }
        for (String name : params.names()) {
            String mine = params.value(name);
            String theirs = other.params.value(name);
            if (mine != null && theirs != null && !normal(mine).equalsIgnoreCase(normal(theirs))) {
                return false;
            }
        }
        return true;
    }

    private String sortedHeaders() {
        String[] each = normal(headers).split("&", -1);
        for (int i = 0; i < each.length; i++) {
            int equals = each[i].indexOf('=');
            if (equals > 0) {
                each[i] =
                        each[i].substring(0, equals).toLowerCase(Locale.ROOT)
                                + each[i].substring(equals);
            }
        }
        Arrays.sort(each);
        return String.join("&", each);
    }

    /** Escapes of characters that need none are resolved, the others get upper case digits. */
    private static String normal(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            int value = Integer.parseInt(text, i + 1, i + 3, 16);
            if (Syntax.isAlpha(value) || Syntax.isDigit(value) || "-_.!~*'()".indexOf(value) >= 0) {
                out.append((char) value);
            } else {
                out.append(text.substring(i, i + 3).toUpperCase(Locale.ROOT));
            }
            i += 2;
        }
        return out.toString();
    }

    private static String unescape(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                out.write(Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                out.write(text.charAt(i));
            }
        }
        byte[] bytes = out.toByteArray();
        return Syntax.text(bytes, 0, bytes.length);
    }

    @Override
    public String toString() {
        var out = new StringBuilder(scheme()).append(':');
        if (!userInfo.isEmpty()) {
            out.append(userInfo).append('@');
        }
        out.append(host);
        if (port != 0) {
            out.append(':').append(port);
        }
        out.append(params);
        return headers.isEmpty() ? out.toString() : out.append('?').append(headers).toString();
    }
}
