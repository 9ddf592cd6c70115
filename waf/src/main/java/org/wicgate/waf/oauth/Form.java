package org.wicgate.waf.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.wicgate.base.Decoded;

/**
 * Parameters as {@code application/x-www-form-urlencoded} has them (RFC 6749 Appendix B). One
 * without a value counts as left out, and none may come twice (§3.1, §3.2).
 */
public final class Form {
    private static final int MAX_PARAMETERS = 40;

    private final Map<String, String> values;

    private Form(Map<String, String> values) {
        this.values = values;
    }

    /** Reads a body or a query. */
    public static Decoded<Form> decode(String text) {
        var values = new LinkedHashMap<String, String>();
        String[] pairs = text.split("&", MAX_PARAMETERS + 1);
        if (pairs.length > MAX_PARAMETERS) {
            return new Decoded.Malformed<>("more than " + MAX_PARAMETERS + " parameters");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            try {
                String name =
                        URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), UTF_8);
                String value =
                        equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), UTF_8);
                if (!value.isEmpty() && values.put(name, value) != null) {
                    return new Decoded.Malformed<>("a parameter comes twice");
                }
            } catch (IllegalArgumentException e) {
                return new Decoded.Malformed<>("not form-urlencoded");
            }
        }
        return new Decoded.Ok<>(new Form(values));
    }

    /** A parameter's value; empty when it is absent. */
    public String get(String name) {
        return values.getOrDefault(name, "");
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** It may hold passwords. */
    @Override
    public String toString() {
        return "Form" + values.keySet();
    }
}
